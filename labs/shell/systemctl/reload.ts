import type { Task } from '../../cluster/kernel/index.ts';
import type { Request } from './request.ts';

/** The LSB's codes: there is no such thing, or it cannot do that. */
const NOT_INSTALLED = 5;
const NOT_IMPLEMENTED = 3;

/** Has each unit read its configuration again. Source: systemd 252's words */
export function* reload(request: Request): Task<number> {
  let code = 0;
  for (const unit of request.units) {
    yield* request.warnOfChange(unit);
    const result = yield* request.systemd.reloadUnit(unit);
    if (result === 'done') continue;
    code = { 'not-found': NOT_INSTALLED, inapplicable: NOT_IMPLEMENTED }[result as string] ?? 1;
    yield* request.warn(explain(unit, result));
  }
  return code;
}

function explain(unit: string, result: string): string {
  if (result === 'not-found') return `Failed to reload ${unit}: Unit ${unit} not found.\n`;
  if (result === 'inactive') return `${unit} is not active, cannot reload.\n`;
  if (result === 'inapplicable') {
    const why = `Job type reload is not applicable for unit ${unit}.`;
    return `Failed to reload ${unit}: ${why}\n`;
  }
  return (
    `Job for ${unit} failed.\n` +
    `See "systemctl status ${unit}" and "journalctl -xeu ${unit}" for details.\n`
  );
}
