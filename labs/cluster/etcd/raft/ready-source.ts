import type { Core } from './core.ts';
import { acknowledgeOwnDisk } from './leader.ts';
import type { Entry } from './entry.ts';
import type { HardState, Ready, SoftState } from './ready.ts';

const NO_ENTRIES: readonly Entry[] = [];

/**
 * Makes a Ready of what has come up in a core, and remembers what was handed out already.
 *
 * Keeps:  one Ready at a time
 * Source: etcd raft/rawnode.go `HasReady`, `readyWithoutAccept`, `acceptReady`, `Advance`
 */
export class ReadySource {
  readonly #core: Core;
  #softState: SoftState;
  #hardState: HardState;
  #current: Ready | undefined;

  constructor(core: Core) {
    this.#core = core;
    this.#softState = { lead: core.lead, role: core.role };
    this.#hardState = { term: core.term, vote: core.vote, commit: core.raftLog.committed };
  }

  /** True when `take` would give something. Cheap: it allocates nothing. */
  get isReady(): boolean {
    if (this.#current !== undefined) return false;
    const { raftLog, messages, readStates, snapshot } = this.#core;
    return (
      messages.length > 0 ||
      readStates.length > 0 ||
      raftLog.stable < raftLog.lastIndex ||
      raftLog.applied < raftLog.committed ||
      snapshot !== undefined ||
      this.#hasSoftStateChanged ||
      this.#hasVoteChanged ||
      this.#hardState.commit !== raftLog.committed
    );
  }

  take(): Ready | undefined {
    if (!this.isReady) return undefined;
    const core = this.#core;
    const { raftLog } = core;
    const { stable, lastIndex, applied, committed } = raftLog;
    const hasVoteChanged = this.#hasVoteChanged;
    const entries = stable < lastIndex ? raftLog.slice(stable + 1, lastIndex) : NO_ENTRIES;
    const ready: Ready = {
      softState: this.#takeSoftState(),
      hardState: this.#takeHardState(),
      snapshot: core.snapshot,
      entries,
      committedEntries: applied < committed ? raftLog.slice(applied + 1, committed) : NO_ENTRIES,
      messages: core.messages,
      readStates: core.readStates,
      mustSync: entries.length > 0 || hasVoteChanged || core.snapshot !== undefined,
      persistFirst: core.role !== 'leader' || hasVoteChanged,
    };
    core.messages = [];
    core.readStates = [];
    this.#current = ready;
    return ready;
  }

  /** Takes note that the caller has done all that a Ready asked for. */
  advance(ready: Ready): void {
    if (ready !== this.#current) throw new Error('advance without its Ready');
    this.#current = undefined;
    const core = this.#core;
    const { raftLog } = core;
    if (ready.snapshot === core.snapshot) core.snapshot = undefined;
    const persisted = ready.entries.at(-1);
    if (persisted !== undefined) raftLog.stableTo(persisted.index, persisted.term);
    const applied = ready.committedEntries.at(-1);
    if (applied !== undefined) raftLog.appliedTo(applied.index);
    if (core.role === 'leader') acknowledgeOwnDisk(core);
  }

  get #hasSoftStateChanged(): boolean {
    return this.#softState.lead !== this.#core.lead || this.#softState.role !== this.#core.role;
  }

  get #hasVoteChanged(): boolean {
    return this.#hardState.term !== this.#core.term || this.#hardState.vote !== this.#core.vote;
  }

  #takeSoftState(): SoftState | undefined {
    if (!this.#hasSoftStateChanged) return undefined;
    this.#softState = { lead: this.#core.lead, role: this.#core.role };
    return this.#softState;
  }

  #takeHardState(): HardState | undefined {
    const { term, vote, raftLog } = this.#core;
    const commit = raftLog.committed;
    if (!this.#hasVoteChanged && this.#hardState.commit === commit) return undefined;
    this.#hardState = { term, vote, commit };
    return this.#hardState;
  }
}
