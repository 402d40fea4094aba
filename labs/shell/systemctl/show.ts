import { signalNumbers, type Task } from '../../cluster/kernel/index.ts';
import { formatTimeSpan, formatTimestamp, type Service } from '../../cluster/machine/index.ts';
import type { Request } from './request.ts';

/** Prints each unit's file, with its path above it. */
export function* cat(request: Request): Task<number> {
  let code = 0;
  for (const [at, unit] of request.units.entries()) {
    const file = request.systemd.store.read(unit);
    if (file === undefined) {
      yield* request.warn(`No files found for ${unit}.\n`);
      code = 1;
      continue;
    }
    if (at > 0) yield* request.print('\n');
    const text = file.text.endsWith('\n') ? file.text : `${file.text}\n`;
    yield* request.print(`${request.paint(`# ${file.path}`, '34')}\n${text}`);
  }
  return code;
}

/** Prints properties as `Name=value`. Differs: only those that we model, and only of units. */
export function* show(request: Request): Task<number> {
  const wanted = request.option('property')?.split(',');
  for (const [at, unit] of request.units.entries()) {
    if (at > 0) yield* request.print('\n');
    const service = request.systemd.find(unit);
    const properties = service ? propertiesOf(request, service) : unknownUnit(unit);
    for (const [name, value] of Object.entries(properties)) {
      if (wanted !== undefined && !wanted.includes(name)) continue;
      yield* request.print(request.has('value') ? `${value}\n` : `${name}=${value}\n`);
    }
  }
  return 0;
}

function unknownUnit(name: string): Record<string, string> {
  const states = { LoadState: 'not-found', ActiveState: 'inactive', SubState: 'dead' };
  return { Id: name, Names: name, Description: name, ...states };
}

function propertiesOf(request: Request, service: Service): Record<string, string> {
  const { file, lastRun, mainProcess, times } = service;
  const time = (atUs: number | undefined): string =>
    atUs === undefined ? '' : formatTimestamp(atUs);
  const exit = lastRun?.exit;
  const { signal } = exit ?? {};
  const status = signal === undefined ? (exit?.code ?? 0) : signalNumbers[signal];
  const exitCode = signal === undefined ? 1 : 2;
  return {
    Type: file.type,
    Restart: file.restart,
    RestartUSec: formatTimeSpan(file.restartUs),
    TimeoutStopUSec: formatTimeSpan(file.stopTimeoutUs),
    MainPID: String(mainProcess?.pid ?? 0),
    Result: service.result,
    NRestarts: String(service.restarts),
    ExecMainPID: String(lastRun?.pid ?? 0),
    ExecMainCode: String(exit === undefined ? 0 : exitCode),
    ExecMainStatus: String(status),
    Id: service.name,
    Names: service.name,
    Description: file.description,
    LoadState: file.isBad ? 'bad-setting' : 'loaded',
    ActiveState: service.state,
    SubState: service.sub,
    FragmentPath: file.path,
    UnitFileState: request.systemd.store.stateOf(file),
    UnitFilePreset: 'enabled',
    InactiveExitTimestamp: time(times.inactiveExitUs),
    ActiveEnterTimestamp: time(times.activeEnterUs),
    ActiveExitTimestamp: time(times.activeExitUs),
    InactiveEnterTimestamp: time(times.inactiveEnterUs),
  };
}
