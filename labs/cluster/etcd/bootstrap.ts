import type { Process, Task } from '../kernel/index.ts';
import { formatBytes } from '../client/bytes.ts';
import type { EtcdConfig } from './flags.ts';
import type { EtcdLog } from './log.ts';
import { askForCluster, type RemoteCluster } from './members-http.ts';
import { clusterIdOf, configuredMembers, initialMembers, type MemberSeed } from './membership.ts';
import { compareIds, type Entry } from './raft/index.ts';
import { formatMember } from './reconfig-check.ts';
import { EMPTY_STATE, type Recovered, type Storage } from './storage.ts';

/** Source: etcd server/etcdserver/cluster_util.go `GetClusterFromRemotePeers`. In microseconds. */
const REMOTE_TIMEOUT_US = 10_000_000;
/** Source: server/config/config.go `BootstrapTimeoutEffective`. In microseconds. */
const BOOTSTRAP_TIMEOUT_US = 1_000_000;

/**
 * Makes the data directory of a member that has none yet.
 *
 * Errors: why it can't be one of the cluster that the flags describe
 * Source: etcd server/etcdserver/server.go `NewServer`; raft.go `startNode`
 */
export function bootstrap(
  process: Process,
  storage: Storage,
  config: EtcdConfig,
  log: EtcdLog,
): Task<Recovered | string> {
  return config.initialClusterState === 'existing'
    ? joinCluster(process, storage, config, log)
    : foundCluster(process, storage, config, log);
}

/**
 * The log of a new cluster begins with the joining of each member, as if that had been agreed on,
 * so that all members begin alike. Whoever is known to a cluster that runs already has lost its
 * data, and must not forget in this way what it has promised.
 *
 * Source: etcd raft/bootstrap.go; etcdserver/cluster_util.go `isMemberBootstrapped`
 */
function* foundCluster(
  process: Process,
  storage: Storage,
  config: EtcdConfig,
  log: EtcdLog,
): Task<Recovered | string> {
  const seeds = initialMembers(config);
  if (typeof seeds === 'string') return seeds;
  const local = seeds.find(({ name }) => name === config.name)!;
  const existing = yield* askForCluster(process, urlsOfOthers(seeds, local), BOOTSTRAP_TIMEOUT_US);
  const known = existing?.members.find(({ ID }) => ID === local.ID);
  if (known !== undefined && known.clientURLs.length > 0) {
    return `member ${local.ID} has already been bootstrapped`;
  }
  const clusterId = clusterIdOf(seeds);
  logStarting(log, local.ID, clusterId);
  const ordered = [...seeds].sort((a, b) => compareIds(a.ID, b.ID));
  const entries = ordered.map((seed, at): Entry => {
    const change = { type: 'ConfChangeAddNode', member: { ...seed, name: '' } };
    return { term: 1, index: at + 1, kind: 'EntryConfChange', data: JSON.stringify({ change }) };
  });
  const hardState = { term: 1, vote: '', commit: entries.length };
  const error =
    storage.create(local.ID, clusterId) ??
    storage.append({ entries, hardState }) ??
    (yield* storage.sync());
  const made = { memberId: local.ID, clusterId, hardState, entries, consistentIndex: 0 };
  return error ?? { ...made, founders: ordered, remotes: [] };
}

/**
 * A member that was added to a cluster that is there begins with nothing: it asks the others who
 * they are, and its leader will send it the log.
 */
function* joinCluster(
  process: Process,
  storage: Storage,
  config: EtcdConfig,
  log: EtcdLog,
): Task<Recovered | string> {
  const seeds = configuredMembers(config);
  const local = seeds.find(({ name }) => name === config.name);
  if (!local) {
    return `couldn't find local name "${config.name}" in the initial cluster configuration`;
  }
  const urls = urlsOfOthers(seeds, local);
  const existing = yield* askForCluster(process, urls, REMOTE_TIMEOUT_US, log);
  if (existing === undefined) {
    const why = 'could not retrieve cluster information from the given URLs';
    return `cannot fetch cluster info from peer urls: ${why}`;
  }
  const id = findLocal(seeds, existing, local);
  if (id instanceof Mismatch) {
    return `error validating peerURLs ${formatCluster(existing)}: ${id.reason}`;
  }
  const { clusterId, members } = existing;
  logStarting(log, id, clusterId);
  const error = storage.create(id, clusterId) ?? (yield* storage.sync());
  if (error) return error;
  const remotes = members.filter(({ ID }) => ID !== id);
  const made = { memberId: id, clusterId, hardState: EMPTY_STATE, entries: [], remotes };
  return { ...made, consistentIndex: 0 };
}

/** Where the others are to be asked. */
function urlsOfOthers(seeds: readonly MemberSeed[], local: MemberSeed): string[] {
  return seeds.filter((seed) => seed !== local).flatMap(({ peerURLs }) => peerURLs);
}

/** Why the flags and the cluster don't fit together. */
class Mismatch {
  readonly reason: string;

  constructor(reason: string) {
    this.reason = reason;
  }
}

/** The id that the cluster has given to the local member. Source: `ValidateClusterAndAssignIDs` */
function findLocal(
  seeds: readonly MemberSeed[],
  { members }: RemoteCluster,
  local: MemberSeed,
): string | Mismatch {
  if (members.length !== seeds.length) return new Mismatch('member count is unequal');
  const urlsOf = (member: { readonly peerURLs: readonly string[] }): string =>
    [...member.peerURLs].sort().join();
  for (const member of members) {
    if (seeds.some((seed) => urlsOf(seed) === urlsOf(member))) continue;
    const which = `${member.ID}, [${member.peerURLs.join(' ')}]`;
    const why = `no match found for existing member (${which}), last resolver error (<nil>)`;
    return new Mismatch(`PeerURLs: ${why}`);
  }
  return members.find((member) => urlsOf(member) === urlsOf(local))!.ID;
}

/** Go's words for a cluster. Source: api/membership/cluster.go `String` */
function formatCluster({ clusterId, members }: RemoteCluster): string {
  const list = members.map((member) => `&${formatMember(member)}`).join(' ');
  return `{ClusterID:${clusterId} Members:[${list}] RemovedMemberIDs:[]}`;
}

function logStarting(log: EtcdLog, memberId: string, clusterId: string): void {
  log.info('etcdserver/raft.go:507', 'starting local member', {
    'local-member-id': memberId,
    'cluster-id': clusterId,
  });
}

/** Says what was found on the disk. Source: etcdserver/raft.go `restartNode` */
export function logRestart(recovered: Recovered, isForcedNew: boolean, log: EtcdLog): void {
  const { clusterId, memberId, hardState, snapshot } = recovered;
  if (snapshot) {
    log.info('etcdserver/server.go:513', 'recovered v2 store from snapshot', {
      'snapshot-index': snapshot.index,
      'snapshot-size': formatBytes(snapshot.data!.length),
    });
  } else log.info('etcdserver/server.go:534', 'No snapshot found. Recovering WAL from scratch!');
  if (isForcedNew) return;
  log.info('etcdserver/raft.go:542', 'restarting local member', {
    'cluster-id': clusterId,
    'local-member-id': memberId,
    'commit-index': hardState.commit,
  });
}
