import { calendarTime, Channel, type Process, type Task } from '../kernel/index.ts';

/** A field's value: text, a number, a truth, or text that stands as it is: `{ raw }`. */
export type KlogValue = string | number | boolean | { readonly raw: string };

export type KlogFields = Readonly<Record<string, KlogValue>>;

/** How many lines may wait for a slow reader of standard error; more are dropped. */
const PENDING_LINES_MAX = 10_000;

/**
 * The log of Kubernetes' own programs, on standard error: from any thread, without waiting.
 *
 * Shape:   `I1102 08:00:01.034567     412 kubelet.go:2345] "Starting kubelet main sync loop"`
 * Source:  k8s.io/klog/v2, its text format for `InfoS` and `ErrorS`
 */
export class Klog {
  readonly #process: Process;
  readonly #lines = new Channel<string>(PENDING_LINES_MAX);

  constructor(process: Process) {
    this.#process = process;
    process.go(this.#write());
  }

  /** Shape: `caller` is the source file and line, as the real program's log names it */
  info(caller: string, message: string, fields: KlogFields = {}): void {
    this.#line('I', caller, JSON.stringify(message) + formatFields(fields));
  }

  warn(caller: string, message: string, fields: KlogFields = {}): void {
    this.#line('W', caller, JSON.stringify(message) + formatFields(fields));
  }

  error(caller: string, message: string, err: string | undefined, fields: KlogFields = {}): void {
    const all = { err: err === undefined ? { raw: '<nil>' } : err, ...fields };
    this.#line('E', caller, JSON.stringify(message) + formatFields(all));
  }

  /** A line in the old form, with neither quotes nor fields. */
  plain(severity: 'I' | 'W' | 'E' | 'F', caller: string, text: string): void {
    this.#line(severity, caller, text);
  }

  /** Waits until all lines are out: a program calls it before it exits. */
  *flush(): Task<void> {
    this.#lines.close();
    for (;;) {
      const line = this.#lines.poll();
      if (line === undefined) return;
      yield* this.#process.warn(line);
    }
  }

  #line(severity: string, caller: string, text: string): void {
    this.#lines.offer(formatKlogLine(this.#process, severity, caller, text));
  }

  *#write(): Task<void> {
    for (;;) {
      const line = yield* this.#lines.take();
      if (line === undefined) return;
      yield* this.#process.warn(line);
    }
  }
}

/** Shape: `severity` is I, W, E or F; the line has its end */
export function formatKlogLine(
  { nowUs, pid }: Process,
  severity: string,
  caller: string,
  text: string,
): string {
  const at = calendarTime(nowUs);
  const pad = (value: number, width = 2): string => String(value).padStart(width, '0');
  const time = `${pad(at.hour)}:${pad(at.minute)}:${pad(at.second)}.${pad(at.microsecond, 6)}`;
  const head = `${severity}${pad(at.month)}${pad(at.day)} ${time} ${String(pid).padStart(7)}`;
  return `${head} ${caller}] ${text}\n`;
}

function formatFields(fields: KlogFields): string {
  return Object.entries(fields)
    .map(([key, value]) => ` ${key}=${formatValue(value)}`)
    .join('');
}

function formatValue(value: KlogValue): string {
  if (typeof value === 'string') return JSON.stringify(value);
  return typeof value === 'object' ? value.raw : String(value);
}
