import { calendarTime, Channel, type Process, type Task } from '../kernel/index.ts';
import { syslog } from '../machine/index.ts';
import type { LogTarget } from './configuration.ts';
import { formatFinding, type Level } from './findings.ts';
import { logLevels } from './keywords.ts';

/** How many lines may wait to be written; more are dropped. */
const LINES_MAX = 1_000;

interface Line {
  readonly descriptor: 1 | 2;
  readonly text: string;
}

/** Writes lines to a process's own streams, in order, without anybody waiting for it. */
export class LineWriter {
  readonly process: Process;
  readonly #lines = new Channel<Line>(LINES_MAX);

  constructor(process: Process) {
    this.process = process;
    process.go(this.#write());
  }

  write(descriptor: 1 | 2, text: string): void {
    this.#lines.offer({ descriptor, text });
  }

  /** Waits until all is written. */
  *drain(): Task<void> {
    this.#lines.close();
    for (let line = this.#lines.poll(); line; line = this.#lines.poll()) {
      yield* this.process.writeTo(line.descriptor, line.text);
    }
  }

  *#write(): Task<void> {
    for (;;) {
      const line = yield* this.#lines.take();
      if (line === undefined) return;
      yield* this.process.writeTo(line.descriptor, line.text);
    }
  }
}

/** What a proxy's `log` lines ask for. */
export class Logger {
  readonly #writer: LineWriter;
  readonly #targets: readonly LogTarget[];

  constructor(writer: LineWriter, targets: readonly LogTarget[]) {
    this.#writer = writer;
    this.#targets = targets;
  }

  /** Says something to standard error, and to the log in the same words or in others. */
  announce(level: Level, text: string, urgency: string, logged = text): void {
    this.#writer.write(2, formatFinding(this.#writer.process.pid, level, text));
    this.log(logged, urgency);
  }

  /** Shape: `urgency` is syslog's word: `info`, `notice`, `alert`. */
  log(message: string, urgency: string): void {
    const level = logLevels.indexOf(urgency);
    for (const target of this.#targets)
      if (level <= target.maxLevel) this.#send(target, message, level);
  }

  #send({ to, format, facility }: LogTarget, message: string, level: number): void {
    const { process } = this.#writer;
    if (to === 'nowhere') return;
    if (to === 'journal') {
      syslog(process, 'haproxy', message);
      return;
    }
    const who = `${syslogTime(process.nowUs)} haproxy[${process.pid}]: `;
    const prefix = {
      raw: '',
      short: `<${level}>`,
      rfc3164: `<${facility * 8 + level}>${who}`,
    }[format];
    this.#writer.write(to === 'stdout' ? 1 : 2, `${prefix}${message}\n`);
  }
}

const MONTHS = 'JanFebMarAprMayJunJulAugSepOctNovDec';

const pad = (value: number, width = 2): string => String(value).padStart(width, '0');

/** Shape: `Nov  2 08:00:03` */
function syslogTime(atUs: number): string {
  const { month, day, hour, minute, second } = calendarTime(atUs);
  const name = MONTHS.slice(month * 3 - 3, month * 3);
  return `${name} ${String(day).padStart(2)} ${pad(hour)}:${pad(minute)}:${pad(second)}`;
}

/** Shape: `02/Nov/2026:08:00:03.123` */
export function logTime(atUs: number): string {
  const { year, month, day, hour, minute, second, microsecond } = calendarTime(atUs);
  const date = `${pad(day)}/${MONTHS.slice(month * 3 - 3, month * 3)}/${year}`;
  const fraction = pad(Math.floor(microsecond / 1_000), 3);
  return `${date}:${pad(hour)}:${pad(minute)}:${pad(second)}.${fraction}`;
}
