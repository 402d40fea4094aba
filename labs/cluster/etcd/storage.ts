import type { Task } from '../kernel/index.ts';
import type { FileSystem } from '../machine/files.ts';
import type { Machine } from '../machine/machine.ts';
import type { MemberSeed } from './membership.ts';
import type { Entry, HardState, Ready, Snapshot } from './raft/index.ts';

/** Who this is. */
interface Metadata {
  readonly memberId: string;
  readonly clusterId: string;
}

/** The place in the log that a snapshot stands for. */
type Place = Pick<Snapshot, 'index' | 'term'>;

/** One line of the write-ahead log. */
type WalRecord =
  | { readonly metadata: Metadata }
  | { readonly snapshot: Place }
  | { readonly state: HardState }
  | { readonly entry: Entry };

/** What a member finds on its disk when it starts again. */
export interface Recovered extends Metadata {
  readonly hardState: HardState;
  /** What stands for all before the entries. */
  readonly snapshot?: Snapshot;
  readonly entries: readonly Entry[];
  /** The last entry that the database had when the member was last there; 0 for a new one. */
  readonly consistentIndex: number;
  /** Who founds the cluster, where it is new. */
  readonly founders?: readonly MemberSeed[];
  /** The others, where this member joins a cluster that is there. */
  readonly remotes: readonly MemberSeed[];
}

export const EMPTY_STATE: HardState = { term: 0, vote: '', commit: 0 };
const NO_PLACE: Place = { index: 0, term: 0 };

/**
 * What Raft must find again after a crash: the write-ahead log, as lines of JSON, and the snapshot
 * that stands for what is no longer in it.
 *
 * A snapshot begins a new file of the log, which has at its head all that was in the old one and is
 * not in the snapshot. So the old files can go, as soon as the new ones are on the disk.
 *
 * Keeps:   after `sync` all that was appended survives a loss of power; whatever is lost, there is
 *          a log with the snapshot that it begins with
 * Source:  etcd server/storage/wal, api/snap; the files' names and places are etcd's
 * Differs: text in place of protobuf with checksums; a log is cut at a snapshot, not at 64 MB; what
 *          is no longer needed goes at once, where etcd keeps five of each; the store is not on the
 *          disk by itself, but in the snapshots
 */
export class Storage {
  readonly #files: FileSystem;
  readonly #walFolder: string;
  readonly #snapFolder: string;
  #metadata: Metadata = { memberId: '', clusterId: '' };
  #hardState = EMPTY_STATE;
  #place = NO_PLACE;
  /** The entries of the log's newest file. */
  #entries: Entry[] = [];
  #sequence = 0;
  #walName = walName(0, 0);
  /** The snapshot that is not known to be on the disk yet. */
  #unsynced: string | undefined;

  constructor({ files }: Machine, dataDir: string) {
    this.#files = files;
    this.#walFolder = `${dataDir}/member/wal`;
    this.#snapFolder = `${dataDir}/member/snap`;
  }

  get exists(): boolean {
    return this.#listLogs().length > 0;
  }

  /** The index up to which a snapshot stands for the log; 0 where there is none. */
  get snapshotIndex(): number {
    return this.#place.index;
  }

  /** Makes the folders and an empty log. Errors: what the disk says. */
  create(memberId: string, clusterId: string): string | undefined {
    this.#files.makeDirectory(this.#walFolder, true);
    this.#files.makeDirectory(this.#snapFolder, true);
    this.#files.write(`${this.#snapFolder}/db`, '', 0o600);
    this.#metadata = { memberId, clusterId };
    return this.#files.write(this.walPath, encode({ metadata: this.#metadata }), 0o600);
  }

  /** Makes the folders, and a log that begins with a snapshot. Errors: what the disk says. */
  createWith(metadata: Metadata, snapshot: Snapshot, hardState: HardState): string | undefined {
    const { index, term } = snapshot;
    const records: WalRecord[] = [{ snapshot: { index, term } }, { state: hardState }];
    return (
      this.create(metadata.memberId, metadata.clusterId) ??
      this.#writeSnapshot(snapshot) ??
      this.#files.append(this.walPath, records.map(encode).join(''))
    );
  }

  /** Appends what a Ready wants kept. Errors: what the disk says, `ENOSPC` above all. */
  append({ entries, hardState }: Pick<Ready, 'entries' | 'hardState'>): string | undefined {
    let text = '';
    for (const entry of entries) {
      text += encode({ entry });
      this.#note(entry);
    }
    if (hardState) {
      text += encode({ state: hardState });
      this.#hardState = hardState;
    }
    return text === '' ? undefined : this.#files.append(this.walPath, text);
  }

  /** Takes a leader's snapshot in the place of the whole log. Errors: what the disk says. */
  installSnapshot(snapshot: Snapshot): string | undefined {
    this.#entries = [];
    return this.saveSnapshot(snapshot);
  }

  /** Writes a snapshot, and begins a new log after it. Errors: what the disk says. */
  saveSnapshot(snapshot: Snapshot): string | undefined {
    const error = this.#writeSnapshot(snapshot);
    if (error) return error;
    this.#place = { index: snapshot.index, term: snapshot.term };
    this.#entries = this.#entries.filter(({ index }) => index > snapshot.index);
    this.#walName = walName(++this.#sequence, snapshot.index);
    const records: WalRecord[] = [
      { metadata: this.#metadata },
      { snapshot: this.#place },
      ...this.#entries.map((entry) => ({ entry })),
      { state: this.#hardState },
    ];
    return this.#files.write(this.walPath, records.map(encode).join(''), 0o600);
  }

  #writeSnapshot(snapshot: Snapshot): string | undefined {
    const { data, ...head } = snapshot;
    const path = this.#snapPath(snapshot);
    const error = this.#files.write(path, `${JSON.stringify(head)}\n${data}\n`, 0o600);
    if (error === undefined) this.#unsynced = path;
    return error;
  }

  /** Waits until everything written is safe. Then what it has replaced can go. */
  *sync(): Task<string | undefined> {
    const [wal, snap] = [this.walPath, this.#unsynced];
    const error =
      (snap && (yield* this.#files.sync(snap))) || (yield* this.#files.sync(wal)) || undefined;
    if (error || snap === undefined || wal !== this.walPath) return error;
    this.#unsynced = undefined;
    this.#removeOthers(this.#walFolder, wal);
    this.#removeOthers(this.#snapFolder, snap);
    return undefined;
  }

  /** Reads the log back. Errors: undefined where there is none, or it has no beginning. */
  recover(): Recovered | undefined {
    for (const name of this.#listLogs().toReversed()) {
      this.#read(`${this.#walFolder}/${name}`);
      this.#walName = name;
      this.#sequence = parseInt(name, 16);
      const snapshot = this.#readSnapshot();
      if (this.#metadata.memberId === '' || snapshot === 'lost') continue;
      this.#unsynced = snapshot && this.#snapPath(snapshot);
      const entries = [...this.#entries];
      const hardState = this.#hardState;
      const consistentIndex = hardState.commit;
      const found = { ...this.#metadata, hardState, entries, consistentIndex, remotes: [] };
      return snapshot ? { ...found, snapshot } : found;
    }
    return undefined;
  }

  /** The log's newest file. */
  get walPath(): string {
    return `${this.#walFolder}/${this.#walName}`;
  }

  #snapPath({ index, term }: Place): string {
    return `${this.#snapFolder}/${hex(term)}-${hex(index)}.snap`;
  }

  /** The log's files, oldest first. */
  #listLogs(): string[] {
    return (this.#files.list(this.#walFolder) ?? []).filter((name) => name.endsWith('.wal'));
  }

  /** An entry replaces what stood at its index and all after it. */
  #note(entry: Entry): void {
    const place = Math.max(0, entry.index - this.#place.index - 1);
    this.#entries.length = Math.min(this.#entries.length, place);
    this.#entries.push(entry);
  }

  #read(path: string): void {
    this.#hardState = EMPTY_STATE;
    this.#place = NO_PLACE;
    this.#entries = [];
    for (const line of (this.#files.read(path) ?? '').split('\n')) {
      const record = decode(line);
      if (record === undefined) continue;
      if ('metadata' in record) this.#metadata = record.metadata;
      else if ('snapshot' in record) this.#place = record.snapshot;
      else if ('state' in record) this.#hardState = record.state;
      else this.#note(record.entry);
    }
  }

  #readSnapshot(): Snapshot | undefined | 'lost' {
    if (this.#place.index === 0) return undefined;
    const text = this.#files.read(this.#snapPath(this.#place));
    if (text === undefined) return 'lost';
    const [head = '', data = ''] = text.split('\n');
    return { ...(JSON.parse(head) as Snapshot), data };
  }

  #removeOthers(folder: string, kept: string): void {
    const extension = kept.slice(kept.lastIndexOf('.'));
    for (const name of this.#files.list(folder) ?? []) {
      const path = `${folder}/${name}`;
      if (path !== kept && path.endsWith(extension)) this.#files.remove(path);
    }
  }
}

function walName(sequence: number, index: number): string {
  return `${hex(sequence)}-${hex(index)}.wal`;
}

function hex(number: number): string {
  return number.toString(16).padStart(16, '0');
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
