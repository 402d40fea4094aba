import { Channel, type Process, type Task } from '../kernel/index.ts';
import { formatZap, type ZapLevel, type ZapValue } from '../client/zap.ts';
import type { RaftLogger } from './raft/index.ts';

export type LogFields = Readonly<Record<string, ZapValue>>;

/** Where every etcd begins. */
export const MAIN_STACK = [
  'etcdmain.Main etcdmain/main.go:40',
  'main.main main.go:31',
  'runtime.main runtime/proc.go:290',
];

/** Zap's stack trace: what is not Go's own is etcd's, in its server unless said otherwise. */
function formatStack(frames: readonly string[]): string {
  const full = (name: string): string => {
    if (/^(main\.main|runtime|net)\b/.test(name)) return name;
    return `go.etcd.io/etcd/${name.startsWith('pkg/') ? '' : 'server/'}${name}`;
  };
  return frames.map((frame) => frame.split(' ').map(full).join('\n\t')).join('\n');
}

/** A request's id as a number, which is too large for one of JavaScript's. */
export function rawId(id: string): ZapValue {
  return { raw: String(BigInt(`0x${id}`)) };
}

/** How many lines may wait for a slow reader of standard error; more are dropped. */
const PENDING_LINES_MAX = 10_000;

/** etcd's log: zap's JSON lines on standard error, from any thread, without waiting. */
export class EtcdLog {
  readonly #process: Process;
  readonly #lines = new Channel<string>(PENDING_LINES_MAX);

  /** While what was applied before the restart is applied again: etcd would not do so. */
  isQuiet = false;

  constructor(process: Process) {
    this.#process = process;
    process.go(this.#write());
  }

  /** Shape: `caller` is etcd's source file and line, as its own log names it */
  line(level: ZapLevel, caller: string, message: string, fields?: LogFields, name?: string): void {
    if (this.isQuiet) return;
    this.#lines.offer(formatZap(this.#process.nowUs, level, caller, message, fields, name));
  }

  info(caller: string, message: string, fields?: LogFields): void {
    this.line('info', caller, message, fields);
  }

  warn(caller: string, message: string, fields?: LogFields): void {
    this.line('warn', caller, message, fields);
  }

  /**
   * What is no less than an error says where in etcd it comes from.
   *
   * Shape: `stack` has a function and a place in its source a line, innermost first
   */
  error(
    caller: string,
    message: string,
    fields: LogFields,
    stack: readonly string[],
    level: ZapLevel = 'error',
  ): void {
    this.line(level, caller, message, { ...fields, stacktrace: formatStack(stack) });
  }

  /** Raft's own lines. Source: etcd server/etcdserver/zap_raft.go. Debug lines are not shown. */
  readonly raft: RaftLogger = (level, message) => {
    if (level === 'debug') return;
    const line = level === 'info' ? 77 : 85;
    this.line(level, `etcdserver/zap_raft.go:${line}`, message, {}, 'raft');
  };

  /** Waits until all lines are out: a program calls it before it exits. */
  *flush(): Task<void> {
    this.#lines.close();
    for (;;) {
      const line = this.#lines.poll();
      if (line === undefined) return;
      yield* this.#process.warn(line);
    }
  }

  *#write(): Task<void> {
    for (;;) {
      const line = yield* this.#lines.take();
      if (line === undefined) return;
      yield* this.#process.warn(line);
    }
  }
}

/** Says that clients can be served, or can be again. */
export function logServing(log: EtcdLog): void {
  const fields = { service: '', status: 'SERVING' };
  log.info('v3rpc/health.go:61', 'grpc service status changed', fields);
}
