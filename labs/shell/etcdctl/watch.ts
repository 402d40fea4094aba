import type { Task } from '../../cluster/kernel/index.ts';
import { prefixRangeEnd, Watch, type WatchCreateRequest } from '../../cluster/client/etcd/index.ts';
import { show } from './command.ts';
import { EXIT, Failure, type Context } from './context.ts';
import { flag, type Flag } from './flags.ts';

export const watchFlags: readonly Flag[] = [
  flag('interactive', 'bool', 'false', 'Interactive mode', 'i'),
  flag('prefix', 'bool', 'false', 'Watch on a prefix if prefix is set'),
  flag('prev-kv', 'bool', 'false', 'get the previous key-value pair before the event happens'),
  flag('progress-notify', 'bool', 'false', 'get periodic watch progress notification from server'),
  flag('rev', 'int64', '0', 'Revision to start watching'),
];

/**
 * Prints events until the server ends the watch.
 *
 * Source:  etcdctl/ctlv3/command/watch_command.go
 * Differs: no interactive mode, no command to run for each event
 */
export function* watch(context: Context): Task<number | Failure> {
  if (context.flag('interactive')) {
    return new Failure('watch -i is not part of this lab', EXIT.badFeature);
  }
  if (context.flags.hasDashes) {
    return new Failure('watch -- command is not part of this lab', EXIT.badFeature);
  }
  const request = buildWatch(context);
  if (request instanceof Failure) return request;
  const printer = context.prepare();
  if (printer instanceof Failure) return printer;
  yield* context.flush();
  const stream = new Watch(context.client(), request, true);
  for (;;) {
    const next = yield* stream.receive();
    if ('error' in next) {
      yield* context.process.warn(`watch was canceled (${next.error})\n`);
      return new Failure('watch is canceled by the server', EXIT.interrupted);
    }
    if (next.events.length === 0) {
      yield* context.process.print(`progress notify: ${next.header.revision}\n`);
    }
    const shown = yield* show(context, printer, printer.watch(next));
    if (shown instanceof Failure) return shown;
  }
}

function buildWatch(context: Context): WatchCreateRequest | Failure {
  const fromEnv = [context.env['ETCDCTL_WATCH_KEY'], context.env['ETCDCTL_WATCH_RANGE_END']];
  const args = context.args.length > 0 ? context.args : fromEnv.filter((word) => word);
  const [key, end] = args;
  if (key === undefined) return new Failure('bad number of arguments', EXIT.badArgs);
  const isPrefix = context.flag('prefix');
  if (end !== undefined && isPrefix) {
    return new Failure('`range_end` and `--prefix` are mutually exclusive', EXIT.badArgs);
  }
  const range_end = isPrefix ? prefixRangeEnd(key) : end;
  return {
    key: isPrefix && key === '' ? '\0' : key,
    start_revision: context.number('rev'),
    prev_kv: context.flag('prev-kv'),
    progress_notify: context.flag('progress-notify'),
    ...(range_end !== undefined && { range_end }),
  };
}
