import { parseSignal, type Task } from '../../cluster/kernel/index.ts';
import type { ShutdownKind } from '../../cluster/machine/index.ts';
import type { Request } from './request.ts';

export function* kill(request: Request): Task<number> {
  const text = request.option('signal') ?? 'SIGTERM';
  const signal = parseSignal(text);
  if (signal === undefined) {
    yield* request.warn(`Failed to parse signal string ${text}.\n`);
    return 1;
  }
  const isMainOnly = (request.option('kill-whom') ?? request.option('kill-who')) === 'main';
  let code = 0;
  for (const unit of request.units) {
    const service = request.systemd.find(unit);
    let error: string | undefined;
    if (service === undefined) error = `Unit ${unit} not loaded.`;
    else if (!isMainOnly) service.kill(signal);
    else if (service.mainProcess !== undefined) service.mainProcess.signal(signal);
    else error = 'No main process to kill';
    if (error === undefined) continue;
    yield* request.warn(`Failed to kill unit ${unit}: ${error}\n`);
    code = 1;
  }
  return code;
}

export function* resetFailed(request: Request): Task<number> {
  if (request.names.length === 0) {
    for (const unit of request.systemd.units) unit.resetFailed();
    return 0;
  }
  let code = 0;
  for (const unit of request.units) {
    const service = request.systemd.find(unit);
    service?.resetFailed();
    if (service !== undefined) continue;
    const why = `Unit ${unit} not loaded.`;
    yield* request.warn(`Failed to reset failed state of unit ${unit}: ${why}\n`);
    code = 1;
  }
  return code;
}

export function* shutDown(request: Request, kind: ShutdownKind): Task<number> {
  request.systemd.shutDown(kind);
  return 0;
}
