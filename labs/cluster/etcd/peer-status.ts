import type { PeerContext } from './peer.ts';
import type { Id } from './raft/index.ts';

/** Whether messages to a member get through. Source: etcd rafthttp/peer_status.go */
export class PeerStatus {
  readonly #context: PeerContext;
  readonly #id: Id;
  /** Since when messages have been getting through; undefined while they are not. */
  activeSinceUs: number | undefined;

  constructor(context: PeerContext, id: Id) {
    this.#context = context;
    this.#id = id;
  }

  activate(): void {
    if (this.activeSinceUs !== undefined) return;
    const { process, log } = this.#context;
    this.activeSinceUs = process.nowUs;
    log.info('rafthttp/peer_status.go:53', 'peer became active', { 'peer-id': this.#id });
  }

  deactivate(error: string): void {
    if (this.activeSinceUs === undefined) return;
    this.activeSinceUs = undefined;
    const message = 'peer became inactive (message send to peer failed)';
    const fields = { 'peer-id': this.#id, error };
    this.#context.log.warn('rafthttp/peer_status.go:66', message, fields);
  }
}
