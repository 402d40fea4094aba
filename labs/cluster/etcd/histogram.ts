/**
 * A histogram of times, as Prometheus' client keeps it.
 *
 * Units: microseconds; in the text, seconds
 */
export class Histogram {
  readonly #boundsUs: readonly number[];
  /** Behind the bounds, what is beyond all of them. */
  readonly #counts: number[];
  #sumUs = 0;

  constructor(boundsUs: readonly number[]) {
    this.#boundsUs = boundsUs;
    this.#counts = Array.from({ length: boundsUs.length + 1 }, () => 0);
  }

  get count(): number {
    return this.#counts.reduce((sum, count) => sum + count, 0);
  }

  observe(tookUs: number): void {
    const at = this.#boundsUs.findIndex((boundUs) => tookUs <= boundUs);
    this.#counts[at < 0 ? this.#boundsUs.length : at]!++;
    this.#sumUs += tookUs;
  }

  /** Shape: what stands behind the name, and the value: `['_bucket{le="0.001"}', 3]` */
  samples(labels: string): (readonly [suffix: string, value: number])[] {
    let count = 0;
    const buckets = this.#counts.map((more, at) => {
      const boundUs = this.#boundsUs[at];
      const le = boundUs === undefined ? '+Inf' : String(boundUs / 1_000_000);
      return [`_bucket{${labels === '' ? '' : `${labels},`}le="${le}"}`, (count += more)] as const;
    });
    const braces = labels === '' ? '' : `{${labels}}`;
    return [...buckets, [`_sum${braces}`, this.#sumUs / 1_000_000], [`_count${braces}`, count]];
  }
}

/** Source: prometheus/client_golang `ExponentialBuckets` */
export function exponentialBounds(startUs: number, factor: number, count: number): number[] {
  const bounds = [startUs];
  while (bounds.length < count) bounds.push(bounds.at(-1)! * factor);
  return bounds;
}

/** From 1 ms to 8.192 s: what etcd measures its disk by. Source: server/wal/metrics.go */
export const diskBoundsUs = exponentialBounds(1_000, 2, 14);
