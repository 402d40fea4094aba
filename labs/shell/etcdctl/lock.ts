import { select, wait, type Task, type Wait } from '../../cluster/kernel/index.ts';
import { spawnChild } from '../procps/spawn-child.ts';
import { RpcError } from '../../cluster/client/grpc.ts';
import { callFailure, show, type Command } from './command.ts';
import { EXIT, Failure, type Context } from './context.ts';
import { flag } from './flags.ts';
import { keepAliveTimeoutUs } from './lease.ts';
import { quote } from './print-fields.ts';
import type { Printer } from './printer.ts';
import { firstCreated, interruption, Session, unlessInterrupted, waitDeletes } from './session.ts';

/**
 * Takes a lock, and holds it until it is stopped or until a command has run.
 *
 * Source: etcdctl/ctlv3/command/lock_command.go
 */
function* lock(context: Context): Task<number | Failure> {
  const [name, ...words] = context.args;
  if (name === undefined) {
    const takes = 'takes a lock name argument and an optional command to execute';
    return new Failure(`lock ${takes}`, EXIT.badArgs);
  }
  const printer = context.prepare();
  if (printer instanceof Failure) return printer;
  const client = context.client();
  const ttl = context.number('ttl');
  const session = yield* Session.open(client, ttl > 0 ? ttl : 60, keepAliveTimeoutUs(context));
  if (session instanceof RpcError) return callFailure(context, session, undefined);
  const key = `${name}/${session.lease}`;
  const interrupted = interruption(context.process);
  const acquire = acquireLock(session, `${name}/`, key);
  const revision = yield* unlessInterrupted(context.process, interrupted, acquire);
  if (revision instanceof RpcError) {
    if (revision.code === 'Canceled') yield* client.deleteRange({ key });
    return new Failure(revision.message);
  }
  if (words.length > 0) return yield* runLocked(context, session, key, revision, words);
  return yield* hold(context, printer, session, key, interrupted);
}

/**
 * Puts a key of its own, and waits until all that were put before are gone.
 *
 * Shape:  the revision at which it has the lock
 * Source: clientv3/concurrency/mutex.go `Lock`
 */
function* acquireLock(
  { client, lease }: Session,
  prefix: string,
  key: string,
): Task<number | RpcError> {
  const owner = { range: firstCreated(prefix) };
  const tried = yield* client.txn({
    compare: [{ key, target: 'CREATE', result: 'EQUAL', operand: 0 }],
    success: [{ put: { key, value: '', lease } }, owner],
    failure: [{ range: { key } }, owner],
  });
  if (tried instanceof RpcError) return tried;
  const { revision } = tried.header;
  const found = tried.responses[1];
  const first = found && 'range' in found ? found.range.kvs[0] : undefined;
  if (first === undefined || first.create_revision === revision) return revision;
  const gone = yield* waitDeletes(client, prefix, revision - 1);
  if (gone instanceof RpcError) {
    yield* client.deleteRange({ key });
    return gone;
  }
  const mine = yield* client.range({ key });
  if (mine instanceof RpcError) return mine;
  if (mine.kvs.length > 0) return mine.header.revision;
  return new RpcError('Unknown', 'mutex: session is expired');
}

function* hold(
  context: Context,
  printer: Printer,
  { client, ended }: Session,
  key: string,
  interrupted: Wait<void>,
): Task<number | Failure> {
  const mine = yield* client.range({ key });
  if (mine instanceof RpcError) return callFailure(context, mine, undefined);
  if (mine.kvs.length === 0) return new Failure('lock lost on init');
  const shown = yield* show(context, printer, printer.get(mine));
  if (shown instanceof Failure) return shown;
  const first = yield* select({ interrupted, expired: ended });
  if (first.which === 'expired') return new Failure('session expired');
  const unlocked = yield* client.deleteRange({ key });
  return unlocked instanceof RpcError ? callFailure(context, unlocked, undefined) : 0;
}

/** Runs a command with the lock's key in its environment, and ends with the command's status. */
function* runLocked(
  context: Context,
  { client }: Session,
  key: string,
  revision: number,
  words: readonly string[],
): Task<number | Failure> {
  const env = { ETCD_LOCK_KEY: key, ETCD_LOCK_REV: String(revision), ...context.env };
  const child = spawnChild(context.process, words, env);
  const exit = 'why' in child ? undefined : yield* wait(child.exited);
  const unlocked = yield* client.deleteRange({ key });
  if (exit === undefined) {
    return new Failure(`exec: ${quote(words[0]!)}: executable file not found in $PATH`);
  }
  if (exit.code !== 0) return new Failure(`exit status ${exit.code}`, exit.code);
  return unlocked instanceof RpcError ? callFailure(context, unlocked, undefined) : 0;
}

export const lockCommand: Command = {
  name: 'lock',
  use: '<lockname> [exec-command arg1 arg2 ...]',
  short: 'Acquires a named lock',
  flags: [flag('ttl', 'int64', '10', 'timeout for session')],
  run: lock,
};
