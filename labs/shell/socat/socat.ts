import {
  calendarTime,
  sleep,
  SECOND,
  type Process,
  type Program,
  type Task,
} from '../../cluster/kernel/index.ts';
import { machineOf, resolvePath, type LineService } from '../../cluster/machine/index.ts';
import { eachLine, readAll } from '../coreutils/input.ts';

/** How long an answer may take once there is nothing more to pass on: `-t`. */
const PATIENCE_US = SECOND / 2;

const STDIO = /^(-|stdio|stdin|stdout)$/i;
const SOCKET = /^(?:unix(?:-connect)?:|(?=\.{0,2}\/))([^,]*)/i;

/** `socat`: passes a line from standard input to a socket, and the answer back. */
export const socat: Program = function* (process, argv) {
  const addresses = argv.slice(1).filter((word) => word === '-' || !word.startsWith('-'));
  if (addresses.length !== 2) {
    const count = `exactly 2 addresses required (there are ${addresses.length})`;
    return yield* fail(process, `${count}; use option "-h" for help`);
  }
  const other = addresses.filter((address) => !STDIO.test(address));
  const path = SOCKET.exec(other[0] ?? '')?.[1];
  if (other.length !== 1 || path === undefined) {
    return yield* fail(process, `unknown device/address "${other[0] ?? addresses[1]}"`);
  }
  const full = resolvePath(process.cwd, path);
  const service = machineOf(process).sockets.connect<LineService>(full);
  if (service === 'ETIMEDOUT') {
    yield* readAll(process.streams[0]!);
    yield* sleep(PATIENCE_US);
    return 0;
  }
  if (typeof service === 'string') {
    const why = service === 'ENOENT' ? 'No such file or directory' : 'Connection refused';
    // The length of the address as the kernel takes it: two bytes, the path, and its end.
    return yield* fail(process, `connect(, AF=1 "${path}", ${path.length + 2}): ${why}`);
  }
  let answer = '';
  yield* eachLine(process.streams[0]!, function* (line) {
    answer = service.ask(line);
    return true;
  });
  yield* process.print(answer);
  return 0;
};

/** Shape: `2026/11/02 08:00:00 socat[412] E …` */
function* fail(process: Process, why: string): Task<number> {
  const { year, month, day, hour, minute, second } = calendarTime(process.nowUs);
  const pad = (value: number): string => String(value).padStart(2, '0');
  const date = `${year}/${pad(month)}/${pad(day)}`;
  const time = `${pad(hour)}:${pad(minute)}:${pad(second)}`;
  yield* process.warn(`${date} ${time} socat[${process.pid}] E ${why}\n`);
  return 1;
}
