/**
 * Programs about processes and the machine as a whole: `ps`, `kill`, `pgrep`, `timeout`, `date`,
 * `hostname`, `reboot` and their like.
 *
 * On Debian they come from procps, coreutils, hostname and systemd. Ours read the machine's own
 * table of processes; there is no `/proc`.
 *
 * What it leaves out: processor time and memory, which are not modelled and read as 0; users;
 * threads.
 *
 * Source:  procps 4.0.2, coreutils 9.1, as they print on Debian 12
 */
import type { Program } from '../../cluster/kernel/index.ts';
import { date } from './date.ts';
import { env } from './env.ts';
import { hostname } from './hostname.ts';
import { kill } from './kill.ts';
import { pgrep, pidof, pkill } from './pgrep.ts';
import { poweroff, reboot, shutdown } from './power.ts';
import { ps } from './ps.ts';
import { timeout } from './timeout.ts';
import { tty } from './tty.ts';
import { uptime } from './uptime.ts';

export const procpsPrograms: ReadonlyMap<string, Program> = new Map([
  ['/usr/bin/ps', ps],
  ['/usr/bin/kill', kill],
  ['/bin/kill', kill],
  ['/usr/bin/pgrep', pgrep],
  ['/usr/bin/pkill', pkill],
  ['/usr/bin/pidof', pidof],
  ['/usr/bin/timeout', timeout],
  ['/usr/bin/env', env],
  ['/usr/bin/date', date],
  ['/usr/bin/hostname', hostname],
  ['/usr/bin/tty', tty],
  ['/usr/bin/uptime', uptime],
  ['/usr/sbin/reboot', reboot],
  ['/usr/sbin/poweroff', poweroff],
  ['/usr/sbin/halt', poweroff],
  ['/usr/sbin/shutdown', shutdown],
]);
