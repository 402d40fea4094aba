import type { Bug } from './bug.ts';
import {
  ELECTION_TICKS,
  HEARTBEAT_TICKS,
  INFLIGHT_MESSAGES_MAX,
  MESSAGE_BYTES_MAX,
} from './config.ts';
import type { RaftConfig, RaftLogger, RaftRandom } from './config.ts';
import { peersOf } from './configuration.ts';
import type { Configuration } from './configuration.ts';
import { NONE } from './id.ts';
import type { Id } from './id.ts';
import { Log } from './log.ts';
import type { Snapshot } from './log.ts';
import type { Message, MessageOf } from './message.ts';
import { Progress } from './progress.ts';
import { ReadOnly } from './read-only.ts';
import type { ReadState } from './ready.ts';

/** Upstream's `StateType`, in the words that its log lines use. */
export type Role = 'follower' | 'pre-candidate' | 'candidate' | 'leader';

const NO_BUGS: ReadonlySet<Bug> = new Set();

/**
 * The state of one member, on which the rules in the files beside this one work: upstream's
 * `raft` struct. It holds no rule itself. Callers outside this folder see it only through `Raft`.
 */
export class Core {
  readonly id: Id;
  readonly raftLog: Log;
  readonly electionTicks: number;
  readonly heartbeatTicks: number;
  readonly messageBytesMax: number;
  readonly inflightMessagesMax: number;
  readonly logger: RaftLogger | undefined;
  readonly bugs: ReadonlySet<Bug>;
  readonly #random: RaftRandom;

  role: Role = 'follower';
  term: number;
  vote: Id;
  lead: Id = NONE;
  /** Whom the leader is handing over to. */
  leadTransferee: Id = NONE;

  configuration: Configuration;
  /**
   * A leader takes no change of the configuration while one that it has proposed, at this index
   * or before, is not applied: two majorities of configurations two steps apart need not meet.
   */
  pendingConfIndex = 0;
  /** Everyone in the configuration, in its order, this member included. */
  peers: readonly Id[] = [];
  progress = new Map<Id, Progress>();
  /** The answers to this member's own (pre-)candidacy. */
  votes = new Map<Id, boolean>();

  electionElapsed = 0;
  heartbeatElapsed = 0;
  randomizedElectionTicks = 0;

  readOnly = new ReadOnly();
  /** Reads that came before the leader had committed anything in its term. */
  pendingReads: MessageOf<'MsgReadIndex'>[] = [];

  // What the next Ready takes away.
  messages: Message[] = [];
  readStates: ReadState[] = [];
  snapshot: Snapshot | undefined = undefined;

  constructor(config: RaftConfig) {
    const { hardState, entries, snapshot } = config.persisted ?? {};
    this.id = config.id;
    this.raftLog = new Log(snapshot?.index ?? 0, snapshot?.term ?? 0, entries ?? []);
    this.electionTicks = config.electionTicks ?? ELECTION_TICKS;
    this.heartbeatTicks = config.heartbeatTicks ?? HEARTBEAT_TICKS;
    this.messageBytesMax = config.messageBytesMax ?? MESSAGE_BYTES_MAX;
    this.inflightMessagesMax = config.inflightMessagesMax ?? INFLIGHT_MESSAGES_MAX;
    this.logger = config.log;
    this.bugs = config.bugs ?? NO_BUGS;
    this.#random = config.random;
    this.term = hardState?.term ?? 0;
    this.vote = hardState?.vote ?? NONE;
    this.configuration = config.configuration;
    this.raftLog.commitTo(hardState?.commit ?? 0);
    this.raftLog.appliedTo(config.applied ?? 0);
    this.resetProgress();
  }

  /** True when this member may campaign: a voter, and not in the middle of a snapshot. */
  get isPromotable(): boolean {
    return this.configuration.voters.includes(this.id) && this.snapshot === undefined;
  }

  /** True when an entry of this term is committed: only then is `committed` known to be current. */
  get hasCommittedInTerm(): boolean {
    return this.raftLog.term(this.raftLog.committed) === this.term;
  }

  send(message: Message): void {
    this.messages.push(message);
  }

  /** Clears what belongs to one term and one role. The vote is kept while the term stays. */
  reset(term: number): void {
    if (this.term !== term) {
      this.term = term;
      this.vote = NONE;
    }
    this.lead = NONE;
    this.leadTransferee = NONE;
    this.electionElapsed = 0;
    this.heartbeatElapsed = 0;
    this.randomizedElectionTicks = this.#random.int(this.electionTicks, 2 * this.electionTicks);
    this.votes.clear();
    this.pendingConfIndex = 0;
    this.readOnly = new ReadOnly();
    this.pendingReads = [];
    this.resetProgress();
  }

  /** Forgets what is known of the others' logs, and takes in a changed configuration. */
  resetProgress(): void {
    this.peers = peersOf(this.configuration);
    this.progress.clear();
    for (const id of this.peers) this.progress.set(id, this.newProgress(id));
  }

  /** Our own disk is known; of everybody else we assume nothing and start probing at our end. */
  newProgress(id: Id): Progress {
    const match = id === this.id ? this.raftLog.stable : 0;
    const isLearner = this.configuration.learners.includes(id);
    return new Progress(match, this.raftLog.lastIndex + 1, isLearner, this.inflightMessagesMax);
  }
}
