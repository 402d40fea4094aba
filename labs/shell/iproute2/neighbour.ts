import type { Host } from '../../cluster/kernel/index.ts';
import { hardwareAddress } from './interfaces.ts';

export interface Neighbour {
  readonly address: string;
  readonly hardware: string;
  /** Somebody is talking to it now. */
  readonly isReachable: boolean;
}

/** Whom a host takes to answer at which address. */
export function neighboursOf(host: Host): Neighbour[] {
  const known = new Map<string, Host>();
  for (const { remote } of host.connections) {
    if (remote.host !== host) known.set(remote.address, remote.host);
  }
  const connected = new Set(known.keys());
  for (const [address, at] of host.neighbours) known.set(address, at);
  return [...known].map(([address, at]) => {
    return { address, hardware: hardwareAddress(at), isReachable: connected.has(address) };
  });
}

/** Shape: `10.0.0.100 dev eth0 lladdr 02:00:0a:00:00:0b STALE ` and a line's end */
export function formatNeighbour(
  { address, hardware, isReachable }: Neighbour,
  { isBrief, hasDevice }: { readonly isBrief: boolean; readonly hasDevice: boolean },
): string {
  const device = 'eth0';
  if (isBrief) return `${address.padEnd(39)} ${device.padEnd(16)} ${hardware}\n`;
  const where = hasDevice ? ` dev ${device}` : '';
  return `${address}${where} lladdr ${hardware} ${isReachable ? 'REACHABLE' : 'STALE'} \n`;
}
