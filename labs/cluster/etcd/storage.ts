import type { Task } from '../kernel/index.ts';
import type { Machine } from '../machine/machine.ts';
import type { MemberSeed } from './membership.ts';
import type { Entry, HardState, Ready } from './raft/index.ts';

/** One line of the write-ahead log. */
type WalRecord =
  | { readonly metadata: { readonly memberId: string; readonly clusterId: string } }
  | { readonly state: HardState }
  | { readonly entry: Entry };

/** What a member finds on its disk when it starts again. */
export interface Recovered {
  readonly memberId: string;
  readonly clusterId: string;
  readonly hardState: HardState;
  readonly entries: readonly Entry[];
  /** The others, where this member joins a cluster that is there. */
  readonly remotes: readonly MemberSeed[];
}

export const EMPTY_STATE: HardState = { term: 0, vote: '', commit: 0 };

/**
 * The write-ahead log: what Raft must find again after a crash, in one file, as lines of JSON.
 *
 * Keeps:   after `sync` all that was appended survives a loss of power; a line that was cut off by
 *          one is dropped when the file is read
 * Source:  etcd server/storage/wal; the file's name and place are etcd's
 * Differs: text in place of protobuf with checksums; one file, not 64 MB segments; the store is not
 *          on the disk but is built again from the log
 */
export class Storage {
  readonly #machine: Machine;
  readonly #path: string;
  readonly #folder: string;

  constructor(machine: Machine, dataDir: string) {
    this.#machine = machine;
    this.#folder = `${dataDir}/member`;
    this.#path = `${this.#folder}/wal/0000000000000000-0000000000000000.wal`;
  }

  get exists(): boolean {
    return this.#machine.files.isFile(this.#path);
  }

  /** Makes the folders and an empty log. Errors: what the disk says. */
  create(memberId: string, clusterId: string): string | undefined {
    const { files } = this.#machine;
    files.makeDirectory(`${this.#folder}/wal`, true);
    files.makeDirectory(`${this.#folder}/snap`, true);
    files.write(`${this.#folder}/snap/db`, '', 0o600);
    return files.write(this.#path, encode({ metadata: { memberId, clusterId } }), 0o600);
  }

  /** Appends what a Ready wants kept. Errors: what the disk says, `ENOSPC` above all. */
  append(ready: Pick<Ready, 'entries' | 'hardState'>): string | undefined {
    let text = '';
    for (const entry of ready.entries) text += encode({ entry });
    if (ready.hardState) text += encode({ state: ready.hardState });
    return text === '' ? undefined : this.#machine.files.append(this.#path, text);
  }

  /** Waits until everything appended is safe. */
  sync(): Task<string | undefined> {
    return this.#machine.files.sync(this.#path);
  }

  /** Reads the log back. Errors: undefined where there is none, or it has no beginning. */
  recover(): Recovered | undefined {
    let metadata: { readonly memberId: string; readonly clusterId: string } | undefined;
    let hardState = EMPTY_STATE;
    const entries: Entry[] = [];
    for (const line of (this.#machine.files.read(this.#path) ?? '').split('\n')) {
      const record = decode(line);
      if (record === undefined) continue;
      if ('metadata' in record) metadata = record.metadata;
      else if ('state' in record) hardState = record.state;
      else {
        // An entry replaces what stood at its index and all after it.
        entries.length = Math.min(entries.length, record.entry.index - 1);
        entries.push(record.entry);
      }
    }
    return metadata && { ...metadata, hardState, entries, remotes: [] };
  }
}

function encode(record: WalRecord): string {
  return `${JSON.stringify(record)}\n`;
}

function decode(line: string): WalRecord | undefined {
  try {
    return line === '' ? undefined : (JSON.parse(line) as WalRecord);
  } catch {
    return undefined;
  }
}
