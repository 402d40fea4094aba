import type { Process, Task } from '../../cluster/kernel/index.ts';
import {
  describeExitBriefly,
  formatAgo,
  formatTimeSpan,
  formatTimestamp,
  processName,
  splitWords,
  type ActiveState,
  type Service,
} from '../../cluster/machine/index.ts';
import { formatShort } from '../journalctl/format.ts';
import type { Request } from './request.ts';

/** How many journal lines `status` shows. */
const DEFAULT_LINES = 10;

/** The LSB's codes: not running, and nobody knows. */
const NOT_RUNNING = 3;
const UNKNOWN = 4;

const looks: Readonly<Record<ActiveState, { readonly dot: string; readonly colour?: string }>> = {
  active: { dot: '●', colour: '1;32' },
  activating: { dot: '●', colour: '1;33' },
  deactivating: { dot: '●', colour: '1;33' },
  inactive: { dot: '○' },
  failed: { dot: '×', colour: '1;31' },
};

export function* status(request: Request): Task<number> {
  if (request.names.length === 0) return yield* systemStatus(request);
  let code = 0;
  let isCut = false;
  for (const [at, unit] of request.units.entries()) {
    if (at > 0) yield* request.print('\n');
    const service = request.systemd.find(unit);
    if (service === undefined) {
      yield* request.warn(`Unit ${unit} could not be found.\n`);
      code ||= UNKNOWN;
      continue;
    }
    yield* request.warnOfChange(unit);
    const lines = [...unitLines(request, service), ...journalLines(request, service)];
    const { columns } = request;
    for (const { text, canBeCut } of lines) {
      const shown = canBeCut ? cut(text, columns) : text;
      isCut ||= shown !== text;
      yield* request.print(`${shown}\n`);
    }
    if (service.state !== 'active') code ||= NOT_RUNNING;
  }
  if (isCut) {
    yield* request.warn('Hint: Some lines were ellipsized, use -l to show in full.\n');
  }
  return code;
}

interface Line {
  readonly text: string;
  readonly canBeCut: boolean;
}

function cut(text: string, columns: number | undefined): string {
  if (columns === undefined || text.length <= columns) return text;
  return `${text.slice(0, Math.max(0, columns - 1))}…`;
}

/** Source: systemd 252, src/systemctl/systemctl-show.c: `print_status_info` */
function unitLines(request: Request, service: Service): Line[] {
  const { file, lastRun, state, mainProcess } = service;
  const { dot, colour } = looks[state];
  const fileState = request.systemd.store.stateOf(file);
  const preset = fileState === 'static' ? '' : '; preset: enabled';
  const load = file.isBad ? request.paint('bad-setting', '1;31') : 'loaded';
  const lines = [
    `${request.paint(dot, colour)} ${service.title}`,
    `     Loaded: ${load} (${file.path}; ${fileState}${preset})`,
    `     Active: ${activeText(request, service, colour)}`,
  ];
  const duration = durationUs(service);
  if (duration !== undefined) lines.push(`   Duration: ${formatTimeSpan(duration)}`);
  for (const [at, page] of file.documentation.entries()) {
    lines.push(`   ${(at === 0 ? 'Docs:' : '').padStart(9)} ${page}`);
  }
  if (lastRun?.exit !== undefined && mainProcess === undefined) {
    const how = `(${describeExitBriefly(lastRun.exit)})`;
    const isBad = service.result !== 'success';
    const command = splitWords(file.execStart).join(' ');
    const painted = request.paint(how, isBad ? '1;31' : undefined);
    lines.push(`    Process: ${lastRun.pid} ExecStart=${command} ${painted}`);
    lines.push(`   Main PID: ${lastRun.pid} ${how}`);
  } else if (mainProcess !== undefined) {
    lines.push(`   Main PID: ${mainProcess.pid} (${processName(mainProcess)})`);
  }
  const plain = lines.map((text) => ({ text, canBeCut: false }));
  return [...plain, ...processTree(service)];
}

function activeText(request: Request, service: Service, colour: string | undefined): string {
  const { result, state, sub, times } = service;
  const name = state === sub ? state : `${state} (${sub})`;
  const why = result === 'success' ? '' : ` (Result: ${result})`;
  const sinceUs = {
    active: times.activeEnterUs,
    inactive: times.inactiveEnterUs,
    failed: times.inactiveEnterUs,
    activating: times.inactiveExitUs,
    deactivating: times.activeExitUs,
  }[state];
  if (sinceUs === undefined) return `${request.paint(name, colour)}${why}`;
  const ago = formatAgo(request.process.nowUs - sinceUs);
  return `${request.paint(name, colour)}${why} since ${formatTimestamp(sinceUs)}; ${ago}`;
}

/** How long a service that is not active now was active when it last was. */
function durationUs({ state, times }: Service): number | undefined {
  const { activeEnterUs, activeExitUs } = times;
  if (state === 'active' || activeEnterUs === undefined || activeExitUs === undefined) {
    return undefined;
  }
  return activeExitUs >= activeEnterUs ? activeExitUs - activeEnterUs : undefined;
}

function processTree(service: Service): Line[] {
  const processes = service.processes();
  if (processes.length === 0) return [];
  const command = ({ pid, argv }: Process): string => `${pid} ${argv.join(' ')}`;
  return [
    { text: `     CGroup: /system.slice/${service.name}`, canBeCut: false },
    ...processes.map((process, at) => {
      const branch = at === processes.length - 1 ? '└─' : '├─';
      return { text: `             ${branch}${command(process)}`, canBeCut: true };
    }),
  ];
}

/** The last lines that the unit and systemd wrote since it last left being inactive. */
function journalLines(request: Request, service: Service): Line[] {
  const { journal, name, bootCount } = request.machine;
  const count = Number(request.option('lines') ?? DEFAULT_LINES);
  const sinceUs = service.times.inactiveExitUs ?? 0;
  const entries = journal
    .since()
    .filter(({ unit, boot, atUs }) => {
      return unit === service.name && boot === bootCount && atUs >= sinceUs;
    })
    .slice(count > 0 ? -count : Infinity);
  const lines = entries.flatMap((entry) => formatShort(entry, name).split('\n'));
  return ['', ...lines].slice(lines.length === 0 ? 1 : 0).map((text) => ({ text, canBeCut: true }));
}

/** `systemctl status` without a unit: the machine as a whole. */
function* systemStatus(request: Request): Task<number> {
  const { machine, systemd } = request;
  const failed = systemd.units.filter(({ state }) => state === 'failed').length;
  const init = machine.processes.get(1);
  const sinceUs = init?.startedAtUs ?? 0;
  const colour = failed > 0 ? '1;31' : '1;32';
  const state = failed > 0 ? 'degraded' : 'running';
  yield* request.print(
    `${request.paint('●', colour)} ${machine.name}\n` +
      `    State: ${request.paint(state, colour)}\n` +
      `    Units: ${systemd.units.length} loaded (incl. loaded aliases)\n` +
      '     Jobs: 0 queued\n' +
      `   Failed: ${failed} units\n` +
      `    Since: ${formatTimestamp(sinceUs)}; ${formatAgo(request.process.nowUs - sinceUs)}\n` +
      '  systemd: 252.39-1~deb12u1\n',
  );
  return 0;
}
