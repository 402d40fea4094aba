import { EPOCH_SECONDS, SECOND, type Process } from '../../cluster/kernel/index.ts';
import { processName, terminalOf } from '../../cluster/machine/index.ts';
import { formatDate } from './date.ts';

/** One column of `ps`. */
export interface Column {
  readonly header: string;
  /** Units: characters; the last column of a line is as wide as it gets. */
  readonly width: number;
  readonly isRight: boolean;
  readonly value: (process: Process, reader: Process) => string;
}

const left = (header: string, width: number, value: Column['value']): Column => ({
  header,
  width,
  isRight: false,
  value,
});

const right = (header: string, width: number, value: Column['value']): Column => ({
  header,
  width,
  isRight: true,
  value,
});

const commandLine = (process: Process): string => {
  const line = process.argv.join(' ');
  return line === '' ? `[${processName(process)}]` : line;
};

const tty = (process: Process): string => terminalOf(process)?.name ?? '?';

/** Shape: `08:00` today, `Nov02` before. */
function startTime(process: Process, reader: Process): string {
  const dayOf = (atUs: number): number => Math.floor((EPOCH_SECONDS + atUs / SECOND) / 86_400);
  const isToday = dayOf(process.startedAtUs) === dayOf(reader.nowUs);
  return formatDate(isToday ? '%H:%M' : '%b%d', process.startedAtUs);
}

/**
 * Shape: the STAT column: what it does, `s` for the first of its session, `+` in the foreground.
 */
function state(process: Process, reader: Process): string {
  let letter = 'S';
  if (process === reader) letter = 'R';
  else if (process.state === 'stopped') letter = 'T';
  const terminal = terminalOf(process);
  const isLeader = process.parentPid <= 1 || terminal?.sessionGroup === process.pid;
  const isInFront = terminal?.foregroundGroup === process.group;
  return letter + (isLeader ? 's' : '') + (isInFront ? '+' : '');
}

function elapsed(process: Process, reader: Process): string {
  const seconds = Math.floor((reader.nowUs - process.startedAtUs) / SECOND);
  const pad = (value: number): string => String(value).padStart(2, '0');
  const clock = `${pad(Math.floor(seconds / 60) % 60)}:${pad(seconds % 60)}`;
  const hours = Math.floor(seconds / 3_600) % 24;
  const days = Math.floor(seconds / 86_400);
  if (days > 0) return `${days}-${pad(hours)}:${clock}`;
  return hours > 0 ? `${pad(hours)}:${clock}` : clock;
}

/** The columns by the names that `-o` takes. */
export const columns: Readonly<Record<string, Column>> = {
  pid: right('PID', 7, ({ pid }) => String(pid)),
  ppid: right('PPID', 7, ({ parentPid }) => String(parentPid)),
  pgid: right('PGID', 7, ({ group }) => String(group)),
  user: left('USER', 8, () => 'root'),
  uid: left('UID', 8, () => 'root'),
  tty: left('TTY', 8, tty),
  time: right('TIME', 8, () => '00:00:00'),
  comm: left('COMMAND', 15, processName),
  args: left('COMMAND', 27, commandLine),
  cmd: left('CMD', 27, commandLine),
  name: left('CMD', 15, processName),
  stat: left('STAT', 4, state),
  state: left('S', 1, (process, reader) => state(process, reader).slice(0, 1)),
  c: right('C', 2, () => '0'),
  stime: left('STIME', 5, startTime),
  start: left('START', 5, startTime),
  cputime: right('TIME', 6, () => '0:00'),
  etime: right('ELAPSED', 11, elapsed),
  pcpu: right('%CPU', 4, () => '0.0'),
  pmem: right('%MEM', 4, () => '0.0'),
  vsz: right('VSZ', 6, () => '0'),
  rss: right('RSS', 5, () => '0'),
};

/** Other names for some of them. */
export const columnAliases: Readonly<Record<string, string>> = {
  command: 'args',
  ucmd: 'comm',
  tt: 'tty',
  tname: 'tty',
  s: 'state',
  pgrp: 'pgid',
  '%cpu': 'pcpu',
  '%mem': 'pmem',
  euser: 'user',
  start_time: 'stime',
};
