/*
 * Raft: how a few machines keep one log although any of them may stop at any time.
 *
 * etcd's members are copies of one another because all apply the same log, and Raft decides what
 * the next line of it is. One member leads; the others follow it:
 *
 *      propose ─▶ leader ── MsgApp ──▶ followers      each writes the entry to its own disk,
 *                   ▲                     │           and then says so
 *                   └──── MsgAppResp ─────┘
 *      on a majority of the disks: the entry is committed, and everyone applies it
 *
 * A follower that hears nothing for an election timeout asks the others whether they would elect it
 * (pre-vote), then begins a new term and asks for their votes. One vote a member and term, and only
 * for a log as complete as one's own: so a term has at most one leader, and that leader has every
 * committed entry. A leader that no longer hears a majority steps down (check quorum).
 *
 * This folder is the rules alone. There is no clock (`tick` is called), no network (`step` is
 * called, messages come out), no disk and no state machine (a `Ready` says what to persist, send
 * and apply). Time and luck are handed in, so the same calls give the same result.
 *
 *      tick, step, propose, readIndex …  ─▶  Core + rules  ─▶  Ready  ─▶  persist, send, apply
 *                                                 ▲                              │
 *                                                 └────────── advance ───────────┘
 *
 * Where to read on: ready.ts is the contract with the caller, core.ts the state, log.ts the log,
 * become.ts the transitions, campaign.ts and vote.ts elections, follower.ts, candidate.ts and
 * leader.ts what each role does with a message, replicate.ts how entries travel and commit,
 * read-index.ts reads, transfer.ts a hand-over. Imports go down in about the reverse of that order.
 *
 * Modelled on etcd's raft v3.5 with the settings etcd gives it: PreVote, CheckQuorum, ReadOnlySafe.
 * Left out: joint configurations, lease-based reads, limits on uncommitted bytes, asynchronous
 * storage writes. Each file names the place upstream that it models.
 *
 * Sources: Ongaro and Ousterhout, "In Search of an Understandable Consensus Algorithm" (the paper);
 * Ongaro, "Consensus: Bridging Theory and Practice" (the thesis); etcd-io/etcd v3.5 `raft/`.
 */

import { becomeFollower } from './become.ts';
import { hup } from './campaign.ts';
import { stepCandidate } from './candidate.ts';
import type { RaftConfig } from './config.ts';
import { formatConfiguration, withPeers } from './configuration.ts';
import type { Configuration } from './configuration.ts';
import { Core } from './core.ts';
import type { Role } from './core.ts';
import type { EntryKind } from './entry.ts';
import { stepFollower } from './follower.ts';
import { NONE } from './id.ts';
import type { Id } from './id.ts';
import { stepLeader } from './leader.ts';
import { isResponse } from './message.ts';
import type { Message } from './message.ts';
import type { Progress } from './progress.ts';
import { handleProposal } from './proposal.ts';
import type { Proposal } from './proposal.ts';
import { ReadySource } from './ready-source.ts';
import type { Ready } from './ready.ts';
import { switchToConfiguration } from './reconfigure.ts';
import { checkTerm } from './term.ts';
import { handleVote } from './vote.ts';

/** What a member knows about itself, to be looked at and not to be kept. */
export interface Status {
  readonly id: Id;
  readonly role: Role;
  readonly term: number;
  readonly vote: Id;
  readonly lead: Id;
  readonly leadTransferee: Id;
  readonly commit: number;
  readonly applied: number;
  readonly stable: number;
  readonly firstIndex: number;
  readonly lastIndex: number;
  readonly lastTerm: number;
  readonly configuration: Configuration;
  /** What a leader knows of the members' logs; meaningless on the others. */
  readonly progress: ReadonlyMap<Id, Readonly<Progress>>;
}

/** One member of a Raft group. */
export class Raft {
  readonly #core: Core;
  readonly #source: ReadySource;
  readonly #hup: Message;
  readonly #beat: Message;
  readonly #checkQuorum: Message;
  /** The leader as of the last `raft.node` line. */
  #lead: Id = NONE;

  constructor(config: RaftConfig) {
    this.#core = new Core(config);
    const { id } = config;
    this.#hup = { type: 'MsgHup', from: id, to: id, term: 0 };
    this.#beat = { type: 'MsgBeat', from: id, to: id, term: 0 };
    this.#checkQuorum = { type: 'MsgCheckQuorum', from: id, to: id, term: 0 };
    this.#logStart(config.founders);
    this.#source = new ReadySource(this.#core);
  }

  /** Takes in a message. From a stranger, an answer is ignored. */
  step(message: Message): void {
    const core = this.#core;
    if (isResponse(message.type) && !core.progress.has(message.from)) return;
    if (checkTerm(core, message)) this.#dispatch(message);
    this.#logLeader();
  }

  /** Counts one tick of the caller's clock: 100 ms in etcd, unless set otherwise. */
  tick(): void {
    const core = this.#core;
    core.electionElapsed += 1;
    if (core.role === 'leader') {
      this.#tickHeartbeat();
    } else if (core.electionElapsed >= core.randomizedElectionTicks && core.isPromotable) {
      core.electionElapsed = 0;
      this.step(this.#hup);
    }
  }

  /** Starts an election now, without waiting for the timeout. */
  campaign(): void {
    this.step(this.#hup);
  }

  /**
   * Proposes an entry.
   *
   * Shape: whether it was appended here, forwarded to the leader, or dropped for want of one.
   *        Only `committedEntries` says that it is committed; a forwarded one may be lost silently
   */
  propose(data: string, kind: EntryKind = 'EntryNormal'): Proposal {
    return handleProposal(this.#core, [{ kind, data }]);
  }

  /**
   * Asks from which index on a read is linearizable. The answer comes as a `ReadState` with the
   * same context, or never: the caller asks again after a while, as etcd does every 500 ms.
   *
   * Shape: `context` is the caller's, unique in the whole group and not empty
   */
  readIndex(context: string): void {
    const { id } = this.#core;
    this.step({ type: 'MsgReadIndex', from: id, to: id, term: 0, context });
  }

  /** Asks the leader, here or elsewhere, to hand over to another member. */
  transferLeader(transferee: Id): void {
    const { id } = this.#core;
    this.step({ type: 'MsgTransferLeader', from: id, to: id, term: 0, transferee });
  }

  /** Tells that messages to a member do not arrive. */
  reportUnreachable(from: Id): void {
    this.step({ type: 'MsgUnreachable', from, to: this.#core.id, term: 0 });
  }

  /** Tells how sending a MsgSnap went. */
  reportSnapshot(from: Id, isDelivered: boolean): void {
    const to = this.#core.id;
    this.step({ type: 'MsgSnapStatus', from, to, term: 0, reject: !isDelivered });
  }

  /** Puts a configuration into force, after its `EntryConfChange` has been applied. */
  applyConfiguration(configuration: Configuration): void {
    switchToConfiguration(this.#core, configuration);
  }

  /** Forgets entries that the caller's snapshot covers; false where it has before. */
  compact(index: number): boolean {
    return this.#core.raftLog.compact(index);
  }

  /** True when `ready` would give something. Costs next to nothing. */
  hasReady(): boolean {
    return this.#source.isReady;
  }

  /** Gives what there is to persist, send and apply; undefined if nothing, or if one is out. */
  ready(): Ready | undefined {
    return this.#source.take();
  }

  /** Tells that all that a Ready asked for is done, the disk included. */
  advance(ready: Ready): void {
    this.#source.advance(ready);
  }

  status(): Status {
    const { id, role, term, vote, lead, leadTransferee, configuration, progress } = this.#core;
    const {
      committed: commit,
      applied,
      stable,
      firstIndex,
      lastIndex,
      lastTerm,
    } = this.#core.raftLog;
    const place = { commit, applied, stable, firstIndex, lastIndex, lastTerm };
    return { id, role, term, vote, lead, leadTransferee, configuration, progress, ...place };
  }

  #dispatch(message: Message): void {
    const core = this.#core;
    switch (message.type) {
      case 'MsgHup':
        hup(core, 'campaignPreElection');
        break;
      case 'MsgVote':
      case 'MsgPreVote':
        handleVote(core, message);
        break;
      case 'MsgProp':
        handleProposal(core, message.entries);
        break;
      default:
        if (core.role === 'leader') stepLeader(core, message);
        else if (core.role === 'follower') stepFollower(core, message);
        else stepCandidate(core, message);
    }
  }

  #tickHeartbeat(): void {
    const core = this.#core;
    core.heartbeatElapsed += 1;
    if (core.electionElapsed >= core.electionTicks) {
      core.electionElapsed = 0;
      this.step(this.#checkQuorum);
      // A hand-over that takes longer than an election timeout is given up.
      if (core.role === 'leader') core.leadTransferee = NONE;
    }
    if (core.role === 'leader' && core.heartbeatElapsed >= core.heartbeatTicks) {
      core.heartbeatElapsed = 0;
      this.step(this.#beat);
    }
  }

  /** Source: etcd raft/raft.go `newRaft`; raft/bootstrap.go, which makes a member of nothing. */
  #logStart(founders: readonly Id[] | undefined): void {
    const core = this.#core;
    const { id, logger, configuration } = core;
    const logSwitch = (voters: Configuration): void =>
      logger?.('info', `${id} switched to configuration ${formatConfiguration(voters)}`);
    const logNew = (term: number, commit: number, applied: number, last: number, at: number) =>
      logger?.(
        'info',
        `newRaft ${id} [peers: [${configuration.voters.join(',')}], term: ${term}, ` +
          `commit: ${commit}, applied: ${applied}, lastindex: ${last}, lastterm: ${at}]`,
      );
    logSwitch(configuration);
    if (founders) {
      logger?.('info', `${id} became follower at term 0`);
      logNew(0, 0, 0, 0, 0);
    }
    becomeFollower(core, core.term, NONE);
    const { committed, applied, lastIndex, lastTerm } = core.raftLog;
    if (founders) founders.forEach((_, at) => logSwitch(withPeers(founders.slice(0, at + 1))));
    else logNew(core.term, committed, applied, lastIndex, lastTerm);
  }

  /** Source: etcd raft/node.go `run`, which prints a change of leader by another name. */
  #logLeader(): void {
    const { id, lead, term, logger } = this.#core;
    if (lead === this.#lead) return;
    const before = this.#lead;
    this.#lead = lead;
    if (lead === NONE) logger?.('info', `raft.node: ${id} lost leader ${before} at term ${term}`);
    else if (before === NONE) {
      logger?.('info', `raft.node: ${id} elected leader ${lead} at term ${term}`);
    } else {
      logger?.('info', `raft.node: ${id} changed leader from ${before} to ${lead} at term ${term}`);
    }
  }
}
