import { formatRfc3339, SECOND, sleep, type Task } from '../kernel/index.ts';
import { isStreamEnd, respond, type HttpStream } from '../client/http.ts';
import { formatDuration } from '../client/zap.ts';
import { exponentialBounds, Histogram } from './histogram.ts';
import { dialPeer } from './peer-dial.ts';
import type { PeerContext } from './peer.ts';
import type { Id } from './raft/index.ts';

const PATH = '/raft/probing';
/** Source: rafthttp/probing_status.go `statusMonitoringInterval`, `statusErrorInterval` */
const HEALTHY_INTERVAL_US = 30 * SECOND;
const ERROR_INTERVAL_US = 5 * SECOND;
/** Real etcd has a prober for each, and asks the same member twice. */
const ROUND_TRIPPERS = ['ROUND_TRIPPER_SNAPSHOT', 'ROUND_TRIPPER_RAFT_MESSAGE'];

/**
 * Asks another member now and then whether it is there, and measures how long the answer takes.
 *
 * Source:  etcd server/etcdserver/api/rafthttp/probing_status.go; xiang90/probing
 * Differs: asks when it is time to tell and not every 4 s, so what it tells of is not smoothed;
 *          looks at no clock
 */
export class Prober {
  readonly #context: PeerContext;
  readonly #id: Id;
  /** Round trips. Source: rafthttp/metrics.go: from 0.1 ms to 3.2768 s. */
  readonly times = new Histogram(exponentialBounds(100, 2, 16));
  #isStopped = false;

  constructor(context: PeerContext, id: Id) {
    this.#context = context;
    this.#id = id;
  }

  stop(): void {
    this.#isStopped = true;
  }

  /** Shape: `url` tells where the member is by then */
  *run(url: () => string): Task<void> {
    let intervalUs = ERROR_INTERVAL_US;
    for (;;) {
      yield* sleep(intervalUs);
      if (this.#isStopped) return;
      const result = yield* this.#ask(url());
      if (this.#isStopped) return;
      const isHealthy = typeof result === 'number';
      for (const name of ROUND_TRIPPERS) {
        if (!isHealthy) this.#warn(name, result);
        this.times.observe(isHealthy ? result : 0);
      }
      intervalUs = isHealthy ? HEALTHY_INTERVAL_US : ERROR_INTERVAL_US;
    }
  }

  /** Shape: how long it took, in microseconds, or why there is no answer */
  *#ask(url: string): Task<number | string> {
    const { process, dialTimeoutUs } = this.#context;
    const link = yield* dialPeer(process, url, dialTimeoutUs);
    if (typeof link === 'string') return link;
    const startUs = process.nowUs;
    const request = { method: 'GET', path: PATH, headers: {} };
    const frame = yield* link.open(`http/GET ${PATH}`, { request, isEnd: true }).receive();
    link.close();
    return isStreamEnd(frame) ? frame.end : process.nowUs - startUs;
  }

  #warn(name: string, error: string): void {
    const message = 'prober detected unhealthy status';
    this.#context.log.warn('rafthttp/probing_status.go:68', message, {
      'round-tripper-name': name,
      'remote-peer-id': this.#id,
      rtt: formatDuration(0),
      error,
    });
  }
}

export function isProbe({ request }: HttpStream): boolean {
  return request?.path === PATH;
}

/** Source: xiang90/probing server.go `NewHandler` */
export function answerProbe(stream: HttpStream, nowUs: number): void {
  const body = JSON.stringify({ OK: true, Now: formatRfc3339(nowUs) });
  respond(stream, 200, { 'Content-Type': 'text/plain; charset=utf-8' }, `${body}\n`);
}
