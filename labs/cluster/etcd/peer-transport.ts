import { wait, type Task } from '../kernel/index.ts';
import { respond, type HttpStream } from '../client/http.ts';
import { Peer, type PeerContext } from './peer.ts';
import type { Id, Message } from './raft/index.ts';

/**
 * The way to all other members.
 *
 * Source: etcd server/etcdserver/api/rafthttp/transport.go, http.go
 */
export class PeerTransport {
  readonly #context: PeerContext;
  readonly #peers = new Map<Id, Peer>();

  constructor(context: PeerContext) {
    this.#context = context;
  }

  add(id: Id, url: string): void {
    if (this.#peers.has(id)) return;
    const peer = new Peer(this.#context, id, url);
    this.#peers.set(id, peer);
    peer.start();
  }

  send(messages: readonly Message[]): void {
    for (const message of messages) this.#peers.get(message.to)?.send(message);
  }

  check(nowUs: number): void {
    for (const peer of this.#peers.values()) peer.check(nowUs);
  }

  /** How many other members are reached. */
  get activeCount(): number {
    let count = 0;
    for (const peer of this.#peers.values()) if (peer.activeSinceUs !== undefined) count++;
    return count;
  }

  isActiveSince(id: Id, sinceUs: number): boolean {
    const activeUs = this.#peers.get(id)?.activeSinceUs;
    return activeUs !== undefined && activeUs <= sinceUs;
  }

  /** The member that has been reached the longest. Source: rafthttp `longestConnected` */
  longestActive(): Id | undefined {
    let best: Peer | undefined;
    for (const peer of this.#peers.values()) {
      const sinceUs = peer.activeSinceUs;
      if (sinceUs !== undefined && sinceUs < (best?.activeSinceUs ?? Infinity)) best = peer;
    }
    return best?.id;
  }

  /** Answers on the peers' port. */
  *serve(stream: HttpStream): Task<void> {
    const { path, headers, method } = stream.request!;
    if (method === 'POST' && path === '/raft') {
      const isOurs = headers['X-Etcd-Cluster-ID'] === this.#context.clusterId;
      const frame = stream.poll();
      if (isOurs && frame?.data !== undefined) this.#context.receive(frame.data as Message);
      respond(stream, isOurs ? 204 : 412, {}, isOurs ? '' : 'cluster ID mismatch');
      return;
    }
    const match = /^\/raft\/stream\/[^/]+\/([0-9a-f]+)$/.exec(path);
    if (!match) {
      respond(stream, 404, { 'Content-Type': 'text/plain; charset=utf-8' }, '404 page not found\n');
      return;
    }
    const peer = this.#peers.get(match[1]!);
    if (headers['X-Etcd-Cluster-ID'] !== this.#context.clusterId) {
      respond(stream, 412, {}, 'cluster ID mismatch');
    } else if (headers['X-Raft-To'] !== this.#context.localId) {
      respond(stream, 412, {}, 'to field mismatch');
    } else if (!peer) {
      respond(stream, 404, {}, `peer ${this.#context.localId} failed to find local node`);
    } else {
      peer.attach(stream);
      yield* wait(stream.aborted);
    }
  }

  stop(): void {
    for (const peer of this.#peers.values()) peer.stop();
  }
}
