import {
  after,
  Condition,
  SECOND,
  select,
  sleep,
  type Process,
  type Task,
} from '../kernel/index.ts';
import { machineOf } from '../machine/machine.ts';
import { etcdError, type ResponseHeader } from '../client/etcd/index.ts';
import { RpcError } from '../client/grpc.ts';
import { adjustTicks } from './adjust-ticks.ts';
import { AlarmStore } from './alarm.ts';
import { Answer } from './answer.ts';
import { applyEntries, type ApplyContext } from './apply.ts';
import { ApplyQueue } from './apply-queue.ts';
import { AuthStore, type AuthInfo } from './auth/index.ts';
import { Counters } from './counters.ts';
import { nodeOf, type ConfChange } from './conf-change.ts';
import { failDisk } from './disk-failure.ts';
import type { EtcdConfig } from './flags.ts';
import { expireLeases, noteTick } from './lease-expiry.ts';
import type { EtcdLog } from './log.ts';
import type { Membership } from './membership.ts';
import { Lessor, Store, type Body } from './mvcc/index.ts';
import { PeerTransport } from './peer-transport.ts';
import { MEMBER_REMOVED } from './peer-post.ts';
import { publish } from './publish.ts';
import { Quota } from './quota.ts';
import { RaftNode, type RaftNodeHooks } from './raft-node.ts';
import { Raft, withPeers, type Bug, type Entry, type ProposedEntry } from './raft/index.ts';
import { ReadIndexLoop } from './read-index.ts';
import { RequestIds } from './request-id.ts';
import type { InternalRequest, Proposal } from './requests.ts';
import { applySnapshot, maybeSnapshot, mergeSnapshot } from './snapshot.ts';
import { Slowness } from './slowness.ts';
import type { Recovered, Storage } from './storage.ts';
import { monitorVersions } from './version-monitor.ts';
import { timeoutError } from './timeout-error.ts';

/** Source: etcd server/config/config.go `ReqTimeout`: 5 s for queueing, besides two elections. */
const REQUEST_TIMEOUT_US = 5_000_000;
/** Source: server/config `PeerDialTimeout`: 1 s besides an election. */
const PEER_DIAL_TIMEOUT_US = 1_000_000;
/** Source: etcdserver/server.go `maxGapBetweenApplyAndCommitIndex`. */
const APPLY_GAP_MAX = 5_000;

/** For how long a member that was removed goes on, so that it answers who removed it. */
const REMOVED_DELAY_US = SECOND;

/** The version of etcd that this member says it is. */
export const ETCD_VERSION = '3.5.30';
export const CLUSTER_VERSION = '3.5';

/**
 * The heart of a member: what requests are made of. It proposes, waits for the result, applies what
 * the cluster has agreed on, and knows who leads.
 *
 * Source: etcd server/etcdserver/server.go, v3_server.go
 */
export class EtcdServer {
  readonly process: Process;
  readonly config: EtcdConfig;
  readonly membership: Membership;
  readonly log: EtcdLog;
  readonly store: Store;
  readonly alarms = new AlarmStore();
  readonly auth: AuthStore;
  readonly slowness: Slowness;
  readonly quota: Quota;
  readonly storage: Storage;
  /** Test-only, see raft/bug.ts. */
  readonly bugs: ReadonlySet<Bug>;
  readonly node: RaftNode;
  readonly transport: PeerTransport;
  readonly reads: ReadIndexLoop;
  readonly requestTimeoutUs: number;
  readonly counters: Counters;
  /** Wakes at every change of the leader, to one or to none. */
  readonly leadership = new Condition();
  readonly published = new Answer<void>();
  /** Why this member can't go on: it was removed. */
  readonly failed = new Answer<string>();
  readonly applied = new Condition();
  appliedIndex = 0;
  appliedTerm = 0;
  lastTickAtUs = 0;
  readonly #waiters = new Map<string, Answer<Body | RpcError>>();
  readonly #queue: ApplyQueue;
  readonly #apply: ApplyContext;
  readonly #ids: RequestIds;
  /** The last entry that the database had before the restart. */
  readonly #consistentIndex: number;
  /** The entry up to which the newest snapshot goes; 0 where there is none. */
  snapshotIndex = 0;
  isStopping = false;

  constructor(
    process: Process,
    config: EtcdConfig,
    membership: Membership,
    storage: Storage,
    recovered: Recovered,
    log: EtcdLog,
    bugs: ReadonlySet<Bug>,
  ) {
    this.process = process;
    this.counters = new Counters(process.host.disk);
    this.config = config;
    this.membership = membership;
    this.log = log;
    this.storage = storage;
    this.bugs = bugs;
    this.#consistentIndex = recovered.consistentIndex;
    const electionUs = config.electionTicks * config.heartbeatUs;
    this.requestTimeoutUs = REQUEST_TIMEOUT_US + 2 * electionUs;
    this.slowness = new Slowness(log, this.counters, config.heartbeatUs, () => process.nowUs);
    this.#ids = new RequestIds(membership.localId, process.nowUs);
    this.store = new Store(
      new Lessor({
        ttlMin: Math.ceil((1.5 * electionUs) / SECOND),
        nowUs: () => process.nowUs,
      }),
    );
    const { localId, clusterId } = membership;
    const founders = recovered.founders?.map(({ ID }) => ID);
    const raft = new Raft({
      id: localId,
      configuration: recovered.snapshot?.configuration ?? withPeers([]),
      random: process.random.fork('raft'),
      persisted: recovered,
      electionTicks: config.electionTicks,
      heartbeatTicks: 1,
      log: log.raft,
      bugs,
      ...(founders && { founders }),
    });
    this.auth = new AuthStore(() => process.nowUs, log);
    log.warn('auth/store.go:1243', 'simple token is not cryptographically signed');
    this.quota = new Quota(config.quotaBytes, () => this.store.size, log);
    this.node = new RaftNode(raft, storage, this.#makeHooks(), bugs);
    this.transport = new PeerTransport({
      process,
      localId,
      clusterId,
      log,
      peerURLs: config.initialAdvertisePeerUrls,
      dialTimeoutUs: PEER_DIAL_TIMEOUT_US + electionUs,
      receive: (message) => this.node.step(message),
      reportUnreachable: (id) => raft.reportUnreachable(id),
      mergeSnapshot: (message) => mergeSnapshot(this, message),
      reportSnapshot: (id, isDelivered) => {
        raft.reportSnapshot(id, isDelivered);
        this.node.pump();
      },
      isRemoved: (id) => membership.isRemoved(id),
      fail: (error) => this.failed.give(error),
    });
    this.#queue = new ApplyQueue(process, this.counters.commits, (entries, waitedUs) =>
      this.#applyAll(entries, waitedUs),
    );
    this.reads = this.#makeReads();
    this.#apply = this.#makeApply();
  }

  /** Shape: `members`: how many are known before the log is read. */
  start(members: number): void {
    const { process } = this;
    this.lastTickAtUs = process.nowUs;
    process.go(this.node.writeToDisk());
    process.go(this.reads.run());
    this.node.pump();
    process.go(this.#tick());
    process.go(adjustTicks(this, members));
    process.go(publish(this));
    process.go(expireLeases(this));
    process.go(monitorVersions(this));
  }

  header(): ResponseHeader {
    return {
      cluster_id: this.membership.clusterId,
      member_id: this.membership.localId,
      revision: this.store.revision,
      raft_term: this.node.term,
    };
  }

  get hasLeader(): boolean {
    return this.node.lead !== '';
  }

  get isLeader(): boolean {
    return this.node.lead === this.membership.localId;
  }

  get isLearner(): boolean {
    return this.membership.get(this.membership.localId)?.isLearner ?? false;
  }

  /**
   * Has the cluster agree on a request, and waits until this member has applied it.
   *
   * Errors: those of the request; a time-out. Without a leader the proposal waits for one; it is
   *         then the context's own error that etcd returns
   */
  *propose(request: InternalRequest, who?: AuthInfo): Task<Body | RpcError> {
    if (this.node.committed > this.appliedIndex + APPLY_GAP_MAX) {
      return etcdError('tooManyRequests');
    }
    const id = this.newId();
    const data = JSON.stringify({ id, request, who } satisfies Proposal);
    if (data.length > this.config.maxRequestBytes) return etcdError('requestTooLarge');
    return yield* this.#agree(id, { kind: 'EntryNormal', data });
  }

  /**
   * Has the cluster agree on a change of its members.
   *
   * Shape:  all members, as they are then. Errors: why it was refused; a time-out
   * Source: etcdserver/server.go `configure`
   */
  *configure(change: ConfChange): Task<Body | RpcError> {
    const id = this.newId();
    const data = JSON.stringify({ id, change });
    const result = yield* this.#agree(id, { kind: 'EntryConfChange', data });
    this.log.info('etcdserver/server.go:2051', 'applied a configuration change through raft', {
      'local-member-id': this.membership.localId,
      'raft-conf-change': change.type,
      'raft-conf-change-node-id': nodeOf(change),
    });
    return result;
  }

  *#agree(id: string, { kind, data }: ProposedEntry): Task<Body | RpcError> {
    const startUs = this.process.nowUs;
    const endUs = startUs + this.requestTimeoutUs;
    if (!(yield* this.waitLeader(endUs))) {
      return new RpcError('DeadlineExceeded', 'context deadline exceeded');
    }
    const answer = new Answer<Body | RpcError>();
    this.#waiters.set(id, answer);
    const outcome = this.node.raft.propose(data, kind);
    this.node.pump();
    if (outcome.outcome === 'dropped') {
      this.#waiters.delete(id);
      return new RpcError('Unknown', 'raft proposal dropped');
    }
    this.counters.proposalsPending++;
    const timeout = after(endUs - this.process.nowUs);
    const first = yield* select({ done: answer.given, timeout });
    this.#waiters.delete(id);
    this.counters.proposalsPending--;
    if (first.which === 'done') return first.value;
    this.counters.proposalsFailed++;
    return timeoutError(this, startUs);
  }

  /** Waits until there is a leader. Errors: false where none came in time. */
  *waitLeader(endUs: number): Task<boolean> {
    while (!this.hasLeader) {
      const timeout = after(endUs - this.process.nowUs);
      const first = yield* select({ leader: this.leadership.changed, timeout });
      if (first.which === 'timeout') return false;
    }
    return true;
  }

  /** Waits until the local store may answer a linearizable read. Errors: why it may not. */
  linearizable(): Task<RpcError | undefined> {
    return this.reads.ready();
  }

  /** Waits until an entry has been applied here. Errors: false where it was not in time. */
  *waitApplied(index: number, timeoutUs: number): Task<boolean> {
    const endUs = this.process.nowUs + timeoutUs;
    while (this.appliedIndex < index) {
      const timeout = after(endUs - this.process.nowUs);
      const first = yield* select({ applied: this.applied.changed, timeout });
      if (first.which === 'timeout') return false;
    }
    return true;
  }

  newId(): string {
    return this.#ids.next();
  }

  /** Source: etcdserver/server.go `applyEntries`, `stopWithDelay` */
  *#leave(): Task<void> {
    yield* sleep(REMOVED_DELAY_US);
    this.failed.give(MEMBER_REMOVED);
  }

  *#tick(): Task<void> {
    const { process, config, node, transport } = this;
    for (;;) {
      yield* sleep(config.heartbeatUs);
      noteTick(this);
      node.tick();
      transport.check(process.nowUs);
    }
  }

  #applyAll(entries: readonly Entry[], waitedUs: number): void {
    applyEntries(this.#apply, entries, waitedUs);
    const { index, term } = entries.at(-1)!;
    this.appliedIndex = index;
    this.appliedTerm = term;
    this.applied.notify();
    maybeSnapshot(this);
  }

  #leadershipChanged(isNewLeader: boolean): void {
    this.slowness.forget();
    const { process, node } = this;
    const { nowUs, kernel } = process;
    const from = machineOf(process).name;
    const what = `${node.role}@${node.term}`;
    kernel.trace.add({ atUs: nowUs, kind: 'role', from, what });
    if (!this.isLeader && this.store.leases.isPrimary) this.store.leases.demote();
    if (isNewLeader) {
      this.counters.leaderChanges++;
      if (this.isLeader) node.electedAtUs = nowUs;
      this.reads.leaderChanged();
    }
    this.leadership.notify();
  }

  #makeHooks(): RaftNodeHooks {
    return {
      send: (messages) => {
        this.slowness.noteSending(messages);
        this.transport.send(messages);
      },
      apply: (entries) => this.#queue.push(entries),
      applySnapshot: (snapshot) => {
        this.#queue.flush();
        applySnapshot(this, snapshot);
      },
      readStates: (states) => this.reads.addStates(states),
      leadershipChanged: (isNew) => this.#leadershipChanged(isNew),
      synced: (tookUs) => this.slowness.noteSync(tookUs),
      nowUs: () => this.process.nowUs,
      diskFailed: (error) => failDisk(this, error),
    };
  }

  #makeReads(): ReadIndexLoop {
    return new ReadIndexLoop({
      requestTimeoutUs: this.requestTimeoutUs,
      nowUs: () => this.process.nowUs,
      newId: () => this.newId(),
      ask: (id) => {
        this.node.raft.readIndex(id);
        this.node.pump();
      },
      appliedIndex: () => this.appliedIndex,
      applied: this.applied,
      warn: (line, message, fields) =>
        this.log.warn(`etcdserver/v3_server.go:${line}`, message, fields),
    });
  }

  #makeApply(): ApplyContext {
    const { store, alarms, auth, membership, quota, log } = this;
    return {
      ...{ store, alarms, auth, membership, quota, log },
      consistentIndex: this.#consistentIndex,
      raft: this.node.raft,
      done: (id, result) => this.#waiters.get(id)?.give(result),
      applied: (proposal, result, tookUs) =>
        this.slowness.noteApply(proposal, result, this.header(), tookUs),
      firstInTerm: () => {
        this.reads.firstCommit();
        if (!this.isLeader) return;
        if (this.bugs.has('lose-leases')) this.store.leases.restore([]);
        const { electionTicks, heartbeatUs } = this.config;
        this.store.leases.promote(electionTicks * heartbeatUs);
        this.process.go(this.#maybeSetVersion());
      },
      transport: this.transport,
      removed: () => this.process.go(this.#leave()),
    };
  }

  /** Source: etcdserver/server.go `monitorVersions`: the leader sets what none has set. */
  *#maybeSetVersion(): Task<void> {
    if (this.membership.version !== undefined || !this.isLeader) return;
    this.log.info('etcdserver/server.go:2733', 'setting up initial cluster version using v2 API', {
      'cluster-version': CLUSTER_VERSION,
    });
    const answer = yield* this.propose({ cluster_version: CLUSTER_VERSION });
    if (answer instanceof RpcError) return;
    const fields = { 'cluster-version': CLUSTER_VERSION };
    this.log.info('etcdserver/server.go:2757', 'cluster version is updated', fields);
  }
}
