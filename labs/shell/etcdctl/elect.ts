import { select, type Task, type Wait } from '../../cluster/kernel/index.ts';
import {
  prefixRangeEnd,
  Watch,
  type KeyValue,
  type RangeResponse,
  type ResponseHeader,
} from '../../cluster/client/etcd/index.ts';
import { RpcError } from '../../cluster/client/grpc.ts';
import { callFailure, show, type Command } from './command.ts';
import { EXIT, Failure, type Context } from './context.ts';
import { flag } from './flags.ts';
import { keepAliveTimeoutUs } from './lease.ts';
import type { Printer } from './printer.ts';
import { firstCreated, interruption, Session, unlessInterrupted, waitDeletes } from './session.ts';

/** Source: clientv3/concurrency/session.go `defaultSessionTTL`. Units: seconds. */
const TTL = 60;

/** Source: etcdctl/ctlv3/command/elect_command.go */
function* elect(context: Context): Task<number | Failure> {
  const [name, proposal, ...rest] = context.args;
  const badArgs = (message: string): Failure => new Failure(message, EXIT.badArgs);
  if (name === undefined || rest.length > 0) {
    const takes = 'takes one election name argument and an optional proposal argument';
    return badArgs(`elect ${takes}`);
  }
  const isListening = context.flag('listen');
  if (proposal === undefined && !isListening) {
    return badArgs('no proposal argument but -l not set');
  }
  if (proposal !== undefined && isListening) return badArgs('proposal given but -l is set');
  const printer = context.prepare();
  if (printer instanceof Failure) return printer;
  const session = yield* Session.open(context.client(), TTL, keepAliveTimeoutUs(context));
  if (session instanceof RpcError) return callFailure(context, session, undefined);
  const interrupted = interruption(context.process);
  return proposal === undefined
    ? yield* observe(context, printer, session, `${name}/`, interrupted)
    : yield* campaign(context, printer, session, `${name}/`, proposal, interrupted);
}

/** Waits for its turn, leads until it is stopped, and resigns. */
function* campaign(
  context: Context,
  printer: Printer,
  session: Session,
  prefix: string,
  value: string,
  interrupted: Wait<void>,
): Task<number | Failure> {
  const { client, lease } = session;
  const key = prefix + lease;
  const joined = yield* client.txn({
    compare: [{ key, target: 'CREATE', result: 'EQUAL', operand: 0 }],
    success: [{ put: { key, value, lease } }],
    failure: [{ range: { key } }],
  });
  if (joined instanceof RpcError) return callFailure(context, joined, undefined);
  const { revision } = joined.header;
  const resign = () =>
    client.txn({
      compare: [{ key, target: 'CREATE', result: 'EQUAL', operand: revision }],
      success: [{ delete_range: { key } }],
      failure: [],
    });
  const turn = waitDeletes(client, prefix, revision - 1);
  const elected = yield* unlessInterrupted(context.process, interrupted, turn);
  if (elected instanceof RpcError) {
    yield* resign();
    return new Failure(elected.message);
  }
  const led = yield* client.range({ key });
  if (led instanceof RpcError) return callFailure(context, led, undefined);
  const shown = yield* show(context, printer, printer.get(led));
  if (shown instanceof Failure) return shown;
  const first = yield* select({ interrupted, expired: session.ended });
  if (first.which === 'expired') return new Failure('elect: session expired');
  const resigned = yield* resign();
  return resigned instanceof RpcError ? callFailure(context, resigned, undefined) : 0;
}

/** Prints each leader, and each new word of it, until it is stopped. */
function* observe(
  context: Context,
  printer: Printer,
  { client }: Session,
  prefix: string,
  interrupted: Wait<void>,
): Task<number | Failure> {
  function* follow(): Task<RpcError> {
    for (;;) {
      const leader = yield* waitLeader();
      if (leader instanceof RpcError) return leader;
      yield* print(leader.header, leader.kv);
      const { key } = leader.kv;
      const start_revision = leader.header.revision + 1;
      const watch = new Watch(client, { key, start_revision }, false);
      for (let isGone = false; !isGone;) {
        const next = yield* watch.receive();
        if ('error' in next) return new RpcError('Unknown', next.error);
        for (const { type, kv } of next.events) {
          if (type === 'DELETE') isGone = true;
          else yield* print(next.header, kv);
        }
      }
      watch.cancel();
    }
  }

  function* waitLeader(): Task<{ header: ResponseHeader; kv: KeyValue } | RpcError> {
    const first = yield* client.range(firstCreated(prefix));
    if (first instanceof RpcError) return first;
    const [kv] = first.kvs;
    if (kv) return { header: first.header, kv };
    const range_end = prefixRangeEnd(prefix);
    const start_revision = first.header.revision;
    const watch = new Watch(client, { key: prefix, range_end, start_revision }, false);
    for (;;) {
      const next = yield* watch.receive();
      if ('error' in next) return new RpcError('Unknown', next.error);
      const put = next.events.find(({ type }) => type === 'PUT');
      if (put === undefined) continue;
      watch.cancel();
      return { header: { ...next.header, revision: put.kv.mod_revision }, kv: put.kv };
    }
  }

  function* print(header: ResponseHeader, kv: KeyValue): Task<void> {
    const response: RangeResponse = { header, kvs: [kv], more: false, count: 0 };
    yield* show(context, printer, printer.get(response));
  }

  const lost = yield* unlessInterrupted(context.process, interrupted, follow());
  return lost instanceof RpcError && lost.code !== 'Canceled'
    ? new Failure('elect: observer lost')
    : 0;
}

export const electCommand: Command = {
  name: 'elect',
  use: '<election-name> [proposal]',
  short: 'Observes and participates in leader election',
  flags: [flag('listen', 'bool', 'false', 'observation mode', 'l')],
  run: elect,
};
