import type { Host } from '../kernel/index.ts';
import type { Configuration } from './configuration.ts';

/**
 * What stands in the way of a configuration's ports.
 *
 * Shape:   `isOurs` says of a process that it gives its ports up; a master has a socket of its own,
 *          so it does not mind a file without ports
 * Errors:  HAProxy's two sentences; none where all ports are free
 */
export function portFaults(
  host: Host,
  { proxies }: Configuration,
  isOurs: (pid: number) => boolean,
  isMaster: boolean,
): string[] {
  const taken = new Set<number>();
  const faults = proxies.flatMap(({ binds, kind, name }) =>
    binds.flatMap(({ address, port, where }) => {
      const holder = host.listeners.get(port)?.process.pid;
      const isFree = !taken.has(port) && (holder === undefined || isOurs(holder));
      taken.add(port);
      if (isFree) return [];
      const what = `cannot bind socket (Address already in use) for [${address}:${port}]`;
      return [`Binding [${where}] for ${kind === 'listen' ? 'proxy' : kind} ${name}: ${what}`];
    }),
  );
  if (faults.length > 0) {
    return [...faults, '[haproxy.main()] Some protocols failed to start their listeners! Exiting.'];
  }
  if (taken.size > 0 || isMaster) return [];
  return ["[haproxy.main()] No enabled listener found (check for 'bind' directives) ! Exiting."];
}
