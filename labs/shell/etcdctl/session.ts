import {
  Condition,
  select,
  type Process,
  type Task,
  type Thread,
  type Wait,
} from '../../cluster/kernel/index.ts';
import {
  KeepAlive,
  prefixRangeEnd,
  Watch,
  type EtcdClient,
  type LeaseGrantResponse,
  type RangeRequest,
  type RangeResponse,
} from '../../cluster/client/etcd/index.ts';
import { RpcError } from '../../cluster/client/grpc.ts';

/** What a command ends with that was told to stop while it waited. Source: Go's context */
const CANCELED = new RpcError('Canceled', 'context canceled');

/**
 * A lease that is kept alive as long as its program runs: who holds a lock, or leads, must show
 * that it lives.
 *
 * Source: clientv3/concurrency/session.go
 */
export class Session {
  readonly client: EtcdClient;
  readonly lease: string;
  readonly #ended = new Condition();
  #isOver = false;

  private constructor(client: EtcdClient, lease: string, renewals: KeepAlive) {
    this.client = client;
    this.lease = lease;
    client.process.go(this.#keepAlive(renewals));
  }

  /** Errors: why no lease could be had. */
  static *open(
    client: EtcdClient,
    ttlSeconds: number,
    timeoutUs: number,
  ): Task<Session | RpcError> {
    const request = { ID: '0', TTL: ttlSeconds };
    const granted = yield* client.invoke<LeaseGrantResponse>('Lease/LeaseGrant', request, true);
    if (granted instanceof RpcError) return granted;
    return new Session(client, granted.ID, new KeepAlive(client, granted.ID, timeoutUs));
  }

  /** Wakes when the lease is gone, or can't be kept. */
  get ended(): Wait<void> {
    return {
      arm: (wake, timers) => {
        if (!this.#isOver) return this.#ended.changed.arm(wake, timers);
        wake(undefined);
        return () => undefined;
      },
    };
  }

  *#keepAlive(renewals: KeepAlive): Task<void> {
    while (yield* renewals.receive());
    this.#isOver = true;
    this.#ended.notify();
  }
}

/** Wakes when the program is asked to stop. It no longer ends by the signal itself. */
export function interruption(process: Process): Wait<void> {
  const asked = new Condition();
  let isAsked = false;
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.onSignal(signal, () => {
      isAsked = true;
      asked.notify();
    });
  }
  return {
    arm: (wake, timers) => {
      if (!isAsked) return asked.changed.arm(wake, timers);
      wake(undefined);
      return () => undefined;
    },
  };
}

/** Does a task, unless it is interrupted before. Errors: as the task's; `context canceled`. */
export function* unlessInterrupted<T>(
  process: Process,
  interrupted: Wait<void>,
  task: Task<T | RpcError>,
): Task<T | RpcError> {
  let result: T | RpcError = CANCELED;
  const thread: Thread = process.go(
    (function* () {
      result = yield* task;
    })(),
  );
  yield* select({ done: thread.done, interrupted });
  thread.cancel();
  return result;
}

/** The key of a prefix that was there first. Source: clientv3/op.go `WithFirstCreate` */
export function firstCreated(prefix: string): RangeRequest {
  return {
    key: prefix,
    range_end: prefixRangeEnd(prefix),
    sort_target: 'CREATE',
    sort_order: 'ASCEND',
    limit: 1,
  };
}

/**
 * Waits until the keys of a prefix that were created before a revision are gone, by watching the
 * latest of them: so each that waits watches the one before it, and nobody is woken in vain.
 *
 * Source: clientv3/concurrency/key.go `waitDeletes`
 */
export function* waitDeletes(
  client: EtcdClient,
  prefix: string,
  maxCreateRevision: number,
): Task<RangeResponse | RpcError> {
  for (;;) {
    const latest = yield* client.range({
      ...firstCreated(prefix),
      sort_order: 'DESCEND',
      max_create_revision: maxCreateRevision,
    });
    if (latest instanceof RpcError || latest.kvs.length === 0) return latest;
    const start_revision = latest.header.revision;
    const watch = new Watch(client, { key: latest.kvs[0]!.key, start_revision }, false);
    for (let isGone = false; !isGone;) {
      const next = yield* watch.receive();
      if ('error' in next) return new RpcError('Unknown', next.error);
      isGone = next.events.some(({ type }) => type === 'DELETE');
    }
    watch.cancel();
  }
}
