import { MILLISECOND, SECOND } from './time.ts';
import { sleep, type Task, type Timers } from './wait.ts';

export type DiskError = 'ENOSPC' | 'EIO';

/** Linux writes dirty pages back by itself after about this long (`vm.dirty_expire_centisecs`). */
const WRITEBACK_US = 30 * SECOND;

/** How long one fsync takes on a healthy SSD; etcd wants less than 10 ms. */
export const HEALTHY_SYNC_US = 2 * MILLISECOND;

interface DiskFile {
  /** Appended pieces. A rewrite starts a new array, so that `durable` can keep the old one. */
  chunks: string[];
  length: number;
  /** What would be there after a power loss: the first `count` pieces of an array. */
  durable: { readonly chunks: string[]; readonly count: number } | undefined;
  dirtySinceUs: number | undefined;
}

/**
 * A disk: files by absolute path, as text. It survives a restart of its host; what was not synced
 * does not survive a loss of power.
 *
 * Units:   sizes in UTF-16 code units, which for ASCII are bytes; times in microseconds
 * Keeps:   after a power loss each file holds what its last finished `sync` saw, or what it held
 *          30 s ago, whichever is newer
 * Differs: creating, renaming and removing a file are durable at once
 */
export class Disk {
  /** How long one fsync takes. */
  syncUs = HEALTHY_SYNC_US;
  capacity = 20_000_000_000;
  #used = 0;
  #busyUntilUs = 0;
  readonly #timers: Timers;
  readonly #files = new Map<string, DiskFile>();

  constructor(timers: Timers) {
    this.#timers = timers;
  }

  get used(): number {
    return this.#used;
  }

  has(path: string): boolean {
    return this.#files.has(path);
  }

  /** All paths, in the order of their creation. */
  paths(): IterableIterator<string> {
    return this.#files.keys();
  }

  size(path: string): number {
    return this.#files.get(path)?.length ?? 0;
  }

  /** Errors: undefined where there is no such file. */
  read(path: string): string | undefined {
    const file = this.#files.get(path);
    if (file === undefined) return undefined;
    if (file.chunks.length > 1 && file.durable?.chunks !== file.chunks) {
      file.chunks = [file.chunks.join('')];
    }
    return file.chunks.length === 1 ? file.chunks[0] : file.chunks.join('');
  }

  /** A file's text from `offset` on: cheap for what was appended lately. */
  readFrom(path: string, offset: number): string {
    const { chunks = [], length = 0 } = this.#files.get(path) ?? {};
    let start = length;
    let first = chunks.length;
    while (first > 0 && start > offset) start -= chunks[--first]!.length;
    return chunks
      .slice(first)
      .join('')
      .slice(offset - start);
  }

  /** Replaces the whole content; makes the file where there is none. */
  write(path: string, content: string): DiskError | undefined {
    const file = this.#open(path);
    if (this.#used - file.length + content.length > this.capacity) return 'ENOSPC';
    this.#settle(file);
    this.#used += content.length - file.length;
    file.chunks = content === '' ? [] : [content];
    file.length = content.length;
    file.dirtySinceUs ??= this.#timers.nowUs;
    return undefined;
  }

  /** Adds to the end; makes the file where there is none. */
  append(path: string, content: string): DiskError | undefined {
    if (this.#used + content.length > this.capacity) return 'ENOSPC';
    const file = this.#open(path);
    this.#settle(file);
    this.#used += content.length;
    file.chunks.push(content);
    file.length += content.length;
    file.dirtySinceUs ??= this.#timers.nowUs;
    return undefined;
  }

  /**
   * Reserves room for a file, as fallocate(2) does: a new one, or one that there is.
   *
   * Differs: what is reserved and was never written reads as nothing
   */
  allocate(path: string, length: number): DiskError | undefined {
    const file = this.#open(path);
    const more = Math.max(0, length - file.length);
    if (this.#used + more > this.capacity) return 'ENOSPC';
    this.#settle(file);
    this.#used += more;
    file.length += more;
    return undefined;
  }

  remove(path: string): void {
    this.#used -= this.size(path);
    this.#files.delete(path);
  }

  rename(from: string, to: string): void {
    const file = this.#files.get(from);
    if (file === undefined || from === to) return;
    this.remove(to);
    this.#files.delete(from);
    this.#files.set(to, file);
  }

  /** Makes durable what the file holds now. Syncs of one disk queue up behind one another. */
  *sync(path: string): Task<DiskError | undefined> {
    const file = this.#files.get(path);
    if (file === undefined) return 'EIO';
    const state = { chunks: file.chunks, count: file.chunks.length };
    const startUs = Math.max(this.#timers.nowUs, this.#busyUntilUs);
    this.#busyUntilUs = startUs + this.syncUs;
    yield* sleep(this.#busyUntilUs - this.#timers.nowUs);
    file.durable = state;
    if (file.chunks === state.chunks && file.chunks.length === state.count) {
      file.dirtySinceUs = undefined;
    }
    return undefined;
  }

  /**
   * Makes durable all that the disk holds, at once: a clean shutdown, or a disk that was prepared.
   */
  syncAll(): void {
    for (const file of this.#files.values()) makeDurable(file);
  }

  /** Takes away what was not durable. */
  losePower(): void {
    this.#busyUntilUs = 0;
    for (const [path, file] of this.#files) {
      this.#settle(file);
      if (file.dirtySinceUs === undefined) continue;
      if (file.durable === undefined) {
        this.remove(path);
        continue;
      }
      const chunks = file.durable.chunks.slice(0, file.durable.count);
      const length = chunks.reduce((sum, chunk) => sum + chunk.length, 0);
      this.#used += length - file.length;
      Object.assign(file, { chunks, length });
      makeDurable(file);
    }
  }

  #settle(file: DiskFile): void {
    const since = file.dirtySinceUs;
    if (since !== undefined && this.#timers.nowUs - since >= WRITEBACK_US) makeDurable(file);
  }

  #open(path: string): DiskFile {
    let file = this.#files.get(path);
    if (file === undefined) {
      file = { chunks: [], length: 0, durable: undefined, dirtySinceUs: this.#timers.nowUs };
      this.#files.set(path, file);
    }
    return file;
  }
}

function makeDurable(file: DiskFile): void {
  file.durable = { chunks: file.chunks, count: file.chunks.length };
  file.dirtySinceUs = undefined;
}
