import { sleep, type Task } from '../../kernel/index.ts';
import { RpcError, type ClientStream } from '../grpc.ts';
import { isHaltError, isNoLeader, type EtcdClient } from './client.ts';
import type { WatchCreateRequest, WatchResponse } from './messages.ts';

/** What a watch ends with: why nothing more will come, in the words that a program prints. */
export interface WatchEnd {
  readonly error: string;
}

/** Source: clientv3/watch.go `maxBackoff` and its doubling from 1 ms. Units: microseconds. */
const BACKOFF_MIN_US = 1_000;
const BACKOFF_MAX_US = 100_000;

/**
 * A watch that outlives the members it is served by: where a connection or a member is lost, it
 * goes on from the next revision on another one.
 *
 * Shape:  `receive` gives a response with events, or progress without any; then once a WatchEnd
 * Source: clientv3/watch.go `watchGrpcStream`
 */
export class Watch {
  readonly #client: EtcdClient;
  readonly #request: WatchCreateRequest;
  readonly #headers: Readonly<Record<string, string>>;
  #stream: ClientStream | undefined;
  #nextRevision: number;
  #backoffUs = BACKOFF_MIN_US;
  #wantsProgress = false;

  /** With `requireLeader` a member without a leader refuses, and ends the watch. */
  constructor(client: EtcdClient, request: WatchCreateRequest, requireLeader: boolean) {
    this.#client = client;
    this.#request = request;
    this.#headers = requireLeader ? { hasleader: 'true' } : {};
    this.#nextRevision = request.start_revision ?? 0;
  }

  *receive(): Task<WatchResponse | WatchEnd> {
    for (;;) {
      const next = yield* this.#next();
      if (!(next instanceof RpcError)) {
        const response = next as WatchResponse;
        if (response.canceled) return { error: cancelReason(response) };
        this.#note(response);
        if (response.created) continue;
        return response;
      }
      this.#stream = undefined;
      if (isNoLeader(next)) return { error: next.message };
      if (isHaltError(next)) return { error: next.toString() };
      yield* sleep(this.#backoffUs);
      this.#backoffUs = Math.min(this.#backoffUs * 2, BACKOFF_MAX_US);
    }
  }

  /** Asks how far the member is: it answers with a response without events. */
  requestProgress(): void {
    if (this.#stream) this.#stream.send({ progress: true });
    else this.#wantsProgress = true;
  }

  cancel(): void {
    this.#stream?.cancel();
  }

  *#next(): Task<unknown> {
    if (this.#stream === undefined) {
      const create = { ...this.#request, start_revision: this.#nextRevision };
      const login = yield* this.#client.headers();
      if (login instanceof RpcError) return login;
      const options = { headers: { ...login, ...this.#headers } };
      const method = 'etcdserverpb.Watch/Watch';
      const stream = yield* this.#client.channel.stream(method, { create }, options);
      if (stream instanceof RpcError) return stream;
      this.#stream = stream;
      if (this.#wantsProgress) stream.send({ progress: true });
      this.#wantsProgress = false;
    }
    const next = yield* this.#stream.receive();
    return next instanceof RpcError ? next : next.message;
  }

  #note(response: WatchResponse): void {
    this.#backoffUs = BACKOFF_MIN_US;
    const last = response.events.at(-1);
    if (last) this.#nextRevision = last.kv.mod_revision + 1;
    else if (!response.created) this.#nextRevision = response.header.revision + 1;
    else if (this.#nextRevision === 0) this.#nextRevision = response.header.revision + 1;
  }
}

function cancelReason(response: WatchResponse): string {
  if (response.compact_revision) return 'etcdserver: mvcc: required revision has been compacted';
  return response.cancel_reason || 'etcdserver: watch canceled';
}
