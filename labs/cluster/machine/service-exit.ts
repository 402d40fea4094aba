import { signalNumbers, type Exit, type Signal } from '../kernel/index.ts';
import type { RestartPolicy } from './unit-file.ts';

/** Why a service is not running, in systemd's words. */
export type ServiceResult =
  | 'success'
  | 'exit-code'
  | 'signal'
  | 'core-dump'
  | 'timeout'
  | 'protocol'
  | 'resources'
  | 'start-limit-hit';

/**
 * A daemon that ends by one of these was asked to. Source: systemd.service(5), SuccessExitStatus=
 */
const cleanSignals: ReadonlySet<Signal> = new Set<Signal>([
  'SIGHUP',
  'SIGINT',
  'SIGTERM',
  'SIGPIPE',
]);

/** Exit statuses that have a name in the journal: C's, the LSB's, systemd's own. */
const exitStatusNames: Readonly<Record<number, string>> = {
  0: 'SUCCESS',
  1: 'FAILURE',
  2: 'INVALIDARGUMENT',
  3: 'NOTIMPLEMENTED',
  4: 'NOPERMISSION',
  5: 'NOTINSTALLED',
  6: 'NOTCONFIGURED',
  7: 'NOTRUNNING',
  200: 'CHDIR',
  203: 'EXEC',
};

/**
 * What the end of a service's main process means for the service.
 *
 * Shape:   `fine` are the codes and signals of SuccessExitStatus=
 */
export function resultOfExit(exit: Exit, fine: readonly string[] = []): ServiceResult {
  if (fine.includes(exit.signal ?? String(exit.code))) return 'success';
  if (exit.signal === undefined) return exit.code === 0 ? 'success' : 'exit-code';
  if (cleanSignals.has(exit.signal)) return 'success';
  return exit.signal === 'SIGQUIT' ? 'core-dump' : 'signal';
}

/** How a process ended, as waitid(2) tells it: `exited`, `killed`, `dumped`. */
export function exitKind(exit: Exit): 'exited' | 'killed' | 'dumped' {
  if (exit.signal === undefined) return 'exited';
  return exit.signal === 'SIGQUIT' ? 'dumped' : 'killed';
}

/** Shape: `code=exited, status=1/FAILURE`, `code=killed, status=9/KILL`, as the journal has it. */
export function describeExit(exit: Exit): string {
  const { signal } = exit;
  const status =
    signal === undefined
      ? `${exit.code}/${exitStatusNames[exit.code] ?? 'n/a'}`
      : `${signalNumbers[signal]}/${signal.slice(3)}`;
  return `code=${exitKind(exit)}, status=${status}`;
}

/**
 * Shape: `code=exited, status=0/SUCCESS`, `code=killed, signal=KILL`, as `systemctl status` has it.
 */
export function describeExitBriefly(exit: Exit): string {
  if (exit.signal !== undefined) return `code=${exitKind(exit)}, signal=${exit.signal.slice(3)}`;
  const isNamed = exit.code <= 1 || exit.code >= 200;
  const name = isNamed ? exitStatusNames[exit.code] : undefined;
  return `code=exited, status=${exit.code}${name === undefined ? '' : `/${name}`}`;
}

/** Which ends of a service its Restart= answers. Source: systemd.service(5), the table there. */
export function shouldRestart(policy: RestartPolicy, result: ServiceResult): boolean {
  switch (policy) {
    case 'no':
      return false;
    case 'always':
      return true;
    case 'on-success':
      return result === 'success';
    case 'on-failure':
      return result !== 'success';
    case 'on-abnormal':
      return !['success', 'exit-code', 'protocol', 'resources'].includes(result);
  }
}
