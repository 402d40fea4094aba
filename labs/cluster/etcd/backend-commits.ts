import { HEALTHY_SYNC_US, type Disk } from '../kernel/index.ts';
import { diskBoundsUs, Histogram } from './histogram.ts';

/** Source: etcd server/mvcc/backend/backend.go `defaultBatchInterval`. Units: microseconds. */
const BATCH_INTERVAL_US = 100_000;
/** bbolt syncs the pages, then the one that leads to them. Source: bbolt tx.go `Commit` */
const SYNCS = 2;

/**
 * When the database would be written: all that was applied within 100 ms, at once. Until it is safe
 * nothing more can be applied. So a slow disk makes requests slow that the log has long agreed on.
 *
 * Source:  etcd server/mvcc/backend/backend.go, batch_tx.go
 * Differs: the database is in the snapshots alone, so a commit takes no turn at the disk; and on a
 *          good disk nobody waits for the few milliseconds
 */
export class BackendCommits {
  readonly durations = new Histogram(diskBoundsUs);
  readonly #disk: Disk;
  #dueUs: number | undefined;
  /** How long the commit that is due will take. */
  #willTakeUs = 0;
  #safeAtUs = 0;

  constructor(disk: Disk) {
    this.#disk = disk;
  }

  /** Something was applied. */
  noteWrite(nowUs: number): void {
    this.settle(nowUs);
    if (this.#dueUs !== undefined) return;
    this.#dueUs = Math.max(nowUs + BATCH_INTERVAL_US, this.#safeAtUs);
    this.#willTakeUs = SYNCS * this.#disk.syncUs;
  }

  /** How long who wants to apply something has to wait. Units: microseconds. */
  waitUs(nowUs: number): number {
    this.settle(nowUs);
    return this.#disk.syncUs > HEALTHY_SYNC_US ? Math.max(0, this.#safeAtUs - nowUs) : 0;
  }

  /** Counts the commit that has begun by now. */
  settle(nowUs: number): void {
    if (this.#dueUs === undefined || this.#dueUs > nowUs) return;
    this.#safeAtUs = this.#dueUs + this.#willTakeUs;
    this.#dueUs = undefined;
    this.durations.observe(this.#willTakeUs);
  }
}
