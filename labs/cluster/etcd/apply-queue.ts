import { sleep, type Process, type Task } from '../kernel/index.ts';
import type { BackendCommits } from './backend-commits.ts';
import type { Entry } from './raft/index.ts';

/**
 * What is agreed on and not yet applied: nothing, but while a slow disk keeps the database busy.
 *
 * Keeps:   entries are applied in their order. A change of the members does not wait, and nothing
 *          that is before it: Raft must not agree on the next one before this one is known
 * Source:  etcd pkg/schedule/schedule.go; the lock of server/mvcc/backend/batch_tx.go
 */
export class ApplyQueue {
  readonly #process: Process;
  readonly #commits: BackendCommits;
  readonly #apply: (entries: readonly Entry[], waitedUs: number) => void;
  #entries: Entry[] = [];

  /** Shape: `apply` is told for how long the first entry has waited. */
  constructor(
    process: Process,
    commits: BackendCommits,
    apply: (entries: readonly Entry[], waitedUs: number) => void,
  ) {
    this.#process = process;
    this.#commits = commits;
    this.#apply = apply;
  }

  push(entries: readonly Entry[]): void {
    const isWaiting = this.#entries.length > 0;
    this.#entries.push(...entries);
    if (entries.some(({ kind }) => kind === 'EntryConfChange')) this.flush();
    else if (isWaiting) return;
    else if (this.#commits.waitUs(this.#process.nowUs) === 0) this.flush();
    else this.#process.go(this.#wait());
  }

  /** Applies all that waits, at once. */
  flush(waitedUs = 0): void {
    const entries = this.#entries;
    this.#entries = [];
    if (entries.length === 0) return;
    this.#commits.noteWrite(this.#process.nowUs);
    this.#apply(entries, waitedUs);
  }

  *#wait(): Task<void> {
    const startUs = this.#process.nowUs;
    for (;;) {
      const waitUs = this.#commits.waitUs(this.#process.nowUs);
      if (waitUs === 0) break;
      yield* sleep(waitUs);
    }
    this.flush(this.#process.nowUs - startUs);
  }
}
