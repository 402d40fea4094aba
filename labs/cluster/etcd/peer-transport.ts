import { wait, type Task } from '../kernel/index.ts';
import { formatBytes } from '../client/bytes.ts';
import { respond, type HttpStream } from '../client/http.ts';
import { PeerStatus } from './peer-status.ts';
import { Peer, type PeerContext } from './peer.ts';
import type { Histogram } from './histogram.ts';
import { Pipeline } from './pipeline.ts';
import { answerProbe, isProbe } from './prober.ts';
import type { Id, Message, MessageOf } from './raft/index.ts';
import { SnapshotSender } from './snapshot-sender.ts';

/**
 * The way to all other members, and to those *remotes* that are not known to be members yet.
 *
 * Source: etcd server/etcdserver/api/rafthttp/transport.go, http.go
 */
export class PeerTransport {
  readonly #context: PeerContext;
  readonly #peers = new Map<Id, Peer>();
  readonly #remotes = new Map<Id, Pipeline>();
  #isStopped = false;

  readonly #snapshots: SnapshotSender;

  constructor(context: PeerContext) {
    this.#context = context;
    this.#snapshots = new SnapshotSender(context);
  }

  /** True while a snapshot is on its way, and for a while after. */
  get isSendingSnapshot(): boolean {
    return this.#snapshots.isBusy;
  }

  add(id: Id, urls: readonly string[]): void {
    if (this.#peers.has(id)) return;
    const peer = new Peer(this.#context, id, urls[0] ?? '');
    this.#peers.set(id, peer);
    peer.start();
    this.#log(317, 'added remote peer', { 'remote-peer-id': id, 'remote-peer-urls': urls });
  }

  /** Answers go to whoever has asked, before this member has heard that the other is one. */
  addRemote(id: Id, urls: readonly string[]): void {
    if (this.#isStopped || this.#peers.has(id) || this.#remotes.has(id)) return;
    const status = new PeerStatus(this.#context, id);
    const pipeline = new Pipeline(this.#context, id, urls[0] ?? '', status);
    pipeline.logStart();
    this.#remotes.set(id, pipeline);
    this.#log(286, 'added new remote peer', { 'remote-peer-id': id, 'remote-peer-urls': urls });
  }

  /** Forgets who does not belong any more: a snapshot does not tell when somebody was removed. */
  keepOnly(ids: readonly Id[]): void {
    for (const id of [...this.#peers.keys()]) if (!ids.includes(id)) this.remove(id);
  }

  remove(id: Id): void {
    this.#peers.get(id)?.stop();
    this.#peers.delete(id);
    this.#log(355, 'removed remote peer', { 'removed-remote-peer-id': id });
  }

  update(id: Id, urls: readonly string[]): void {
    this.#peers.get(id)?.update(urls[0] ?? '');
    const fields = { 'updated-remote-peer-id': id, 'updated-remote-peer-urls': urls };
    this.#log(384, 'updated remote peer', fields);
  }

  send(messages: readonly Message[]): void {
    for (const message of messages) {
      const { to } = message;
      const peer = this.#peers.get(to);
      if (message.type === 'MsgSnap') this.#sendSnapshot(message, peer);
      else if (peer) peer.send(message);
      else this.#remotes.get(to)?.send(message);
    }
  }

  /** Only members get snapshots. */
  #sendSnapshot(message: MessageOf<'MsgSnap'>, peer: Peer | undefined): void {
    const { mergeSnapshot, reportSnapshot } = this.#context;
    if (peer) this.#snapshots.send(mergeSnapshot(message), peer.url);
    else reportSnapshot(message.to, false);
  }

  check(nowUs: number): void {
    for (const peer of this.#peers.values()) peer.check(nowUs);
  }

  /** How many other members are reached. */
  get activeCount(): number {
    let count = 0;
    for (const id of this.#peers.keys()) if (this.isActive(id)) count++;
    return count;
  }

  isActive(id: Id): boolean {
    return this.isActiveSince(id, Infinity);
  }

  isActiveSince(id: Id, sinceUs: number): boolean {
    const activeUs = this.#peers.get(id)?.status.activeSinceUs;
    return activeUs !== undefined && activeUs <= sinceUs;
  }

  /** How long the others take to answer, by their ids. */
  get roundTrips(): (readonly [Id, Histogram])[] {
    return [...this.#peers].map(([id, { prober }]) => [id, prober.times]);
  }

  /** Of some members the one that has been reached the longest. Source: `longestConnected` */
  longestActive(ids: readonly Id[]): Id | undefined {
    let best: { readonly id: Id; readonly sinceUs: number } | undefined;
    for (const id of ids) {
      const sinceUs = this.#peers.get(id)?.status.activeSinceUs;
      if (sinceUs !== undefined && sinceUs < (best?.sinceUs ?? Infinity)) best = { id, sinceUs };
    }
    return best?.id;
  }

  /** Answers on the peers' port. */
  *serve(stream: HttpStream): Task<void> {
    const { path, method } = stream.request!;
    if (isProbe(stream)) {
      answerProbe(stream, this.#context.process.nowUs);
      return;
    }
    const from = /^\/raft\/stream\/[^/]+\/([0-9a-f]+)$/.exec(path)?.[1];
    const isPost = method === 'POST' && (path === '/raft' || path === '/raft/snapshot');
    if (!isPost && from === undefined) {
      respond(stream, 404, { 'Content-Type': 'text/plain; charset=utf-8' }, '404 page not found\n');
      return;
    }
    if (!this.#isOurs(stream)) respond(stream, 412, {}, 'cluster ID mismatch');
    else if (from === undefined) this.#servePost(stream);
    else yield* this.#serveStream(stream, from);
  }

  stop(): void {
    this.#isStopped = true;
    for (const remote of this.#remotes.values()) remote.logStop();
    for (const peer of this.#peers.values()) peer.stop();
    this.#peers.clear();
    this.#remotes.clear();
  }

  /** Source: rafthttp/http.go `pipelineHandler`; etcdserver/server.go `Process` */
  #servePost(stream: HttpStream): void {
    const { localId, isRemoved, receive } = this.#context;
    this.#addRemoteFrom(stream, stream.request!.headers['X-Server-From'] ?? '');
    const message = stream.poll()?.data as Message | undefined;
    if (message && isRemoved(message.from)) {
      this.#context.log.warn(
        'etcdserver/server.go:995',
        'rejected Raft message from removed member',
        { 'local-member-id': localId, 'removed-member-id': message.from },
      );
      respond(stream, 403, {}, 'cannot process message from removed member');
      return;
    }
    if (message?.type === 'MsgSnap') this.#logReceived(message);
    if (message?.to === localId) receive(message);
    respond(stream, 204, {}, '');
  }

  /** Source: rafthttp/http.go `streamHandler` */
  *#serveStream(stream: HttpStream, from: Id): Task<void> {
    const { localId, clusterId, log } = this.#context;
    const fields = {
      'local-member-id': localId,
      'remote-peer-id-stream-handler': localId,
      'remote-peer-id-from': from,
    };
    const peer = this.#peers.get(from);
    if (this.#context.isRemoved(from)) {
      const message = 'rejected stream from remote peer because it was removed';
      log.warn('rafthttp/http.go:394', message, fields);
      respond(stream, 410, {}, 'removed member');
    } else if (peer === undefined) {
      this.#addRemoteFrom(stream, from);
      const message = 'failed to find remote peer in cluster';
      log.warn('rafthttp/http.go:413', message, { ...fields, 'cluster-id': clusterId });
      respond(stream, 404, {}, 'error sender not found');
    } else if (stream.request!.headers['X-Raft-To'] !== localId) {
      respond(stream, 412, {}, 'to field mismatch');
    } else {
      peer.attach(stream);
      yield* wait(stream.aborted);
    }
  }

  /** Source: rafthttp/http.go `snapshotHandler` */
  #logReceived({ from, snapshot }: MessageOf<'MsgSnap'>): void {
    const { log, localId } = this.#context;
    const bytes = snapshot.data!.length;
    const fields = {
      'local-member-id': localId,
      'remote-snapshot-sender-id': from,
      'incoming-snapshot-index': snapshot.index,
      'incoming-snapshot-size-bytes': bytes,
      'incoming-snapshot-size': formatBytes(bytes),
      'download-took': '0s',
    };
    log.info('rafthttp/http.go:286', 'received and saved database snapshot', fields);
  }

  #addRemoteFrom(stream: HttpStream, from: Id): void {
    const urls = stream.request!.headers['X-PeerURLs'];
    if (from !== '' && urls && !this.#context.isRemoved(from)) {
      this.addRemote(from, urls.split(','));
    }
  }

  #isOurs(stream: HttpStream): boolean {
    return stream.request!.headers['X-Etcd-Cluster-Id'] === this.#context.clusterId;
  }

  #log(line: number, message: string, fields: Record<string, string | readonly string[]>): void {
    const { log, localId } = this.#context;
    const caller = `rafthttp/transport.go:${line}`;
    log.info(caller, message, { 'local-member-id': localId, ...fields });
  }
}
