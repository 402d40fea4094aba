import { after, Channel, select, type Task } from '../kernel/index.ts';
import {
  etcdError,
  type WatchCreateRequest,
  type WatchEvent,
  type WatchRequest,
  type WatchResponse,
} from '../client/etcd/index.ts';
import { RpcError, type ServerCall } from '../client/grpc.ts';
import type { AuthInfo } from './auth/index.ts';
import type { Watcher } from './mvcc/index.ts';
import type { EtcdServer } from './server.ts';

/** Source: etcd v3rpc/interceptor.go `maxNoLeaderCnt`: elections that a watch outlives. */
const NO_LEADER_ELECTIONS = 3;
/** Source: v3rpc/watch.go `GetProgressReportInterval`, plus up to a tenth. Units: microseconds. */
const PROGRESS_US = 600_000_000;
/** Responses that may wait to be sent; a watch that falls further behind is ended. */
const PENDING_MAX = 16_384;

interface Entry {
  readonly id: number;
  readonly watcher: Watcher;
  readonly wantsProgress: boolean;
  hasSent: boolean;
}

/**
 * Serves one stream of watches: a client may create many on it.
 *
 * Source: etcd server/etcdserver/api/v3rpc/watch.go
 */
export function* serveWatch(server: EtcdServer, call: ServerCall, who?: AuthInfo): Task<RpcError> {
  const needsLeader = call.metadata['hasleader'] === 'true';
  if (needsLeader && !server.hasLeader) return etcdError('noLeader');
  const session = new WatchSession(server, who);
  session.handle(call.firstRequest as WatchRequest);
  try {
    return yield* run(server, call, session, needsLeader);
  } finally {
    session.close();
  }
}

function* run(
  server: EtcdServer,
  call: ServerCall,
  session: WatchSession,
  needsLeader: boolean,
): Task<RpcError> {
  const electionUs = server.config.electionTicks * server.config.heartbeatUs;
  let lostAtUs: number | undefined;
  let progressAtUs = server.process.nowUs + PROGRESS_US;
  for (;;) {
    const { nowUs } = server.process;
    if (server.hasLeader) lostAtUs = undefined;
    else lostAtUs ??= nowUs;
    const isLost = lostAtUs !== undefined && nowUs - lostAtUs >= NO_LEADER_ELECTIONS * electionUs;
    if (needsLeader && isLost) return etcdError('noLeader');
    const nextUs =
      needsLeader && lostAtUs !== undefined
        ? Math.min(progressAtUs, lostAtUs + NO_LEADER_ELECTIONS * electionUs)
        : progressAtUs;
    const first = yield* select({
      request: call.readable,
      response: session.responses.readable,
      leader: server.leadership.changed,
      timer: after(nextUs - nowUs),
    });
    if (first.which === 'request') {
      const request = yield* call.receive();
      if (request === undefined) return new RpcError('OK', '');
      session.handle(request as WatchRequest);
    } else if (first.which === 'response') {
      for (let next = session.responses.poll(); next; next = session.responses.poll()) {
        call.send(next);
      }
      if (session.hasOverflowed) return new RpcError('Unavailable', 'etcdserver: watch overflow');
    } else if (server.process.nowUs >= progressAtUs) {
      progressAtUs = server.process.nowUs + PROGRESS_US;
      session.reportProgress();
    }
  }
}

class WatchSession {
  readonly responses = new Channel<WatchResponse>(PENDING_MAX);
  readonly #server: EtcdServer;
  readonly #who: AuthInfo | undefined;
  readonly #entries = new Map<number, Entry>();
  #nextId = 0;
  hasOverflowed = false;

  constructor(server: EtcdServer, who: AuthInfo | undefined) {
    this.#server = server;
    this.#who = who;
  }

  handle(request: WatchRequest): void {
    if ('create' in request) this.#create(request.create);
    else if ('cancel' in request) this.#cancel(request.cancel.watch_id);
    else this.#send({ watch_id: -1, events: [] });
  }

  /** Tells each quiet watch that asked for it how far the store is. */
  reportProgress(): void {
    for (const entry of this.#entries.values()) {
      if (entry.wantsProgress && !entry.hasSent) this.#send({ watch_id: entry.id, events: [] });
      entry.hasSent = false;
    }
  }

  close(): void {
    for (const { watcher } of this.#entries.values()) this.#server.store.unwatch(watcher);
    this.#entries.clear();
  }

  #create(create: WatchCreateRequest): void {
    const { store, auth } = this.#server;
    const key = create.key === '' ? '\0' : create.key;
    const denied = auth.checkRange(this.#who, 'READ', { ...create, key });
    if (denied) {
      const cancel_reason = etcdError(denied).toString();
      this.#send({ watch_id: -1, created: true, canceled: true, cancel_reason, events: [] });
      return;
    }
    const id = this.#nextId++;
    this.#send({ watch_id: id, created: true, events: [] });
    const deliver = (events: readonly WatchEvent[], revision: number): void => {
      const entry = this.#entries.get(id);
      if (entry) entry.hasSent = true;
      this.#send({ watch_id: id, events }, revision);
    };
    const lose = (): void => this.#endCompacted(id);
    const watcher = store.watch({ ...create, key, deliver, lose }, create.start_revision ?? 0);
    if (typeof watcher === 'string') {
      this.#endCompacted(id);
      return;
    }
    const wantsProgress = create.progress_notify === true;
    this.#entries.set(id, { id, watcher, wantsProgress, hasSent: false });
  }

  #endCompacted(id: number): void {
    const { store } = this.#server;
    const entry = this.#entries.get(id);
    if (entry) store.unwatch(entry.watcher);
    this.#entries.delete(id);
    const compact_revision = store.compactRevision;
    this.#send({ watch_id: id, canceled: true, compact_revision, events: [] });
  }

  #cancel(id: number): void {
    const entry = this.#entries.get(id);
    if (!entry) return;
    this.#server.store.unwatch(entry.watcher);
    this.#entries.delete(id);
    this.#send({ watch_id: id, canceled: true, events: [] });
  }

  #send(body: Omit<WatchResponse, 'header'>, revision = this.#server.store.revision): void {
    const header = { ...this.#server.header(), revision };
    if (!this.responses.offer({ header, ...body })) this.hasOverflowed = true;
  }
}
