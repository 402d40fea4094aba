import { after, select, sleep, type Task } from '../../kernel/index.ts';
import { RpcError, type ClientStream } from '../grpc.ts';
import { isHaltError, type EtcdClient } from './client.ts';
import { etcdError } from './errors.ts';
import type { LeaseKeepAliveResponse } from './messages.ts';

/** Source: clientv3/lease.go `retryConnWait`. Units: microseconds. */
const INTERVAL_US = 500_000;
/** What a try costs a real client at least. Units: microseconds. */
const AGAIN_US = 1_000;

const METHOD = 'etcdserverpb.Lease/LeaseKeepAlive';
const HEADERS = { hasleader: 'true' };

/**
 * Renews a lease three times in its length, on whichever member is there, until it is gone or until
 * nobody has answered for as long as it lasts.
 *
 * Shape:  `receive` gives one answer after the other, then undefined for ever
 * Source: clientv3/lease.go `KeepAlive`, `sendKeepAliveLoop`, `recvKeepAliveLoop`
 */
export class KeepAlive {
  readonly #client: EtcdClient;
  readonly #ID: string;
  #stream: ClientStream | undefined;
  #openedAtUs = 0;
  #nextUs: number;
  #deadlineUs: number;

  /** `timeoutUs` is the time for the first answer. */
  constructor(client: EtcdClient, ID: string, timeoutUs: number) {
    this.#client = client;
    this.#ID = ID;
    this.#nextUs = client.process.nowUs;
    this.#deadlineUs = client.process.nowUs + timeoutUs;
  }

  *receive(): Task<LeaseKeepAliveResponse | undefined> {
    const { process } = this.#client;
    while (process.nowUs < this.#deadlineUs) {
      const stream = this.#stream ?? (yield* this.#open());
      if (stream === undefined) continue;
      const tickUs = INTERVAL_US - ((process.nowUs - this.#openedAtUs) % INTERVAL_US);
      const first = yield* select({ answer: stream.readable, tick: after(tickUs) });
      if (first.which === 'tick') {
        if (process.nowUs >= this.#nextUs) stream.send({ ID: this.#ID });
        continue;
      }
      const next = yield* stream.receive();
      if (next instanceof RpcError) {
        this.#stream = undefined;
        yield* sleep(INTERVAL_US);
        continue;
      }
      const answer = next.message as LeaseKeepAliveResponse;
      if (answer.TTL <= 0) break;
      this.#nextUs = process.nowUs + Math.floor((answer.TTL * 1_000_000) / 3);
      this.#deadlineUs = process.nowUs + answer.TTL * 1_000_000;
      return answer;
    }
    this.#deadlineUs = 0;
    this.#stream?.cancel();
    return undefined;
  }

  *#open(): Task<ClientStream | undefined> {
    const { channel, process } = this.#client;
    const login = yield* this.#client.headers();
    if (login instanceof RpcError) return undefined;
    const options = { headers: { ...login, ...HEADERS }, deadlineUs: this.#deadlineUs };
    const stream = yield* channel.stream(METHOD, { ID: this.#ID }, options);
    if (stream instanceof RpcError) return undefined;
    this.#openedAtUs = process.nowUs;
    this.#stream = stream;
    return stream;
  }
}

/** Renews a lease once. Errors: it is gone; nobody could be asked. */
export function* keepAliveOnce(
  client: EtcdClient,
  ID: string,
): Task<LeaseKeepAliveResponse | RpcError> {
  for (;;) {
    const headers = yield* client.headers();
    if (headers instanceof RpcError) return headers;
    const stream = yield* client.channel.stream(METHOD, { ID }, { headers });
    if (stream instanceof RpcError) return stream;
    const next = yield* stream.receive();
    stream.cancel();
    if (!(next instanceof RpcError)) {
      const answer = next.message as LeaseKeepAliveResponse;
      return answer.TTL > 0 ? answer : etcdError('leaseNotFound');
    }
    if (isHaltError(next)) return next;
    // Real etcd tries again at once. Without any pause time would stand still here.
    yield* sleep(AGAIN_US);
  }
}
