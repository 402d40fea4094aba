import { after, SECOND, select, type Task } from '../kernel/index.ts';
import { isStreamEnd } from '../client/http.ts';
import { dialPeer } from './peer-dial.ts';
import { traceNameOf, type PeerContext } from './peer.ts';
import type { Id, Message } from './raft/index.ts';

/** What the other side says to who does not belong to its cluster any more. */
export const MEMBER_REMOVED = 'the member has been permanently removed from the cluster';

/** Go's TCP keep-alive notices that who answers nothing has been switched off. */
const KEEP_ALIVE_US = 30 * SECOND;

/**
 * Sends one message as a request of its own.
 *
 * Errors: why it has not been taken
 * Source: etcd rafthttp/util.go `createPostRequest`, `checkPostResponse`
 */
export function* postToPeer(
  context: PeerContext,
  url: string,
  path: '/raft' | '/raft/snapshot',
  message: Message,
): Task<string | undefined> {
  const { process, dialTimeoutUs } = context;
  const link = yield* dialPeer(process, url, dialTimeoutUs);
  if (typeof link === 'string') return link;
  const headers = peerHeaders(context, message.to);
  const request = { method: 'POST', path, headers };
  const stream = link.open(traceNameOf(message), { request, data: message, isEnd: true });
  const first = yield* select({ answer: stream.readable, silence: after(KEEP_ALIVE_US) });
  const answer = first.which === 'answer' ? yield* stream.receive() : undefined;
  link.close();
  if (answer === undefined) return 'read: connection timed out';
  if (isStreamEnd(answer)) return answer.end;
  const status = answer.response?.status;
  if (status === 204) return undefined;
  return status === 403 ? MEMBER_REMOVED : String(answer.data);
}

/** Source: rafthttp/util.go `setPeerURLsHeader` */
export function peerHeaders(context: PeerContext, to: Id): Record<string, string> {
  return {
    'X-Server-From': context.localId,
    'X-PeerURLs': context.peerURLs.join(','),
    'X-Etcd-Cluster-Id': context.clusterId,
    'X-Raft-To': to,
  };
}
