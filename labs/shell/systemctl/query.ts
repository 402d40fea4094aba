import type { Task } from '../../cluster/kernel/index.ts';
import type { ActiveState } from '../../cluster/machine/index.ts';
import type { Request } from './request.ts';

/** The LSB's code for a program that does not run. */
const NOT_RUNNING = 3;

export const isActive = (request: Request): Task<number> =>
  checkStates(request, 'active', NOT_RUNNING);

export function* isFailed(request: Request): Task<number> {
  if (request.names.length > 0) return yield* checkStates(request, 'failed', 1);
  return (yield* isSystemRunning(request)) === 0 ? 1 : 0;
}

/** Prints each unit's state; 0 where at least one is in the wanted state. */
function* checkStates(request: Request, wanted: ActiveState, otherwise: number): Task<number> {
  let code = otherwise;
  for (const unit of request.units) {
    const state = request.systemd.find(unit)?.state ?? 'inactive';
    if (state === wanted) code = 0;
    if (!request.has('quiet')) yield* request.print(`${state}\n`);
  }
  return code;
}

export function* isSystemRunning(request: Request): Task<number> {
  const { systemd } = request;
  let state = 'running';
  if (systemd.shutdownKind !== undefined) state = 'stopping';
  else if (!systemd.isBooted) state = 'starting';
  else if (systemd.units.some((unit) => unit.state === 'failed')) state = 'degraded';
  if (!request.has('quiet')) yield* request.print(`${state}\n`);
  return state === 'running' ? 0 : 1;
}
