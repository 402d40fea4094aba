const ROUNDS = 64;

/** The first 32 bits of the fractions of roots of the first primes. Source: FIPS 180-4 §4.2.2 */
const { constants, initial } = makeTables();

/**
 * SHA-256, with which a snapshot is sealed. Nothing here is a secret.
 *
 * Shape:   32 characters, one for each byte
 * Source:  FIPS 180-4
 */
export function sha256(bytes: Uint8Array): string {
  const state = Uint32Array.from(initial);
  const words = new Uint32Array(ROUNDS);
  const padded = pad(bytes);
  const view = new DataView(padded.buffer);
  for (let at = 0; at < padded.length; at += 64) digestBlock(state, words, view, at);
  let text = '';
  for (const word of state) {
    for (const shift of [24, 16, 8, 0]) text += String.fromCharCode((word >>> shift) & 0xff);
  }
  return text;
}

function pad(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const padded = new Uint8Array((Math.floor((bytes.length + 8) / 64) + 1) * 64);
  padded.set(bytes);
  padded[bytes.length] = 0x80;
  new DataView(padded.buffer).setUint32(padded.length - 4, bytes.length * 8);
  return padded;
}

function digestBlock(state: Uint32Array, words: Uint32Array, view: DataView, at: number): void {
  for (let round = 0; round < 16; round++) words[round] = view.getUint32(at + round * 4);
  for (let round = 16; round < ROUNDS; round++) {
    const [before, last] = [words[round - 15]!, words[round - 2]!];
    const mixed = rotate(before, 7) ^ rotate(before, 18) ^ (before >>> 3);
    const other = rotate(last, 17) ^ rotate(last, 19) ^ (last >>> 10);
    words[round] = words[round - 16]! + mixed + words[round - 7]! + other;
  }
  let [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = state;
  for (let round = 0; round < ROUNDS; round++) {
    const chosen = (e & f) ^ (~e & g);
    const sumE = rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25);
    const first = (h + sumE + chosen + constants[round]! + words[round]!) | 0;
    const majority = (a & b) ^ (a & c) ^ (b & c);
    const second = ((rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22)) + majority) | 0;
    [a, b, c, d, e, f, g, h] = [(first + second) | 0, a, b, c, (d + first) | 0, e, f, g];
  }
  for (const [place, word] of [a, b, c, d, e, f, g, h].entries()) state[place]! += word;
}

function rotate(word: number, bits: number): number {
  return (word >>> bits) | (word << (32 - bits));
}

/** Square roots for the start, cube roots for the rounds, by whole numbers alone. */
function makeTables(): { readonly constants: Uint32Array; readonly initial: Uint32Array } {
  const primes: bigint[] = [];
  for (let number = 2n; primes.length < ROUNDS; number++) {
    if (primes.every((prime) => number % prime !== 0n)) primes.push(number);
  }
  const fraction = (prime: bigint, power: 2n | 3n): number =>
    Number(root(prime << (32n * power), power) & 0xffffffffn);
  return {
    constants: Uint32Array.from(primes, (prime) => fraction(prime, 3n)),
    initial: Uint32Array.from(primes.slice(0, 8), (prime) => fraction(prime, 2n)),
  };
}

function root(value: bigint, power: 2n | 3n): bigint {
  let [low, high] = [0n, 1n << 40n];
  while (high - low > 1n) {
    const middle = (low + high) >> 1n;
    const raised = power === 2n ? middle * middle : middle * middle * middle;
    if (raised <= value) low = middle;
    else high = middle;
  }
  return low;
}
