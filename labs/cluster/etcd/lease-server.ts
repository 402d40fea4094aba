import { after, SECOND, select, sleep, wait, type Task } from '../kernel/index.ts';
import {
  etcdError,
  type LeaseGrantRequest,
  type LeaseKeepAliveRequest,
  type LeaseRevokeRequest,
  type LeaseTimeToLiveRequest,
} from '../client/etcd/index.ts';
import { RpcError, type ServerCall } from '../client/grpc.ts';
import { respond, type HttpStream } from '../client/http.ts';
import type { AuthInfo } from './auth/index.ts';
import { agree } from './kv-server.ts';
import { ensureLeadership } from './lease-expiry.ts';
import type { Lease } from './mvcc/index.ts';
import { dialPeer } from './peer-dial.ts';
import type { EtcdServer } from './server.ts';

/** Source: etcdserver `applyTimeout`. Units: microseconds. */
const APPLY_TIMEOUT_US = 1_000_000;
/** Source: etcdserver/v3_server.go `LeaseRenew`. */
const RETRY_US = 50_000;
const GONE = etcdError('leaseNotFound').message;
/** What a member says of itself that does not lead. It has no code of gRPC's. */
const NOT_PRIMARY = new RpcError('Unknown', 'not a primary lessor');

/** Where a leader is asked by the other members, on the peers' port. */
const PATHS = { renew: '/leases', timeToLive: '/leases/internal' } as const;

interface Question {
  readonly what: keyof typeof PATHS;
  readonly ID: string;
}

/**
 * Leases, as clients ask for them. Granting and revoking are agreed on; renewing, and looking how
 * much time is left, are the leader's alone, and another member passes them on to it.
 *
 * Source: etcd v3rpc/lease.go; etcdserver/v3_server.go `LeaseRenew`, `LeaseTimeToLive`;
 *         lease/leasehttp/http.go
 */
export function* leaseGrant(
  server: EtcdServer,
  request: LeaseGrantRequest,
  who?: AuthInfo,
): Task<unknown> {
  if (server.auth.isEnabled && who === undefined) return etcdError('userEmpty');
  const ID = request.ID === '0' ? chooseId(server) : request.ID;
  return yield* agree(server, { lease_grant: { ...request, ID } }, who);
}

export function* leaseRevoke(
  server: EtcdServer,
  request: LeaseRevokeRequest,
  who?: AuthInfo,
): Task<unknown> {
  if (server.auth.isEnabled && who === undefined) return etcdError('userEmpty');
  return yield* agree(server, { lease_revoke: request }, who);
}

export function* leaseLeases(server: EtcdServer, _request: object, who?: AuthInfo): Task<unknown> {
  const { leases } = server.store.leases;
  const denied = checkKeys(server, who, 'READ', leases);
  return denied ?? { header: server.header(), leases: leases.map(({ id: ID }) => ({ ID })) };
}

/** Whoever asks about a lease must be allowed its keys. */
function checkKeys(
  { auth }: EtcdServer,
  who: AuthInfo | undefined,
  kind: 'READ' | 'WRITE',
  leases: readonly Lease[],
): RpcError | undefined {
  if (auth.checkAdmin(who) === undefined) return undefined;
  if (who === undefined) return etcdError('userEmpty');
  for (const key of leases.flatMap((lease) => [...lease.keys])) {
    const denied = auth.checkRange(who, kind, { key });
    if (denied) return etcdError(denied);
  }
  return undefined;
}

function leasesOf({ store }: EtcdServer, ID: string): readonly Lease[] {
  const lease = store.leases.lookup(ID);
  return lease === undefined ? [] : [lease];
}

export function* leaseTimeToLive(
  server: EtcdServer,
  request: LeaseTimeToLiveRequest,
  who?: AuthInfo,
): Task<unknown> {
  if (server.auth.isEnabled && who === undefined) return etcdError('userEmpty');
  const denied = request.keys && checkKeys(server, who, 'READ', leasesOf(server, request.ID));
  if (denied) return denied;
  const answer = yield* askLeader(server, { what: 'timeToLive', ID: request.ID });
  if (!(answer instanceof RpcError)) {
    const keys = request.keys ? answer.keys : [];
    return { header: server.header(), ID: request.ID, ...answer, keys };
  }
  if (answer.message !== GONE) return answer;
  return { header: server.header(), ID: request.ID, TTL: -1, grantedTTL: 0, keys: [] };
}

/** Answers one renewal after the other, until the client has said all. */
export function* leaseKeepAlive(
  server: EtcdServer,
  call: ServerCall,
  who?: AuthInfo,
): Task<RpcError> {
  if (call.metadata['hasleader'] === 'true' && !server.hasLeader) return etcdError('noLeader');
  for (let request = call.firstRequest; request; request = yield* call.receive()) {
    const { ID } = request as LeaseKeepAliveRequest;
    // The header first: no revision that is later than the renewal.
    const header = server.header();
    const denied = checkKeys(server, who, 'WRITE', leasesOf(server, ID));
    if (denied) return denied;
    const answer = yield* askLeader(server, { what: 'renew', ID });
    if (answer instanceof RpcError && answer.message !== GONE) return answer;
    call.send({ header, ID, TTL: answer instanceof RpcError ? 0 : answer.TTL });
  }
  return new RpcError('OK', '');
}

/** True for what another member asks this one, because it takes it for the leader. */
export function isLeaseRequest({ request }: HttpStream): boolean {
  return Object.values(PATHS).some((path) => path === request?.path);
}

export function* serveLeaseRequest(server: EtcdServer, stream: HttpStream): Task<void> {
  const { path } = stream.request!;
  const ID = String(stream.poll()?.data);
  const what = path === PATHS.renew ? 'renew' : 'timeToLive';
  const answer = yield* answerAsLeader(server, { what, ID });
  if (!(answer instanceof RpcError)) respond(stream, 200, {}, JSON.stringify(answer));
  else respond(stream, answer.message === GONE ? 404 : 400, {}, answer.message);
}

/** Asks this member where it leads, else the one that does. Errors: gone; nobody could answer. */
function* askLeader(server: EtcdServer, question: Question): Task<Answered | RpcError> {
  const { process } = server;
  if (server.isLeader) {
    if (question.what === 'renew' && !(yield* ensureLeadership(server))) return NOT_PRIMARY;
    const answer = yield* answerAsLeader(server, question);
    if (answer !== NOT_PRIMARY) return answer;
    if (question.what === 'timeToLive') return etcdError('leaderChanged');
  }
  const endUs = process.nowUs + server.requestTimeoutUs;
  while (process.nowUs < endUs) {
    if (!(yield* server.waitLeader(endUs))) return etcdError('noLeader');
    const answer = yield* forward(server, question, endUs);
    if (answer) return answer;
    yield* sleep(RETRY_US);
  }
  return etcdError('timeout');
}

interface Answered {
  readonly TTL: number;
  readonly grantedTTL: number;
  readonly keys: readonly string[];
}

/** Errors: undefined where the leader could not be asked, or said that it is none. */
function* forward(
  server: EtcdServer,
  { what, ID }: Question,
  endUs: number,
): Task<Answered | RpcError | undefined> {
  const { process, membership, node } = server;
  const url = membership.get(node.lead)?.peerURLs[0];
  if (url === undefined) return undefined;
  const link = yield* dialPeer(process, url, endUs - process.nowUs);
  if (typeof link === 'string') return undefined;
  const stream = link.open(`http/POST ${PATHS[what]}`, {
    request: { method: 'POST', path: PATHS[what], headers: {} },
    data: ID,
    isEnd: true,
  });
  yield* select({ reply: stream.readable, timeout: after(endUs - process.nowUs) });
  const reply = stream.poll();
  link.close();
  if (reply?.response?.status === 404) return etcdError('leaseNotFound');
  if (reply?.response?.status !== 200) return undefined;
  return JSON.parse(String(reply.data)) as Answered;
}

function* answerAsLeader(server: EtcdServer, question: Question): Task<Answered | RpcError> {
  const { leases } = server.store;
  const { ID, what } = question;
  const { committed } = server.node;
  if (!(yield* server.waitApplied(committed, APPLY_TIMEOUT_US))) return etcdError('timeout');
  for (;;) {
    if (!leases.isPrimary) return NOT_PRIMARY;
    const lease = leases.lookup(ID);
    if (lease === undefined) return etcdError('leaseNotFound');
    if (what === 'renew' && !leases.renew(ID)) {
      // It has run out, and its end is being agreed on.
      yield* wait(leases.changed);
      continue;
    }
    const remaining = Math.floor(leases.remainingUs(lease) / SECOND);
    const TTL = what === 'renew' ? lease.ttlSeconds : remaining;
    return { TTL, grantedTTL: lease.ttlSeconds, keys: [...lease.keys] };
  }
}

/** An id is a positive number of 64 bits. */
function chooseId(server: EtcdServer): string {
  const id = server.newId();
  return ((parseInt(id[0]!, 16) & 7).toString() + id.slice(1)).replace(/^0+/, '');
}
