import { wait, type Task } from '../../cluster/kernel/index.ts';
import type { Job } from '../../cluster/machine/index.ts';
import type { Request } from './request.ts';

/** The LSB's code for a program that is not installed; systemctl's for a unit that is not there. */
const NOT_INSTALLED = 5;

export const start = (request: Request): Task<number> => runJobs(request, 'start');
export const stop = (request: Request): Task<number> => runJobs(request, 'stop');
export const restart = (request: Request): Task<number> => runJobs(request, 'restart');
export const startOrRestart = restart;

/** Restarts what runs, and leaves alone what does not. */
export function* tryRestart(request: Request): Task<number> {
  const running = request.units.filter((unit) => request.systemd.find(unit)?.state === 'active');
  return yield* runJobs(request, 'restart', running);
}

/** Asks for a job on each unit, and waits until all have ended. */
export function* runJobs(
  request: Request,
  kind: Job['kind'],
  units: readonly string[] = request.units,
): Task<number> {
  let code = 0;
  const jobs: [string, Job][] = [];
  for (const unit of units) {
    yield* request.warnOfChange(unit);
    const job = request.systemd.request(kind, unit);
    if (typeof job !== 'string') {
      jobs.push([unit, job]);
    } else if (job === 'bad-setting') {
      const why = `Unit ${unit} has a bad unit file setting.`;
      yield* request.warn(`Failed to ${kind} ${unit}: ${why}\n`);
      yield* request.warn(`See system logs and 'systemctl status ${unit}' for details.\n`);
      code = 1;
    } else {
      const why = kind === 'stop' ? 'not loaded' : 'not found';
      yield* request.warn(`Failed to ${kind} ${unit}: Unit ${unit} ${why}.\n`);
      code = NOT_INSTALLED;
    }
  }
  if (request.has('no-block')) return code;
  for (const [unit, job] of jobs) {
    const result = yield* wait(job.finished);
    if (result === 'done') continue;
    code = 1;
    if (!request.has('quiet')) yield* request.warn(explain(request, unit, result));
  }
  return code;
}

/** Source: systemd 252, src/shared/bus-wait-for-jobs.c */
const explanations: Readonly<Record<string, string>> = {
  resources: 'of unavailable resources or another system error',
  protocol: 'the service did not take the steps required by its unit configuration',
  timeout: 'a timeout was exceeded',
  'exit-code': 'the control process exited with error code',
  signal: 'a fatal signal was delivered to the control process',
  'core-dump': 'a fatal signal was delivered causing the control process to dump core',
};

function explain(request: Request, unit: string, result: 'failed' | 'canceled'): string {
  if (result === 'canceled') return `Job for ${unit} canceled.\n`;
  const why = explanations[request.systemd.find(unit)?.result ?? ''];
  const because = why === undefined ? '' : ` because ${why}`;
  return (
    `Job for ${unit} failed${because}.\n` +
    `See "systemctl status ${unit}" and "journalctl -xeu ${unit}" for details.\n`
  );
}
