import type { Machine } from '../../labs/cluster/machine/index.ts';

const FOLDER = '/var/lib/etcd/member/wal';

/**
 * Reads a member's write-ahead log from its disk, as far as it has grown. It knows the format by
 * itself, and asks nothing of the member.
 */
export class WalReader {
  readonly #machine: Machine;
  #path = '';
  #offset = 0;
  #bootCount = 0;
  /** By index: the entry's term and data, as they stand in the file. */
  entries: string[] = [];
  commit = 0;

  constructor(machine: Machine) {
    this.#machine = machine;
  }

  /** Takes in what is new. Shape: the lowest index at which something may have changed */
  read(): number {
    const { disk, bootCount, files } = this.#machine;
    // A snapshot begins a new file. What this reader knows of the old one it goes on knowing.
    if (!disk.has(this.#path)) {
      this.#path = `${FOLDER}/${files.list(FOLDER)?.at(-1) ?? ''}`;
      this.#offset = 0;
    }
    const size = disk.size(this.#path);
    let fromIndex = Math.max(1, this.commit + 1);
    // A loss of power may have taken the end away; then another end may have come in its place.
    if (bootCount !== this.#bootCount || size < this.#offset) {
      Object.assign(this, { entries: [], commit: 0 });
      this.#offset = 0;
      this.#bootCount = bootCount;
      fromIndex = 1;
    }
    if (size === this.#offset) return fromIndex;
    const text = disk.readFrom(this.#path, this.#offset);
    this.#offset = size;
    for (const line of text.split('\n')) {
      if (line.startsWith('{"entry"')) fromIndex = Math.min(fromIndex, this.#take(line));
      else if (line.startsWith('{"snapshot"')) this.#keepCommitted();
      else if (line.startsWith('{"state"')) this.commit = JSON.parse(line).state.commit;
    }
    return fromIndex;
  }

  /** A snapshot may replace what was not committed by entries that this log never had. */
  #keepCommitted(): void {
    this.entries.length = Math.min(this.entries.length, this.commit + 1);
  }

  #take(line: string): number {
    const { index } = JSON.parse(line).entry as { readonly index: number };
    this.entries.length = Math.min(this.entries.length, index);
    this.entries[index] = line;
    return index;
  }
}
