import type { Task } from '../kernel/index.ts';
import { MEMBER_REMOVED, postToPeer } from './peer-post.ts';
import type { PeerStatus } from './peer-status.ts';
import type { PeerContext } from './peer.ts';
import type { Id, Message } from './raft/index.ts';

/** Source: rafthttp/pipeline.go `connPerPipeline`. What does not fit is dropped, not queued. */
const POSTS_MAX = 4;

/**
 * The way to a member that no stream leads to: each message is a request of its own. It is all that
 * there is to a *remote*: a member that is not yet known to belong to the cluster, such as those
 * that a newcomer's first messages come from.
 *
 * Source: etcd rafthttp/pipeline.go, remote.go
 */
export class Pipeline {
  readonly #context: PeerContext;
  readonly #id: Id;
  readonly #status: PeerStatus;
  url: string;
  #posts = 0;

  constructor(context: PeerContext, id: Id, url: string, status: PeerStatus) {
    this.#context = context;
    this.#id = id;
    this.#status = status;
    this.url = url;
  }

  logStart(): void {
    this.#log(72, 'started');
  }

  logStop(): void {
    this.#log(85, 'stopped');
  }

  send(message: Message): void {
    if (this.#posts >= POSTS_MAX) this.#context.reportUnreachable(this.#id);
    else this.#context.process.go(this.#post(message));
  }

  *#post(message: Message): Task<void> {
    this.#posts++;
    const error = yield* postToPeer(this.#context, this.url, '/raft', message);
    if (error === undefined) this.#status.activate();
    else {
      this.#status.deactivate(`failed to write ${this.#id} on pipeline (${error})`);
      this.#context.reportUnreachable(this.#id);
      if (error === MEMBER_REMOVED) this.#context.fail(error);
    }
    this.#posts--;
  }

  #log(line: number, what: string): void {
    const { log, localId } = this.#context;
    const fields = { 'local-member-id': localId, 'remote-peer-id': this.#id };
    log.info(`rafthttp/pipeline.go:${line}`, `${what} HTTP pipelining with remote peer`, fields);
  }
}
