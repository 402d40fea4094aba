import type { Disk } from '../kernel/index.ts';
import { diskBoundsUs, Histogram } from './histogram.ts';

/** Source: etcd server/mvcc/backend/backend.go `defaultBatchInterval`. Units: microseconds. */
const BATCH_INTERVAL_US = 100_000;
/** bbolt syncs the pages, then the one that leads to them. Source: bbolt tx.go `Commit` */
const SYNCS = 2;

/**
 * When a real member's database would be committed: all that was applied within 100 ms, at once.
 *
 * Differs: the database is in the snapshots alone, so a commit takes no turn at the disk, and
 *          nothing waits for it
 */
export class BackendCommits {
  readonly durations = new Histogram(diskBoundsUs);
  readonly #disk: Disk;
  #dueUs: number | undefined;

  constructor(disk: Disk) {
    this.#disk = disk;
  }

  /** Something was applied. */
  noteWrite(nowUs: number): void {
    this.settle(nowUs);
    this.#dueUs ??= nowUs + BATCH_INTERVAL_US;
  }

  /** Counts the commit that is over by now. */
  settle(nowUs: number): void {
    if (this.#dueUs === undefined || this.#dueUs > nowUs) return;
    this.#dueUs = undefined;
    this.durations.observe(SYNCS * this.#disk.syncUs);
  }
}
