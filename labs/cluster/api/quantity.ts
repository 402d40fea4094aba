/** Powers of a suffix, as numerator and denominator. */
const suffixes: Readonly<Record<string, readonly [bigint, bigint]>> = {
  n: [1n, 1_000_000_000n],
  u: [1n, 1_000_000n],
  m: [1n, 1_000n],
  '': [1n, 1n],
  k: [1_000n, 1n],
  M: [1_000_000n, 1n],
  G: [1_000_000_000n, 1n],
  T: [1_000_000_000_000n, 1n],
  P: [1_000_000_000_000_000n, 1n],
  Ki: [1_024n, 1n],
  Mi: [1_048_576n, 1n],
  Gi: [1_073_741_824n, 1n],
  Ti: [1_099_511_627_776n, 1n],
  Pi: [1_125_899_906_842_624n, 1n],
};

/**
 * Reads an amount of a resource: `250m`, `1.5`, `512Mi`.
 *
 * Units:   thousandths, rounded up
 * Errors:  undefined where the text is none
 * Source:  apimachinery api/resource/quantity.go `ParseQuantity`
 * Differs: no decimal exponents (`1e3`)
 */
export function parseQuantity(value: string | number): bigint | undefined {
  const match = /^([+-]?)(\d*)(?:\.(\d*))?([numkMGTP]|[KMGTP]i)?$/.exec(String(value));
  if (!match || (!match[2] && !match[3])) return undefined;
  const fraction = match[3] ?? '';
  const [numerator, denominator] = suffixes[match[4] ?? '']!;
  const digits = BigInt(`${match[2]}${fraction}` || '0');
  const scale = denominator * BigInt(`1${'0'.repeat(fraction.length)}`);
  const thousandths = (digits * numerator * 1_000n + scale - 1n) / scale;
  return match[1] === '-' ? -thousandths : thousandths;
}
