import { after, select, sleep, type Task } from '../kernel/index.ts';
import { etcdError, type EtcdErrorName } from '../client/etcd/index.ts';
import { RpcError } from '../client/grpc.ts';
import { respond, type HttpStream } from '../client/http.ts';
import { formatMembers, parseMembers } from './members-http.ts';
import type { Body } from './mvcc/index.ts';
import { dialPeer } from './peer-dial.ts';
import { mayPromoteMember } from './reconfig-check.ts';
import type { EtcdServer } from './server.ts';

/** Where the leader is asked, by the other members. */
const PREFIX = '/members/promote/';
/** Where the leader gives no answer, it is asked again after this long. Units: microseconds. */
const RETRY_US = 50_000;
/** What the asking member may believe of the leader's answer, and its status. */
const verdicts: readonly (readonly [EtcdErrorName, number])[] = [
  ['memberNotFound', 404],
  ['memberNotLearner', 412],
  ['learnerNotReady', 412],
];

/**
 * Makes a voter of a learner. Only the leader knows whether the learner has caught up, so another
 * member asks it.
 *
 * Source:  etcd server/etcdserver/server.go `PromoteMember`; cluster_util.go `promoteMemberHTTP`;
 *          api/etcdhttp/peer.go
 * Differs: a leader that gives no answer is asked 20 times a second, not without a pause
 */
export function* promoteMember(server: EtcdServer, id: string): Task<Body | RpcError> {
  const { process } = server;
  const endUs = process.nowUs + server.requestTimeoutUs;
  if (server.isLeader) return yield* promoteAsLeader(server, id);
  while (process.nowUs < endUs) {
    if (!(yield* server.waitLeader(endUs))) return etcdError('noLeader');
    const answer = yield* askLeader(server, id, endUs);
    if (answer) return answer;
    yield* sleep(RETRY_US);
  }
  return etcdError('timeout');
}

/** True for what another member asks this one, because it takes it for the leader. */
export function isPromoteRequest({ request }: HttpStream): boolean {
  return request?.method === 'POST' && /^\/members\/promote\/\d+$/.test(request.path);
}

export function* servePromoteRequest(server: EtcdServer, stream: HttpStream): Task<void> {
  const { path } = stream.request!;
  const id = BigInt(path.slice(PREFIX.length)).toString(16);
  const result = yield* promoteMember(server, id);
  const headers = { 'X-Etcd-Cluster-Id': server.membership.clusterId };
  if (!(result instanceof RpcError)) {
    const type = { 'Content-Type': 'application/json' };
    const body = formatMembers(server.membership.members);
    respond(stream, 200, { ...headers, ...type }, `${body}\n`);
    return;
  }
  const verdict = verdicts.find(([name]) => etcdError(name).message === result.message);
  const fields = { 'member-id': id, error: result.message };
  server.log.warn('etcdhttp/peer.go:159', 'failed to promote a member', fields);
  respond(stream, verdict?.[1] ?? 500, headers, `${result.message}\n`);
}

function* promoteAsLeader(server: EtcdServer, id: string): Task<Body | RpcError> {
  const error = mayPromoteMember(server, id);
  return error ?? (yield* server.configure({ type: 'ConfChangeAddNode', promote: id }));
}

/** Errors: undefined where the leader could not be asked, or has no verdict. */
function* askLeader(
  { process, membership, node }: EtcdServer,
  id: string,
  endUs: number,
): Task<Body | RpcError | undefined> {
  const url = membership.get(node.lead)?.peerURLs[0];
  if (url === undefined) return undefined;
  const link = yield* dialPeer(process, url, endUs - process.nowUs);
  if (typeof link === 'string') return undefined;
  const path = PREFIX + BigInt(`0x${id}`).toString();
  const request = { method: 'POST', path, headers: {} };
  const stream = link.open(`http/POST ${PREFIX}`, { request, isEnd: true });
  yield* select({ reply: stream.readable, timeout: after(endUs - process.nowUs) });
  const reply = stream.poll();
  link.close();
  const text = String(reply?.data ?? '').trimEnd();
  if (reply?.response?.status === 200) return { members: parseMembers(text) };
  const verdict = verdicts.find(([name]) => etcdError(name).message === text);
  return verdict && etcdError(verdict[0]);
}
