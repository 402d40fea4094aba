import type { Task } from '../kernel/index.ts';
import { isStreamEnd } from '../client/http.ts';
import { dialPeer } from './peer-dial.ts';
import type { PeerStatus } from './peer-status.ts';
import type { PeerContext } from './peer.ts';
import type { Id, Message } from './raft/index.ts';

/** Source: rafthttp/pipeline.go `connPerPipeline`. What does not fit is dropped, not queued. */
const POSTS_MAX = 4;

/** What the other side says to who does not belong to its cluster any more. */
export const MEMBER_REMOVED = 'the member has been permanently removed from the cluster';

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

  send(kind: string, message: Message): void {
    if (this.#posts >= POSTS_MAX) this.#context.reportUnreachable(this.#id);
    else this.#context.process.go(this.#post(kind, message));
  }

  *#post(kind: string, message: Message): Task<void> {
    this.#posts++;
    const error = yield* this.#request(kind, message);
    if (error === undefined) this.#status.activate();
    else {
      this.#status.deactivate(`failed to write ${this.#id} on pipeline (${error})`);
      this.#context.reportUnreachable(this.#id);
      if (error === MEMBER_REMOVED) this.#context.fail(error);
    }
    this.#posts--;
  }

  *#request(kind: string, data: Message): Task<string | undefined> {
    const { process, dialTimeoutUs } = this.#context;
    const link = yield* dialPeer(process, this.url, dialTimeoutUs);
    if (typeof link === 'string') return link;
    const headers = peerHeaders(this.#context, this.#id);
    const request = { method: 'POST', path: '/raft', headers };
    const stream = link.open(kind, { request, data, isEnd: true });
    const answer = yield* stream.receive();
    link.close();
    if (isStreamEnd(answer)) return answer.end;
    const status = answer.response?.status;
    if (status === 204) return undefined;
    return status === 403 ? MEMBER_REMOVED : String(answer.data);
  }
}

/** Source: rafthttp/util.go `createPostRequest`, `setPeerURLsHeader` */
export function peerHeaders(context: PeerContext, to: Id): Record<string, string> {
  return {
    'X-Server-From': context.localId,
    'X-PeerURLs': context.peerURLs.join(','),
    'X-Etcd-Cluster-ID': context.clusterId,
    'X-Raft-To': to,
  };
}
