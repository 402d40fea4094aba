import { utf8 } from '../client/utf8.ts';

/**
 * SHA-1, of which etcd makes member and cluster ids. Nothing here is a secret.
 *
 * Shape:   bytes in, the first 8 of the 20 bytes out, as etcd prints an id
 * Source:  RFC 3174
 */
export function sha1Id(bytes: readonly number[]): string {
  const state = [0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0];
  const padded = pad(bytes);
  for (let at = 0; at < padded.length; at += 64) digestBlock(state, padded.slice(at, at + 64));
  const digits = (word: number): string => (word >>> 0).toString(16).padStart(8, '0');
  return (digits(state[0]!) + digits(state[1]!)).replace(/^0+(?=.)/, '');
}

export function sha1IdOfText(text: string): string {
  return sha1Id(utf8(text));
}

function pad(bytes: readonly number[]): number[] {
  const zeros = (119 - (bytes.length % 64)) % 64;
  const bits = bytes.length * 8;
  const length = [24, 16, 8, 0].map((shift) => (bits >>> shift) & 0xff);
  return [...bytes, 0x80, ...Array<number>(zeros).fill(0), 0, 0, 0, 0, ...length];
}

function digestBlock(state: number[], block: readonly number[]): void {
  const words: number[] = [];
  for (let at = 0; at < 64; at += 4) {
    const [a = 0, b = 0, c = 0, d = 0] = block.slice(at, at + 4);
    words.push((a << 24) | (b << 16) | (c << 8) | d);
  }
  for (let at = 16; at < 80; at++) {
    const mixed = words[at - 3]! ^ words[at - 8]! ^ words[at - 14]! ^ words[at - 16]!;
    words.push(rotate(mixed, 1));
  }
  let [a = 0, b = 0, c = 0, d = 0, e = 0] = state;
  for (let round = 0; round < 80; round++) {
    const mixed = mix(round, b, c, d) + constants[Math.floor(round / 20)]!;
    const next = (rotate(a, 5) + mixed + e + words[round]!) | 0;
    e = d;
    d = c;
    c = rotate(b, 30);
    b = a;
    a = next;
  }
  for (const [at, word] of [a, b, c, d, e].entries()) state[at] = (state[at]! + word) | 0;
}

const constants = [0x5a827999, 0x6ed9eba1, 0x8f1bbcdc, 0xca62c1d6];

function mix(round: number, b: number, c: number, d: number): number {
  if (round < 20) return (b & c) | (~b & d);
  if (round < 40) return b ^ c ^ d;
  return round < 60 ? (b & c) | (b & d) | (c & d) : b ^ c ^ d;
}

function rotate(word: number, bits: number): number {
  return (word << bits) | (word >>> (32 - bits));
}
