import type { KeyValue } from '../../client/etcd/index.ts';

/** A key at one revision. A tombstone is a version without a value: there a generation ends. */
export interface Version {
  readonly main: number;
  /** The place within its transaction. */
  readonly sub: number;
  readonly kv: KeyValue | undefined;
}

/**
 * All keys in byte order, each with its versions, oldest first.
 *
 * Keeps:   a key that is listed has at least one version
 * Source:  etcd server/mvcc/index.go, key_index.go
 * Differs: a sorted array in the place of a B-tree; order is by UTF-16 code units, which differs
 *          from bytes for characters beyond U+FFFF only
 */
export class KeyIndex {
  readonly #keys: string[] = [];
  readonly #versions = new Map<string, Version[]>();

  versions(key: string): readonly Version[] {
    return this.#versions.get(key) ?? [];
  }

  add(key: string, version: Version): void {
    const versions = this.#versions.get(key);
    if (versions) {
      versions.push(version);
      return;
    }
    this.#versions.set(key, [version]);
    this.#keys.splice(this.#lowerBound(key), 0, key);
  }

  /** The key's version at a revision; undefined where it did not exist then. */
  at(key: string, revision: number): KeyValue | undefined {
    const versions = this.versions(key);
    for (let place = versions.length - 1; place >= 0; place--) {
      const version = versions[place]!;
      if (version.main <= revision) return version.kv;
    }
    return undefined;
  }

  /** The keys of a range, in order. `end` is exclusive; undefined: one key; `'\0'`: no end. */
  *keys(key: string, end: string | undefined): Generator<string> {
    if (end === undefined || end === '') {
      if (this.#versions.has(key)) yield key;
      return;
    }
    const from = this.#lowerBound(key);
    for (let place = from; place < this.#keys.length; place++) {
      const found = this.#keys[place]!;
      if (end !== '\0' && found >= end) return;
      yield found;
    }
  }

  allKeys(): readonly string[] {
    return this.#keys;
  }

  /** Takes keys in their order, with their versions, in the place of all that it has. */
  restore(keys: readonly (readonly [key: string, versions: readonly Version[]])[]): void {
    this.#keys.length = 0;
    this.#versions.clear();
    for (const [key, versions] of keys) {
      this.#keys.push(key);
      this.#versions.set(key, [...versions]);
    }
  }

  /**
   * Forgets versions that only revisions before `revision` can see; tells each one dropped. What is
   * deleted at that very revision is still known as such.
   */
  compact(revision: number, dropped: (version: Version) => void): void {
    const kept: string[] = [];
    for (const key of this.#keys) {
      const versions = this.#versions.get(key)!;
      const later = versions.findIndex((version) => version.main > revision);
      const count = later < 0 ? versions.length : later;
      // The last one that the revision itself sees stays, unless it has long said that there is
      // nothing.
      const last = versions[count - 1];
      const isKept = last && (last.kv !== undefined || last.main === revision);
      const keep = isKept ? count - 1 : count;
      for (const version of versions.splice(0, keep)) dropped(version);
      if (versions.length > 0) kept.push(key);
      else this.#versions.delete(key);
    }
    if (kept.length === this.#keys.length) return;
    this.#keys.length = 0;
    for (const key of kept) this.#keys.push(key);
  }

  #lowerBound(key: string): number {
    let low = 0;
    let high = this.#keys.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#keys[middle]! < key) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
