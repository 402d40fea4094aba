import { Condition, type Wait } from '../kernel/index.ts';
import type { Machine } from './machine.ts';

/** One line of the journal, with what `journalctl` filters and prints. */
export interface JournalEntry {
  readonly atUs: number;
  /** Which boot of the machine it belongs to: 1, 2, … */
  readonly boot: number;
  /** `etcd.service`; undefined for what belongs to no unit. */
  readonly unit: string | undefined;
  /** What stands before the pid: `etcd[412]:`, `systemd[1]:`. */
  readonly identifier: string;
  readonly pid: number;
  readonly message: string;
}

/** How many lines a machine keeps. */
export const JOURNAL_CAPACITY = 10_000;

/** The system journal. It lies on the disk: a reboot keeps it. */
export class Journal {
  readonly #machine: Machine;
  readonly #entries: JournalEntry[] = [];
  readonly #changed = new Condition();
  /** How many lines were ever dropped at the old end. */
  #dropped = 0;

  constructor(machine: Machine) {
    this.#machine = machine;
  }

  /** The number that the next entry gets; entries are numbered from 0 since the first boot. */
  get end(): number {
    return this.#dropped + this.#entries.length;
  }

  /** Wakes when a line was added. */
  get changed(): Wait<void> {
    return this.#changed.changed;
  }

  /** What names a boot in the journal. Shape: 32 hexadecimal digits. */
  bootId(boot: number): string {
    const { kernel, name } = this.#machine;
    return kernel.random.fork(`${name}/boot id/${boot}`).hex(32);
  }

  write(entry: Omit<JournalEntry, 'atUs' | 'boot'>): void {
    const { bootCount, kernel } = this.#machine;
    this.#entries.push({ ...entry, atUs: kernel.nowUs, boot: bootCount });
    if (this.#entries.length > JOURNAL_CAPACITY) {
      this.#dropped += this.#entries.splice(0, JOURNAL_CAPACITY / 10).length;
    }
    this.#changed.notify();
  }

  /** Entries from number `since` on, oldest first. */
  since(since = 0): readonly JournalEntry[] {
    return this.#entries.slice(Math.max(0, since - this.#dropped));
  }
}
