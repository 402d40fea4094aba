import { wait, type Task } from '../../cluster/kernel/index.ts';
import {
  prefixRangeEnd,
  Watch,
  type WatchCreateRequest,
  type WatchEvent,
  type WatchResponse,
} from '../../cluster/client/etcd/index.ts';
import { spawnChild } from '../procps/spawn-child.ts';
import { show } from './command.ts';
import { Context, EXIT, Failure } from './context.ts';
import { flag, globalFlags, parseFlags, type Flag } from './flags.ts';
import { LineReader } from './line-reader.ts';
import { quote } from './print-fields.ts';
import type { Printer } from './printer.ts';
import { argify } from './words.ts';

export const watchFlags: readonly Flag[] = [
  flag('interactive', 'bool', 'false', 'Interactive mode', 'i'),
  flag('prefix', 'bool', 'false', 'Watch on a prefix if prefix is set'),
  flag('prev-kv', 'bool', 'false', 'get the previous key-value pair before the event happens'),
  flag('progress-notify', 'bool', 'false', 'get periodic watch progress notification from server'),
  flag('rev', 'int64', '0', 'Revision to start watching'),
];

/** What to watch, and what to run for each event. */
interface Order {
  readonly request: WatchCreateRequest;
  readonly words: readonly string[];
}

/**
 * Prints events until the server ends the watch, or watches whatever it is told on standard input.
 *
 * Source:  etcdctl/ctlv3/command/watch_command.go
 */
export function* watch(context: Context): Task<number | Failure> {
  const [key = '', end = ''] = fromEnvironment(context);
  if (key === '' && end !== '') {
    const message = `ETCDCTL_WATCH_KEY is empty but got ETCDCTL_WATCH_RANGE_END=${quote(end)}`;
    return new Failure(message, EXIT.badArgs);
  }
  if (context.flag('interactive')) return yield* watchInteractively(context);
  const { argv } = context.process;
  const order = buildOrder(context, argv.slice(argv.indexOf('watch') + 1));
  if (order instanceof Failure) return order;
  const printer = context.prepare();
  if (printer instanceof Failure) return printer;
  yield* context.flush();
  const stream = new Watch(context.client(), order.request, true);
  const failed = yield* printEvents(context, printer, stream, order.words);
  return failed ?? new Failure('watch is canceled by the server', EXIT.interrupted);
}

/** Takes `watch …` and `progress`, a line each, and watches all that was asked for at once. */
function* watchInteractively(context: Context): Task<Failure> {
  const printer = context.prepare();
  if (printer instanceof Failure) return printer;
  const { process } = context;
  const client = context.client();
  const lines = new LineReader(process);
  const streams: Watch[] = [];
  for (;;) {
    const line = yield* lines.next();
    if (line === undefined) {
      return new Failure('error reading watch request line: EOF', EXIT.invalidInput);
    }
    const [verb, ...words] = argify(line);
    if (verb === 'watch' && words.length === 0 && fromEnvironment(context)[0] === undefined) {
      const missing = 'command type or key is not provided';
      yield* process.warn(`Invalid command ${line} (${missing})\n`);
    } else if (verb === 'watch') {
      const parsed = parseFlags(words, [...globalFlags, ...watchFlags]);
      if (typeof parsed === 'string') return new Failure(parsed, EXIT.badArgs);
      const order = buildOrder(new Context(process, context.env, parsed, []), words);
      if (order instanceof Failure) return order;
      const stream = new Watch(client, order.request, true);
      streams.push(stream);
      process.go(printEvents(context, printer, stream, order.words));
    } else if (verb === 'progress') for (const stream of streams) stream.requestProgress();
    else if (verb !== undefined)
      yield* process.warn(`Invalid command ${line} (only support watch)\n`);
    else yield* process.warn(`Invalid command: ${line} (watch and progress supported)\n`);
  }
}

/** Errors: the format can't show events; undefined where the watch has ended. */
function* printEvents(
  context: Context,
  printer: Printer,
  stream: Watch,
  words: readonly string[],
): Task<Failure | undefined> {
  const { process } = context;
  for (;;) {
    const next = yield* stream.receive();
    if ('error' in next) {
      yield* process.warn(`watch was canceled (${next.error})\n`);
      return undefined;
    }
    if (next.events.length === 0) {
      yield* process.print(`progress notify: ${next.header.revision}\n`);
    }
    const shown = yield* show(context, printer, printer.watch(next));
    if (shown instanceof Failure) return shown;
    for (const event of words.length > 0 ? next.events : []) {
      yield* runFor(context, next, event, words);
    }
  }
}

/** Runs the command for one event; where it fails, etcdctl ends with it. */
function* runFor(
  { process, env }: Context,
  { header }: WatchResponse,
  { type, kv }: WatchEvent,
  words: readonly string[],
): Task<void> {
  const child = spawnChild(process, words, {
    ...env,
    ETCD_WATCH_REVISION: String(header.revision),
    ETCD_WATCH_EVENT_TYPE: quote(type),
    ETCD_WATCH_KEY: quote(kv.key),
    ETCD_WATCH_VALUE: quote(kv.value),
  });
  const why =
    'why' in child
      ? `exec: ${quote(words[0]!)}: executable file not found in $PATH`
      : statusText((yield* wait(child.exited)).code);
  if (why === undefined) return;
  yield* process.warn(`command [${words.map(quote).join(' ')}] error (${why})\n`);
  process.end({ code: EXIT.error });
}

function statusText(code: number): string | undefined {
  return code === 0 ? undefined : `exit status ${code}`;
}

function fromEnvironment({ env }: Context): readonly string[] {
  return [env['ETCDCTL_WATCH_KEY'], env['ETCDCTL_WATCH_RANGE_END']].filter(
    (word) => word !== undefined && word !== '',
  ) as string[];
}

/** Shape: `raw` is what follows the word `watch`, with the dashes. */
function buildOrder(context: Context, raw: readonly string[]): Order | Failure {
  const fail = (why = ''): Failure =>
    new Failure(`bad number of arguments${why === '' ? '' : ` (${why})`}`, EXIT.badArgs);
  const fixed = fromEnvironment(context);
  const at = raw.indexOf('--');
  const words = at < 0 ? [] : raw.slice(at + 1);
  if (at >= 0 && words.length === 0) return fail('found separator --, but no commands');
  const given = context.args.slice(0, context.args.length - words.length);
  if (given.length > 0 && fixed.length > 0) return fail('found conflicting environment key');
  const [key, end] = fixed.length > 0 ? fixed : given;
  if (key === undefined) return fail();
  const isPrefix = context.flag('prefix');
  if (end !== undefined && isPrefix) {
    return new Failure('`range_end` and `--prefix` are mutually exclusive', EXIT.badArgs);
  }
  const range_end = isPrefix ? prefixRangeEnd(key) : end;
  const request = {
    key: isPrefix && key === '' ? '\0' : key,
    start_revision: context.number('rev'),
    prev_kv: context.flag('prev-kv'),
    progress_notify: context.flag('progress-notify'),
    ...(range_end !== undefined && { range_end }),
  };
  return { request, words };
}
