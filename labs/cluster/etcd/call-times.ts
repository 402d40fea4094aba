import { Histogram } from './histogram.ts';

/** Source: prometheus/client_golang `DefBuckets`. Units: microseconds. */
const BOUNDS_US = [
  5_000, 10_000, 25_000, 50_000, 100_000, 250_000, 500_000, 1_000_000, 2_500_000, 5_000_000,
  10_000_000,
];

/**
 * How long calls of clients take, method by method. Nothing is kept of a method that was not added,
 * and only `--metrics=extensive` adds them.
 *
 * Source: grpc-ecosystem/go-grpc-prometheus server_metrics.go
 */
export class CallTimes {
  readonly #methods = new Map<string, { readonly labels: string; readonly times: Histogram }>();

  /** Shape: `add('KV/Range', 'unary')` */
  add(name: string, type: 'unary' | 'server_stream' | 'bidi_stream'): void {
    const [service, method] = name.split('/');
    const where = `grpc_method="${method}",grpc_service="etcdserverpb.${service}"`;
    const labels = `${where},grpc_type="${type}"`;
    this.#methods.set(name, { labels, times: new Histogram(BOUNDS_US) });
  }

  /** Takes note of a call that is over, however it ended. Units: microseconds. */
  observe(name: string, tookUs: number): void {
    this.#methods.get(name)?.times.observe(tookUs);
  }

  /** In the order in which Prometheus writes them. */
  get series(): (readonly [labels: string, Histogram])[] {
    const series = [...this.#methods.values()].map(({ labels, times }) => [labels, times] as const);
    return series.sort(([a], [b]) => (a < b ? -1 : 1));
  }
}
