import type { Random } from '../kernel/index.ts';

/** Source: apimachinery util/rand `alphanums`: no vowels, so that no word comes about. */
const SUFFIX_ALPHABET = 'bcdfghjklmnpqrstvwxz2456789';
const SUFFIX_LENGTH = 5;
const NAME_MAX = 63;

/** A random UUID, version 4. */
export function makeUuid(random: Random): string {
  const [a, b, c, d] = [random.hex(8), random.hex(8), random.hex(8), random.hex(8)];
  const variant = '89ab'[Number.parseInt(c.charAt(0), 16) % 4]!;
  const middle = `${b.slice(0, 4)}-4${b.slice(5)}-${variant}${c.slice(1, 4)}`;
  return `${a}-${middle}-${c.slice(4)}${d}`;
}

/** What `generateName` becomes. Shape: `web-` → `web-x7k2p` */
export function makeName(random: Random, prefix: string): string {
  let suffix = '';
  while (suffix.length < SUFFIX_LENGTH) {
    suffix += SUFFIX_ALPHABET[random.int(0, SUFFIX_ALPHABET.length)]!;
  }
  return prefix.slice(0, NAME_MAX - SUFFIX_LENGTH) + suffix;
}
