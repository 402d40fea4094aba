import { HOUR, MINUTE, SECOND, type Program } from '../../cluster/kernel/index.ts';
import { machineOf } from '../../cluster/machine/index.ts';
import { hasOption, parseOptions } from '../getopt.ts';
import { formatDate } from './date.ts';

const options = { pretty: 'p', since: 's' };
const DAY = 24 * HOUR;

/** `uptime`: since when the machine runs. Differs: load is not modelled, it reads 0.00. */
export const uptime: Program = function* (process, argv) {
  const parsed = parseOptions(argv.slice(1), options);
  if ('error' in parsed) {
    yield* process.warn(`uptime: ${parsed.error}\n`);
    return 1;
  }
  const machine = machineOf(process);
  const bootedAtUs = machine.processes.get(1)?.startedAtUs ?? 0;
  const upUs = process.nowUs - bootedAtUs;
  if (hasOption(parsed, 'since')) {
    yield* process.print(`${formatDate('%F %T', bootedAtUs)}\n`);
  } else if (hasOption(parsed, 'pretty')) {
    yield* process.print(`up ${pretty(upUs)}\n`);
  } else {
    const { count } = machine.systemd.sessions;
    const users = `${String(count).padStart(2)} user${count === 1 ? '' : 's'}`;
    const now = formatDate('%T', process.nowUs);
    const load = 'load average: 0.00, 0.00, 0.00';
    yield* process.print(` ${now} up ${brief(upUs)}, ${users},  ${load}\n`);
  }
  return 0;
};

/** Shape: `2 min`, ` 1:05`, `1 day,  2:03`. Source: procps, library/uptime.c */
function brief(upUs: number): string {
  const days = Math.floor(upUs / DAY);
  const hours = Math.floor((upUs % DAY) / HOUR);
  const minutes = Math.floor((upUs % HOUR) / MINUTE);
  const clock = `${String(hours).padStart(2)}:${String(minutes).padStart(2, '0')}`;
  const time = hours > 0 ? clock : `${minutes} min`;
  return days > 0 ? `${days} day${days > 1 ? 's' : ''}, ${time}` : time;
}

function pretty(upUs: number): string {
  const parts = [
    [Math.floor(upUs / DAY), 'day'],
    [Math.floor((upUs % DAY) / HOUR), 'hour'],
    [Math.floor((upUs % HOUR) / MINUTE), 'minute'],
  ] as const;
  const shown = parts.filter(([count]) => count > 0);
  if (shown.length === 0)
    return upUs < MINUTE ? `${Math.floor(upUs / SECOND)} seconds` : '0 minutes';
  return shown.map(([count, unit]) => `${count} ${unit}${count > 1 ? 's' : ''}`).join(', ');
}
