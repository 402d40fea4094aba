import { etcdError, type EtcdErrorName } from '../client/etcd/index.ts';
import type { RpcError } from '../client/grpc.ts';
import type { EtcdLog } from './log.ts';
import type { Membership, MemberSeed } from './membership.ts';
import type { Body } from './mvcc/index.ts';
import type { PeerTransport } from './peer-transport.ts';
import type { Raft } from './raft/index.ts';

/**
 * One change of the configuration, as it stands in Raft's log.
 *
 * Source: etcd raft/raftpb `ConfChange`, membership `ConfigChangeContext`
 */
export type ConfChange =
  | { readonly type: 'ConfChangeAddNode' | 'ConfChangeAddLearnerNode'; readonly member: MemberSeed }
  | { readonly type: 'ConfChangeAddNode'; readonly promote: string }
  | { readonly type: 'ConfChangeRemoveNode'; readonly ID: string }
  | {
      readonly type: 'ConfChangeUpdateNode';
      readonly ID: string;
      readonly peerURLs: readonly string[];
    };

/** Source: api/membership/cluster.go `maxLearners`. Units: members. */
const LEARNERS_MAX = 1;

/** Why a change is refused: what the log says of it, and what the client is told. */
const refusals = {
  idRemoved: ['membership: ID removed', 'memberNotFound'],
  idExists: ['membership: ID exists', 'memberExist'],
  idNotFound: ['membership: ID not found', 'memberNotFound'],
  peerUrlExists: ['membership: peerURL exists', 'peerUrlExist'],
  notLearner: ['membership: can only promote a learner member', 'memberNotLearner'],
  tooManyLearners: ['membership: too many learner members in cluster', 'tooManyLearners'],
} as const satisfies Record<string, readonly [string, EtcdErrorName]>;

/** Where etcd is when it refuses a change. */
const STACK = [
  'etcdserver.(*EtcdServer).applyConfChange etcdserver/server.go:2418',
  'etcdserver.(*EtcdServer).apply etcdserver/server.go:2281',
  'etcdserver.(*EtcdServer).applyEntries etcdserver/server.go:1481',
  'etcdserver.(*EtcdServer).applyAll etcdserver/server.go:1279',
  'etcdserver.(*EtcdServer).run.func8 etcdserver/server.go:1151',
  'pkg/schedule.(*fifo).run pkg/schedule/schedule.go:157',
];

type Refusal = keyof typeof refusals;

export interface ConfChangeContext {
  readonly membership: Membership;
  readonly log: EtcdLog;
  readonly raft: Raft;
  readonly transport: PeerTransport;
  /** This member is out of the cluster from now on. */
  removed(): void;
}

/** Whom a change is about. */
export function nodeOf(change: ConfChange): string {
  if ('member' in change) return change.member.ID;
  return 'promote' in change ? change.promote : change.ID;
}

/**
 * Puts a committed change of the configuration into force.
 *
 * Shape:  all members as they are then; `isNew` where the database did not have it before a restart
 * Errors: why it is void, the same on every member
 * Source: etcd server/etcdserver/server.go `applyConfChange`
 */
export function applyConfChange(
  context: ConfChangeContext,
  change: ConfChange,
  isNew: boolean,
): Body | RpcError {
  const { membership, log, raft } = context;
  const refusal = validate(membership, change);
  if (refusal) {
    const fields = { shouldApplyV3: isNew, error: refusals[refusal][0] };
    const message = 'Validation on configuration change failed';
    log.error('etcdserver/server.go:2418', message, fields, STACK);
    raft.applyConfiguration(membership.configuration);
  } else carryOut(context, change);
  if (isNew) {
    const zombies = 'checking and cleaning up zombie members if needed after confState changed';
    log.info('etcdserver/server.go:2287', zombies);
  }
  return refusal ? etcdError(refusals[refusal][1]) : { members: membership.members };
}

/** Source: api/membership/cluster.go `ValidateConfigurationChange` */
function validate(membership: Membership, change: ConfChange): Refusal | undefined {
  const id = nodeOf(change);
  const known = membership.get(id);
  if (membership.isRemoved(id)) return 'idRemoved';
  if (!('member' in change)) {
    if (known === undefined) return 'idNotFound';
    if ('promote' in change) return known.isLearner ? undefined : 'notLearner';
    if (change.type === 'ConfChangeRemoveNode') return undefined;
    return isTaken(membership, change.peerURLs, id) ? 'peerUrlExists' : undefined;
  }
  if (known !== undefined) return 'idExists';
  if (isTaken(membership, change.member.peerURLs, id)) return 'peerUrlExists';
  const learners = membership.members.filter(({ isLearner }) => isLearner).length;
  if (change.member.isLearner && learners >= LEARNERS_MAX) return 'tooManyLearners';
  return undefined;
}

function isTaken(membership: Membership, urls: readonly string[], except: string): boolean {
  return membership.members.some(
    ({ ID, peerURLs }) => ID !== except && peerURLs.some((url) => urls.includes(url)),
  );
}

function carryOut(context: ConfChangeContext, change: ConfChange): void {
  const { membership, raft, transport } = context;
  const id = nodeOf(change);
  const isLocal = id === membership.localId;
  const before = membership.get(id);
  if ('member' in change) membership.add(change.member);
  else if ('promote' in change) membership.promote(id);
  else if (change.type === 'ConfChangeRemoveNode') membership.remove(id);
  else membership.update(id, change.peerURLs);
  raft.applyConfiguration(membership.configuration);
  logChange(context, change, before?.peerURLs ?? [], before?.isLearner ?? false);
  if (change.type === 'ConfChangeRemoveNode') {
    if (isLocal) context.removed();
    else transport.remove(id);
  } else if (!isLocal) {
    if ('member' in change) transport.add(id, change.member.peerURLs);
    else if ('peerURLs' in change) transport.update(id, change.peerURLs);
  }
}

function logChange(
  { membership, log }: ConfChangeContext,
  change: ConfChange,
  peerURLs: readonly string[],
  isLearner: boolean,
): void {
  const ids = { 'cluster-id': membership.clusterId, 'local-member-id': membership.localId };
  if ('member' in change) {
    log.info('membership/cluster.go:421', 'added member', {
      ...ids,
      'added-peer-id': change.member.ID,
      'added-peer-peer-urls': change.member.peerURLs,
      'added-peer-is-learner': change.member.isLearner,
    });
  } else if ('promote' in change) {
    const fields = { ...ids, 'promoted-member-id': change.promote };
    log.info('membership/cluster.go:546', 'promote member', fields);
  } else if (change.type === 'ConfChangeRemoveNode') {
    log.info('membership/cluster.go:473', 'removed member', {
      ...ids,
      'removed-remote-peer-id': change.ID,
      'removed-remote-peer-urls': peerURLs,
      'removed-remote-peer-is-learner': isLearner,
    });
  } else {
    log.info('membership/cluster.go:566', 'updated member', {
      ...ids,
      'updated-remote-peer-id': change.ID,
      'updated-remote-peer-urls': change.peerURLs,
    });
  }
}
