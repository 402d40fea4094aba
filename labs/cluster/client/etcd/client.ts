import { sleep, type Process, type Task } from '../../kernel/index.ts';
import { Channel, RpcError, type Picked } from '../grpc.ts';
import { formatZap } from '../zap.ts';
import type { Headers } from '../http.ts';
import type { AuthenticateResponse } from './auth-messages.ts';
import { etcdError, isEtcdError } from './errors.ts';
import type * as pb from './messages.ts';

export interface EtcdClientOptions {
  /** `http://host:port` or `host:port`. */
  readonly endpoints: readonly string[];
  /** Takes zap's lines: `retrying of unary invoker failed` is the one that readers know. */
  readonly log?: (line: string) => void;
  readonly loggerName?: string;
  readonly keepalive?: { readonly timeUs: number; readonly timeoutUs: number };
  /** Shown once, for a token; `timeoutUs` is how long that may take. */
  readonly login?: {
    readonly name: string;
    readonly password: string;
    readonly timeoutUs: number;
  };
}

/** The client could not log in, and so is of no use. */
export class LoginError extends RpcError {}

/** When the caller's patience ends, in microseconds of virtual time; left out: never. */
export interface CallOptions {
  readonly deadlineUs?: number | undefined;
}

/** Source: clientv3/options.go. Units: attempts; microseconds. */
const UNARY_ATTEMPTS_MAX = 100;
const BACKOFF_BETWEEN_US = 25_000;
const BACKOFF_JITTER_US = 2_500;

/** Answers after which a client logs in again. */
const STALE = ['userEmpty', 'invalidAuthToken', 'authOldRevision'] as const;

/** grpc-go raises a shorter keepalive time to this. Units: microseconds. */
const KEEPALIVE_TIME_MIN_US = 10_000_000;

export type Reply<T> = T | RpcError;

/** A client of an etcd cluster. See index.ts. */
export class EtcdClient {
  readonly process: Process;
  readonly endpoints: readonly string[];
  readonly channel: Channel;
  readonly #options: EtcdClientOptions;
  readonly #target: string;
  #token: string | undefined;

  constructor(process: Process, options: EtcdClientOptions) {
    this.process = process;
    this.endpoints = options.endpoints;
    this.#options = options;
    this.channel = this.#dial(options.endpoints);
    const pointer = `0x${process.random.hex(10)}`;
    this.#target = `etcd-endpoints://${pointer}/${authority(options.endpoints[0] ?? '')}`;
  }

  close(): void {
    this.channel.close();
  }

  range(request: pb.RangeRequest, options?: CallOptions): Task<Reply<pb.RangeResponse>> {
    return this.#call('etcdserverpb.KV/Range', request, true, options);
  }

  put(request: pb.PutRequest, options?: CallOptions): Task<Reply<pb.PutResponse>> {
    return this.#call('etcdserverpb.KV/Put', request, false, options);
  }

  deleteRange(
    request: pb.DeleteRangeRequest,
    options?: CallOptions,
  ): Task<Reply<pb.DeleteRangeResponse>> {
    return this.#call('etcdserverpb.KV/DeleteRange', request, false, options);
  }

  txn(request: pb.TxnRequest, options?: CallOptions): Task<Reply<pb.TxnResponse>> {
    return this.#call('etcdserverpb.KV/Txn', request, false, options);
  }

  compact(
    request: pb.CompactionRequest,
    options?: CallOptions,
  ): Task<Reply<pb.CompactionResponse>> {
    return this.#call('etcdserverpb.KV/Compact', request, false, options);
  }

  memberList(options?: CallOptions): Task<Reply<pb.MemberListResponse>> {
    return this.#call('etcdserverpb.Cluster/MemberList', { linearizable: true }, true, options);
  }

  memberAdd(
    request: pb.MemberAddRequest,
    options?: CallOptions,
  ): Task<Reply<pb.MemberAddResponse>> {
    return this.#call('etcdserverpb.Cluster/MemberAdd', request, false, options);
  }

  memberRemove(
    request: pb.MemberRemoveRequest,
    options?: CallOptions,
  ): Task<Reply<pb.MemberListResponse>> {
    return this.#call('etcdserverpb.Cluster/MemberRemove', request, false, options);
  }

  memberUpdate(
    request: pb.MemberUpdateRequest,
    options?: CallOptions,
  ): Task<Reply<pb.MemberListResponse>> {
    return this.#call('etcdserverpb.Cluster/MemberUpdate', request, false, options);
  }

  memberPromote(
    request: pb.MemberPromoteRequest,
    options?: CallOptions,
  ): Task<Reply<pb.MemberListResponse>> {
    return this.#call('etcdserverpb.Cluster/MemberPromote', request, false, options);
  }

  alarmList(options?: CallOptions): Task<Reply<pb.AlarmResponse>> {
    const all = { action: 'GET', memberID: '0', alarm: 'NONE' };
    return this.#call('etcdserverpb.Maintenance/Alarm', all, true, options);
  }

  moveLeader(request: pb.MoveLeaderRequest, options?: CallOptions): Task<Reply<object>> {
    return this.#call('etcdserverpb.Maintenance/MoveLeader', request, true, options);
  }

  /**
   * Calls any method with one reply; `isRepeatable` where calling twice is as good as once.
   *
   * Shape: `invoke('Lease/LeaseGrant', { ID: '0', TTL: 10 }, true)`
   */
  invoke<T>(
    method: string,
    request: unknown,
    isRepeatable: boolean,
    options?: CallOptions,
  ): Task<Reply<T>> {
    return this.#call(`etcdserverpb.${method}`, request, isRepeatable, options);
  }

  /** Asks one endpoint, on a connection of its own. */
  status(endpoint: string, options?: CallOptions): Task<Reply<pb.StatusResponse>> {
    return this.#callOne(endpoint, 'etcdserverpb.Maintenance/Status', {}, options);
  }

  defragment(endpoint: string, options?: CallOptions): Task<Reply<object>> {
    return this.#callOne(endpoint, 'etcdserverpb.Maintenance/Defragment', {}, options, false);
  }

  hashKV(
    endpoint: string,
    revision: number,
    options?: CallOptions,
  ): Task<Reply<pb.HashKVResponse>> {
    return this.#callOne(endpoint, 'etcdserverpb.Maintenance/HashKV', { revision }, options);
  }

  #dial(endpoints: readonly string[]): Channel {
    const { keepalive } = this.#options;
    return new Channel(this.process, {
      targets: endpoints.map(targetOf),
      ...(keepalive && {
        keepalive: { ...keepalive, timeUs: Math.max(keepalive.timeUs, KEEPALIVE_TIME_MIN_US) },
      }),
    });
  }

  *#callOne<T>(
    endpoint: string,
    method: string,
    request: unknown,
    options?: CallOptions,
    isRepeatable = true,
  ): Task<Reply<T>> {
    const channel = this.#dial([endpoint]);
    const reply = yield* this.#attempts<T>(channel, method, request, isRepeatable, options);
    channel.close();
    return reply;
  }

  #call<T>(
    method: string,
    request: unknown,
    isRepeatable: boolean,
    options?: CallOptions,
  ): Task<Reply<T>> {
    return this.#attempts(this.channel, method, request, isRepeatable, options);
  }

  /**
   * Calls until it works, until the deadline, or until trying again would not be safe: a read may
   * be repeated, a write only if it can't have been sent.
   *
   * Source: clientv3/retry_interceptor.go `unaryClientInterceptor`, `isSafeRetry`
   */
  *#attempts<T>(
    channel: Channel,
    method: string,
    request: unknown,
    isRepeatable: boolean,
    { deadlineUs }: CallOptions = {},
  ): Task<Reply<T>> {
    const { process } = this;
    const options = deadlineUs === undefined ? {} : { deadlineUs };
    for (let attempt = 0; ; attempt++) {
      const headers = this.#options.login && (yield* this.headers());
      if (headers instanceof RpcError) return headers;
      const waitUs = this.#backoff(attempt);
      if (waitUs > 0) yield* sleep(waitUs);
      const picked: Picked = { remote: undefined, local: undefined };
      const reply = yield* channel.unary(method, request, {
        ...options,
        picked,
        ...(headers && { headers }),
      });
      if (!(reply instanceof RpcError)) return reply as T;
      this.#warn(reply, picked, attempt);
      if (attempt + 1 >= UNARY_ATTEMPTS_MAX) return reply;
      if (reply.code === 'DeadlineExceeded' || reply.code === 'Canceled') {
        if (deadlineUs !== undefined && process.nowUs >= deadlineUs) return reply;
      } else if (this.#maybeForgetToken(reply)) continue;
      else if (!isRepeatable || reply.code !== 'Unavailable') return reply;
    }
  }

  /** What goes with every call: the token, where the client has logged in. Errors: it can't. */
  *headers(): Task<Headers | LoginError> {
    const { login } = this.#options;
    if (login === undefined) return {};
    if (this.#token === undefined) {
      const { name, password, timeoutUs } = login;
      const method = 'etcdserverpb.Auth/Authenticate';
      const deadlineUs = this.process.nowUs + timeoutUs;
      const picked: Picked = { remote: undefined, local: undefined };
      const options = { deadlineUs, picked };
      const reply = yield* this.channel.unary(method, { name, password }, options);
      if (reply instanceof RpcError) {
        this.#warn(reply, picked, 0);
        if (reply.message !== etcdError('authNotEnabled').message) {
          return new LoginError(reply.code, reply.message);
        }
        this.#token = '';
      } else this.#token = (reply as AuthenticateResponse).token;
    }
    return this.#token === '' ? {} : { token: this.#token };
  }

  /** True where a new token may help. Source: clientv3/retry_interceptor.go `shouldRefreshToken` */
  #maybeForgetToken({ message }: RpcError): boolean {
    const isStale = STALE.some((name) => etcdError(name).message === message);
    if (!isStale || this.#options.login === undefined) return false;
    this.#token = undefined;
    return true;
  }

  /** Source: clientv3/utils.go `roundRobinQuorumBackoff`: no wait until a quorum was asked. */
  #backoff(attempt: number): number {
    const quorum = Math.floor(this.endpoints.length / 2) + 1;
    if (attempt === 0 || attempt % quorum !== 0) return 0;
    const { random } = this.process;
    return BACKOFF_BETWEEN_US + random.int(-BACKOFF_JITTER_US, BACKOFF_JITTER_US + 1);
  }

  #warn(error: RpcError, picked: Picked, attempt: number): void {
    const { log, loggerName } = this.#options;
    if (!log) return;
    const { remote, local } = picked;
    const peer =
      remote === undefined
        ? 'Peer{Addr: <nil>, LocalAddr: <nil>, AuthInfo: <nil>}'
        : `Peer{Addr: '${remote}', LocalAddr: '${local}', AuthInfo: 'insecure'}`;
    const fields = { target: this.#target, peer, attempt, error: error.toString() };
    const message = 'retrying of unary invoker failed';
    const caller = 'v3/retry_interceptor.go:66';
    log(formatZap(this.process.nowUs, 'warn', caller, message, fields, loggerName));
  }
}

/** True where no later try can do better. Source: clientv3 `isHaltErr`. */
export function isHaltError(error: RpcError): boolean {
  return error.code !== 'Unavailable' && error.code !== 'Internal';
}

/** True for the answer of a member that knows no leader. */
export function isNoLeader(error: RpcError): boolean {
  return isEtcdError(error) && error.message === etcdError('noLeader').message;
}

/** Where a channel is to go: `https` stays, for TLS; a scheme that etcd has not is none. */
function targetOf(endpoint: string): string {
  return endpoint.startsWith('http://') ? authority(endpoint) : endpoint;
}

/** An endpoint without its scheme. Source: clientv3/client.go `authority`. */
export function authority(endpoint: string): string {
  const at = endpoint.indexOf('://');
  return at < 0 ? endpoint : endpoint.slice(at + 3).replace(/\/$/, '');
}
