/**
 * Seeded luck. One seed makes the whole lab; every process gets a fork of its own, named after it,
 * so that a process which draws once more does not change what another one draws.
 *
 * Source:  sfc32 (Chris Doty-Humphrey, PractRand), seeded by a 32-bit string hash
 */
export class Random {
  #a: number;
  #b: number;
  #c: number;
  #counter = 1;
  readonly #seed: string;

  constructor(seed: string) {
    this.#seed = seed;
    this.#a = hash32(seed, 0x9e3779b9);
    this.#b = hash32(seed, 0x243f6a88);
    this.#c = hash32(seed, 0xb7e15162);
    for (let round = 0; round < 12; round++) this.uint32();
  }

  /**
   * A generator that depends on this one's seed and on `name` alone, not on what was drawn so far.
   */
  fork(name: string): Random {
    return new Random(`${this.#seed}/${name}`);
  }

  /** A whole number from 0 to 2³² − 1. */
  uint32(): number {
    const sum = (((this.#a + this.#b) | 0) + this.#counter) | 0;
    this.#counter = (this.#counter + 1) | 0;
    this.#a = this.#b ^ (this.#b >>> 9);
    this.#b = (this.#c + (this.#c << 3)) | 0;
    this.#c = (((this.#c << 21) | (this.#c >>> 11)) + sum) | 0;
    return sum >>> 0;
  }

  /** A whole number in [lo, hiExclusive). The range is at most 2³² wide. */
  int(lo: number, hiExclusive: number): number {
    return lo + Math.floor((this.uint32() / 4_294_967_296) * (hiExclusive - lo));
  }

  /** True once in `1 / probability` draws. */
  chance(probability: number): boolean {
    return probability > 0 && this.uint32() < probability * 4_294_967_296;
  }

  /** One of the items. Errors: throws on an empty list, which is a bug of the caller. */
  pick<T>(items: readonly T[]): T {
    const item = items[this.int(0, items.length)];
    if (item === undefined) throw new Error('pick: the list is empty');
    return item;
  }

  /** Shape: `digits` lower-case hexadecimal digits. */
  hex(digits: number): string {
    let text = '';
    while (text.length < digits) {
      const drawn = this.uint32();
      text += bytes[drawn >>> 24]! + bytes[(drawn >>> 16) & 255]!;
      text += bytes[(drawn >>> 8) & 255]! + bytes[drawn & 255]!;
    }
    return text.length === digits ? text : text.slice(0, digits);
  }
}

/** Every byte in hexadecimal. */
const bytes = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

/** FNV-1a with a final mix; the same in every engine. */
export function hash32(text: string, basis = 0x811c9dc5): number {
  let hash = basis | 0;
  for (let at = 0; at < text.length; at++) {
    hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  }
  hash ^= hash >>> 16;
  hash = Math.imul(hash, 0x85ebca6b);
  hash ^= hash >>> 13;
  return hash >>> 0;
}
