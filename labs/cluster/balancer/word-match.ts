/** What HAProxy adds where a word looks like one that it knows; '' where none is near. */
export function didYouMean(word: string, known: readonly string[]): string {
  const print = fingerprint(word);
  let best = '';
  let least = Infinity;
  for (const candidate of known) {
    const apart = distance(print, fingerprint(candidate));
    if (apart >= least) continue;
    least = apart;
    best = candidate;
  }
  const isNear = least <= 2 * word.length && least <= 2 * best.length;
  return isNear ? `; did you mean '${best}' maybe ?` : '';
}

const END = '^';

/**
 * Which letters a word has, and how often each follows each other one, its ends included.
 *
 * Source:  HAProxy 2.6 src/tools.c `make_word_fingerprint`
 */
function fingerprint(word: string): Map<string, number> {
  const pairs = new Map<string, number>();
  let before = END;
  const letters = word
    .toLowerCase()
    .replace(/\d/g, '0')
    .replace(/[^a-z0]/g, '.');
  for (const letter of [...letters, END]) {
    const pair = before + letter;
    pairs.set(pair, (pairs.get(pair) ?? 0) + 1);
    if (letter !== END) pairs.set(letter, 1);
    before = letter;
  }
  return pairs;
}

/** The sum of the squares of what two words differ by. */
function distance(a: ReadonlyMap<string, number>, b: ReadonlyMap<string, number>): number {
  let sum = 0;
  for (const pair of new Set([...a.keys(), ...b.keys()])) {
    const difference = (a.get(pair) ?? 0) - (b.get(pair) ?? 0);
    sum += difference * difference;
  }
  return sum;
}
