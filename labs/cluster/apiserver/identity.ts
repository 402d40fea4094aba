import type { Random } from '../kernel/index.ts';

/** Source: apimachinery util/rand `alphanums`: no vowels, so that no word comes about. */
const SUFFIX_ALPHABET = 'bcdfghjklmnpqrstvwxz2456789';
const SUFFIX_LENGTH = 5;
const NAME_MAX = 63;

/** A random UUID, version 4. */
export function makeUuid(random: Random): string {
  const hex = random.hex(32);
  const variant = '89ab'[Number.parseInt(hex.charAt(16), 16) % 4]!;
  const parts = [hex.slice(0, 8), hex.slice(8, 12), `4${hex.slice(13, 16)}`];
  return [...parts, variant + hex.slice(17, 20), hex.slice(20)].join('-');
}

/** What `generateName` becomes. Shape: `web-` → `web-x7k2p` */
export function makeName(random: Random, prefix: string): string {
  let suffix = '';
  while (suffix.length < SUFFIX_LENGTH) {
    suffix += SUFFIX_ALPHABET[random.int(0, SUFFIX_ALPHABET.length)]!;
  }
  return prefix.slice(0, NAME_MAX - SUFFIX_LENGTH) + suffix;
}
