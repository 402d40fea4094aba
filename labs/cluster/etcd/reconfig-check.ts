import { SECOND } from '../kernel/index.ts';
import { etcdError, type EtcdErrorName } from '../client/etcd/index.ts';
import type { RpcError } from '../client/grpc.ts';
import type { MemberSeed } from './membership.ts';
import { majority } from './raft/index.ts';
import type { EtcdServer } from './server.ts';

/** Source: etcdserver/server.go `HealthInterval`. Units: microseconds. */
const HEALTH_INTERVAL_US = 5 * SECOND;
/** Source: etcdserver/server.go `readyPercent`. Units: parts of the leader's log. */
const READY_SHARE = 0.9;

/*
 * What `--strict-reconfig-check` keeps an administrator from: a change of the configuration that
 * would leave too few members for a quorum. The checks are made where the request comes in, before
 * anything is proposed.
 *
 * Source: etcd server/etcdserver/server.go `mayAddMember`, `mayRemoveMember`, `mayPromoteMember`;
 *         api/membership/cluster.go `IsReadyTo…`; util.go `numConnectedSince`
 */

/** Errors: too few members have started, or are reached, for one more voter. */
export function mayAddMember(server: EtcdServer, member: MemberSeed): RpcError | undefined {
  if (!server.config.isStrict) return undefined;
  const { voters } = server.membership;
  const started = startedOf(voters);
  const isRestored = started === 1 && voters.length === 1;
  const requested = { 'requested-member-add': formatMember(member) };
  if (
    !member.isLearner &&
    !isRestored &&
    isBelowQuorum(server, 'add', started, voters.length + 1)
  ) {
    return refuse(server, 1699, 'add', 'not enough healthy members', requested);
  }
  if (voters.length === 1 || connected(server) >= majority(voters.length + 1)) return undefined;
  const why =
    'local member has not been connected to majority peers, reconfigure breaks active quorum';
  return refuse(server, 1710, 'add', why, requested, 'unhealthy');
}

/** Errors: what would be left has no quorum. A learner, or who is down, may always go. */
export function mayRemoveMember(server: EtcdServer, id: string): RpcError | undefined {
  const { config, membership, transport } = server;
  if (!config.isStrict || membership.get(id)?.isLearner) return undefined;
  const { voters, localId } = membership;
  const others = voters.filter(({ ID }) => ID !== id);
  if (isBelowQuorum(server, 'remove', startedOf(others), others.length)) {
    const requested = { 'requested-member-remove-id': id };
    return refuse(server, 1896, 'remove', 'not enough healthy members', requested);
  }
  if (id !== localId && !transport.isActive(id)) return undefined;
  const active = connected(server);
  if (active - 1 >= 1 + Math.floor((voters.length - 1) / 2)) return undefined;
  const why = 'local member has not been connected to all peers, reconfigure breaks active quorum';
  const requested = { 'requested-member-remove': id, 'active-peers': active };
  return refuse(server, 1914, 'remove', why, requested, 'unhealthy');
}

/** Asked on the leader. Errors: the learner has not caught up; too few members have started. */
export function mayPromoteMember(server: EtcdServer, id: string): RpcError | undefined {
  const { node, membership, config } = server;
  const { progress } = node.raft.status();
  const match = progress.get(id)?.match;
  if (match === undefined) return etcdError('memberNotFound');
  if (match < progress.get(membership.localId)!.match * READY_SHARE) {
    return etcdError('learnerNotReady');
  }
  const { voters } = membership;
  const started = startedOf(voters) + 1;
  if (!config.isStrict || !isBelowQuorum(server, 'promote', started, voters.length + 1)) {
    return undefined;
  }
  const requested = { 'requested-member-remove-id': id };
  return refuse(server, 1829, 'promote', 'not enough healthy members', requested);
}

type Change = 'add' | 'remove' | 'promote';
const LINES: Readonly<Record<Change, number>> = { add: 648, remove: 678, promote: 704 };

function isBelowQuorum(
  server: EtcdServer,
  what: Change,
  started: number,
  members: number,
): boolean {
  const quorum = majority(members);
  if (started >= quorum) return false;
  const { clusterId, localId } = server.membership;
  server.log.warn(
    `membership/cluster.go:${LINES[what]}`,
    `rejecting member ${what}; started member will be less than quorum`,
    {
      'number-of-started-member': started,
      quorum,
      'cluster-id': clusterId,
      'local-member-id': localId,
    },
  );
  return true;
}

function refuse(
  { log, membership }: EtcdServer,
  line: number,
  what: Change,
  why: string,
  requested: Readonly<Record<string, string | number>>,
  name: EtcdErrorName = 'memberNotEnoughStarted',
): RpcError {
  const error = etcdError(name);
  log.warn(`etcdserver/server.go:${line}`, `rejecting member ${what} request; ${why}`, {
    'local-member-id': membership.localId,
    ...requested,
    error: error.message,
  });
  return error;
}

function startedOf(members: readonly { readonly name: string }[]): number {
  return members.filter(({ name }) => name !== '').length;
}

/** How many voters, this member included, have been reached all the time lately. */
function connected({ process, membership, transport }: EtcdServer): number {
  const sinceUs = process.nowUs - HEALTH_INTERVAL_US;
  const { voters, localId } = membership;
  return voters.filter(({ ID }) => ID === localId || transport.isActiveSince(ID, sinceUs)).length;
}

/** Go's `%+v` of a member. */
export function formatMember(member: MemberSeed & { clientURLs?: readonly string[] }): string {
  const { ID, peerURLs, isLearner, name, clientURLs = [] } = member;
  const raft = `{PeerURLs:[${peerURLs.join(' ')}] IsLearner:${isLearner}}`;
  const attributes = `{Name:${name} ClientURLs:[${clientURLs.join(' ')}]}`;
  return `{ID:${ID} RaftAttributes:${raft} Attributes:${attributes}}`;
}
