import {
  HttpLink,
  requestHttp,
  type HttpResponse,
  type RequestHead,
} from '../../labs/cluster/client/http.ts';
import type { RestConfig } from '../../labs/cluster/client/rest.ts';
import { dialTls } from '../../labs/cluster/client/tls.ts';
import {
  after,
  MILLISECOND,
  select,
  sleep,
  type Process,
  type Program,
  type Task,
} from '../../labs/cluster/kernel/index.ts';

/** What is asked, again and again. */
export interface Probe {
  /** As the recordings name it: `lb.get`, `a0.readyz`. */
  readonly name: string;
  readonly address: string;
  readonly method: 'GET' | 'PATCH';
  readonly path: string;
  /** The body of the n-th request. */
  readonly body?: (number: number) => string;
  readonly periodUs: number;
  readonly limitUs: number;
  /** How long after the probes' common start it asks first. */
  readonly offsetUs: number;
}

/** One request: when it began, and what came of it. Both ends in virtual time. */
export interface Sample {
  readonly startUs: number;
  endUs: number | undefined;
  /** `ok`, or how it failed; undefined while it is under way. */
  outcome: string | undefined;
}

const PORT = 6_443;

/**
 * Asks open-loop: a request begins when it is due, whatever became of the ones before, each on a
 * fresh connection, each with the same patience, none tried again.
 */
export function probeProgram(probe: Probe, config: RestConfig, samples: Sample[]): Program {
  return function* (process) {
    yield* sleep(probe.offsetUs);
    for (let number = 1; ; number++) {
      const sample: Sample = { startUs: process.nowUs, endUs: undefined, outcome: undefined };
      samples.push(sample);
      process.go(askOnce(process, probe, config, number, sample));
      yield* sleep(probe.periodUs);
    }
  };
}

/**
 * How long the recorder's threads took to get to their first packet, where nothing was wrong: its
 * quickest answers took 5 ms, its slowest 40. Units: microseconds
 */
const LATENESS_MAX_US = 20 * MILLISECOND;

function* askOnce(
  process: Process,
  probe: Probe,
  config: RestConfig,
  number: number,
  sample: Sample,
): Task<void> {
  let outcome = 'timeout';
  const asking = process.go(ask(process, probe, config, number, (result) => (outcome = result)));
  const first = yield* select({ done: asking.done, late: after(probe.limitUs) });
  if (first.which === 'late') asking.cancel();
  sample.endUs = process.nowUs;
  sample.outcome = outcome;
}

function* ask(
  process: Process,
  { address, method, path, body, limitUs }: Probe,
  { authorities, certificate }: RestConfig,
  number: number,
  done: (outcome: string) => void,
): Task<void> {
  yield* sleep(process.random.int(0, LATENESS_MAX_US));
  const dialled = yield* dialTls(process, address, PORT, {
    serverName: address,
    authorities,
    certificate,
    timeoutUs: limitUs,
    handshakeTimeoutUs: limitUs,
  });
  if ('error' in dialled) {
    done(dialled.cause === 'ECONNREFUSED' ? 'refused' : dialled.cause);
    return;
  }
  const link = new HttpLink(dialled.connection);
  try {
    const headers = { 'content-type': 'application/merge-patch+json', accept: 'application/json' };
    const head: RequestHead = { method, path, headers };
    const answer = yield* requestHttp(link, head, body?.(number));
    const end = link.end?.end === 'ECONNRESET' ? 'reset' : 'EOF';
    done(answer === undefined ? end : describe(answer));
  } finally {
    link.close();
  }
}

/** Shape: `ok`; `500 etcdserver: request timed out`; `500 etcd,etcd-readiness` for health checks */
function describe({ status, body }: HttpResponse): string {
  if (status < 300) return 'ok';
  const failed = [...body.matchAll(/^\[-\](\S+) failed/gm)].map(([, check]) => check);
  if (failed.length > 0) return `${status} ${failed.join(',')}`;
  const { message } = JSON.parse(body) as { message?: string };
  return `${status} ${message ?? ''}`;
}
