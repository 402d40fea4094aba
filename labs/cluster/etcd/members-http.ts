import { after, select, type Process, type Task } from '../kernel/index.ts';
import type { Member } from '../client/etcd/index.ts';
import { respond, type HttpStream } from '../client/http.ts';
import type { EtcdLog } from './log.ts';
import type { Membership } from './membership.ts';
import { dialPeer } from './peer-dial.ts';

const PATH = '/members';

/** A cluster as one of its members tells of it. */
export interface RemoteCluster {
  readonly clusterId: string;
  readonly members: readonly Member[];
}

export function isMembersRequest({ request }: HttpStream): boolean {
  return request?.path === PATH;
}

/** Tells on the peers' port who belongs to the cluster. Source: etcd api/etcdhttp/peer.go */
export function* serveMembers(membership: Membership, stream: HttpStream): Task<void> {
  const headers = {
    'X-Etcd-Cluster-Id': membership.clusterId,
    'Content-Type': 'application/json',
  };
  respond(stream, 200, headers, `${formatMembers(membership.members)}\n`);
}

/**
 * Asks one peer URL after the other who belongs to their cluster.
 *
 * Shape:  `log` is told who did not answer; nobody is where it is left out
 * Units:  `timeoutUs` for each, in microseconds
 * Errors: undefined where nobody has told
 * Source: etcd server/etcdserver/cluster_util.go `getClusterFromRemotePeers`
 */
export function* askForCluster(
  process: Process,
  urls: readonly string[],
  timeoutUs: number,
  log?: EtcdLog,
): Task<RemoteCluster | undefined> {
  for (const url of [...urls].sort()) {
    const answer = yield* ask(process, url, timeoutUs);
    if (typeof answer !== 'string') return answer;
    const fields = { address: url + PATH, error: `Get "${url}${PATH}": ${answer}` };
    log?.warn('etcdserver/cluster_util.go:84', 'failed to get cluster response', fields);
  }
  return undefined;
}

function* ask(process: Process, url: string, timeoutUs: number): Task<RemoteCluster | string> {
  const endUs = process.nowUs + timeoutUs;
  const link = yield* dialPeer(process, url, timeoutUs);
  if (typeof link === 'string') return link;
  const request = { method: 'GET', path: PATH, headers: {} };
  const stream = link.open(`http/GET ${PATH}`, { request, isEnd: true });
  yield* select({ reply: stream.readable, timeout: after(endUs - process.nowUs) });
  const reply = stream.poll();
  link.close();
  if (reply?.response?.status !== 200) {
    return 'context deadline exceeded (Client.Timeout exceeded while awaiting headers)';
  }
  const clusterId = reply.response.headers['X-Etcd-Cluster-Id'] ?? '';
  return { clusterId, members: parseMembers(String(reply.data)) };
}

/** Go's JSON of members: ids are numbers, what is empty is left out. */
export function formatMembers(members: readonly Member[]): string {
  const items = members.map(({ ID, peerURLs, isLearner, name, clientURLs }) => {
    const rest = {
      peerURLs,
      ...(isLearner && { isLearner }),
      ...(name !== '' && { name }),
      ...(clientURLs.length > 0 && { clientURLs }),
    };
    return `{"id":${BigInt(`0x${ID}`)},${JSON.stringify(rest).slice(1)}`;
  });
  return `[${items.join(',')}]`;
}

export function parseMembers(text: string): readonly Member[] {
  // The ids are too large for JavaScript's numbers.
  const list = JSON.parse(text.replace(/"id":(\d+)/g, '"id":"$1"')) as readonly (Partial<Member> & {
    readonly id: string;
  })[];
  return list.map(({ id, name = '', peerURLs = [], clientURLs = [], isLearner = false }) => {
    return { ID: BigInt(id).toString(16), name, peerURLs, clientURLs, isLearner };
  });
}
