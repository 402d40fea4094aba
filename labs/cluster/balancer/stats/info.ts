import { SECOND } from '../../kernel/index.ts';
import { VERSION } from '../version.ts';
import type { Overview } from './overview.ts';

/**
 * What `show info` says of the process.
 *
 * Differs: the lines about memory, TLS, pipes and compression are left out
 */
export function formatInfo(overview: Overview): string {
  const { frontends, maxConnections, process, startUs } = overview;
  const seconds = Math.floor((process.nowUs - startUs) / SECOND);
  const sum = (count: (frontend: Overview['frontends'][number]) => number): number =>
    frontends.reduce((all, frontend) => all + count(frontend), 0);
  const rate = sum(({ tally }) => tally.rate.read(process.nowUs));
  const lines: readonly (readonly [string, string | number])[] = [
    ['Name', 'HAProxy'],
    ['Version', VERSION],
    ['Release_date', '2026/10/17'],
    ['Nbthread', 2],
    ['Nbproc', 1],
    ['Process_num', 1],
    ['Pid', process.pid],
    ['Uptime', formatUptime(seconds)],
    ['Uptime_sec', seconds],
    ['Maxconn', maxConnections],
    ['Hard_maxconn', maxConnections],
    ['CurrConns', sum(({ tally }) => tally.current)],
    ['CumConns', sum(({ tally }) => tally.total)],
    ['CumReq', sum(({ tally }) => tally.total)],
    ['ConnRate', rate],
    ['ConnRateLimit', 0],
    ['MaxConnRate', Math.max(0, ...frontends.map(({ tally }) => tally.rate.max))],
    ['SessRate', rate],
    ['SessRateLimit', 0],
    ['node', process.host.name],
    ['Stopping', 0],
    ['Listeners', sum(({ proxy }) => proxy.binds.length)],
    ['TotalBytesOut', sum(({ tally }) => tally.bytesOut)],
    ['Build info', VERSION],
  ];
  return lines.map(([name, value]) => `${name}: ${value}\n`).join('');
}

/** Shape: `0d 0h00m25s` */
function formatUptime(seconds: number): string {
  const pad = (value: number): string => String(value).padStart(2, '0');
  const [minutes, hours, days] = [60, 3_600, 86_400].map((unit) => Math.floor(seconds / unit));
  return `${days}d ${hours! % 24}h${pad(minutes! % 60)}m${pad(seconds % 60)}s`;
}
