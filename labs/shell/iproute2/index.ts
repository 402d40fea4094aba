/**
 * `ip`: the addresses of a machine, and whom it takes to answer at the addresses of others; and
 * `tc`, which makes its network slow or lossy.
 *
 * A machine has two interfaces, `lo` and `eth0`, and one address on the latter that is its own. An
 * address that keepalived holds, or that was added by hand, stands behind it; it is held until it
 * is given up, or until the power goes.
 *
 * What it leaves out: everything of `ip` but `address`, `link show` and `neighbour show`; IPv6;
 * interfaces that go down; everything of `tc` but a `netem` at the root of eth0. Of the neighbours
 * those are shown that matter: whom an address that moves leads to, and who is at the other end of
 * a connection.
 *
 * Source:  iproute2 6.1 of Debian 12
 */
import type { Program } from '../../cluster/kernel/index.ts';
import { ip } from './ip.ts';
import { tc } from './tc.ts';

export const iproutePrograms: ReadonlyMap<string, Program> = new Map([
  ['/usr/sbin/ip', ip],
  ['/usr/bin/ip', ip],
  ['/usr/sbin/tc', tc],
]);
