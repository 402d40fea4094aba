/** A recorded number that the simulated drills do not reach, and why that is so. */
export interface Miss {
  readonly row: string;
  /** The measure's name, or how requests failed: `fails: EOF`. */
  readonly what: string;
  readonly why: string;
}

const TWO_CORES =
  'the recorder started all at once on one machine of 2 cores, where each other one costs 0.6 s';
const RACE =
  'luck gives one of a write and a get to the dead server; both together fit how long it lasted';

const IN_FLIGHT = 'luck: one request was on its way when the server died; here it is one in thirty';

/**
 * With one to three recordings a row, one value in ten lies outside of p5 to p95 by luck alone. No
 * program costs processor time here, and each machine is one of its own; the recordings were made
 * on one machine with two cores.
 */
export const misses: readonly Miss[] = [
  {
    row: 'stacked: etcd follower',
    what: 'apiservers ready again, s',
    why: "luck of the client's back-off, which finds the member again 43 ± 3 s after its loss",
  },
  {
    row: 'stacked: etcd leader',
    what: 'apiservers ready again, s',
    why: "luck of the client's back-off; 0.02 s beyond p95 and the clock's share",
  },
  { row: 'stacked: etcd leader', what: 'gets that worked, %', why: RACE },
  {
    row: 'stacked: etcd quorum lost',
    what: 'trouble ends, s',
    why: 'the second recording was watched for half a second longer than the drills',
  },
  { row: 'external: an apiserver and a member', what: 'writes that worked, %', why: RACE },
  {
    row: 'external: etcd quorum lost',
    what: 'slowest failure, s',
    why: "the recorder's 15 s limit rang late, with eighty of its threads waiting",
  },
  { row: 'external: 1 apiserver, redispatch', what: 'gets that worked, %', why: IN_FLIGHT },
  { row: 'external: 1 apiserver, redispatch', what: 'trouble ends, s', why: IN_FLIGHT },
  { row: 'external: 1 apiserver, redispatch', what: 'fails: EOF', why: IN_FLIGHT },
  { row: 'both: 1 apiserver', what: 'writes that worked, %', why: RACE },
  { row: 'both: 2 apiservers', what: 'apiservers ready again, s', why: TWO_CORES },
  { row: 'both: apiserver SIGTERM', what: 'gets that worked, %', why: RACE },
  { row: 'both: apiserver SIGTERM', what: 'lists that worked, %', why: RACE },
  { row: 'both: apiserver SIGTERM', what: 'writes that worked, %', why: RACE },
  {
    row: 'both: apiserver SIGTERM',
    what: 'trouble ends, s',
    why: 'luck of where the third failed check falls: 6 s after the loss at the latest',
  },
  {
    row: 'both: apiserver SIGTERM',
    what: 'apiservers ready again, s',
    why: 'in the stacked recording nobody started it again',
  },
  { row: 'both: all apiservers', what: 'apiservers ready again, s', why: TWO_CORES },
  {
    row: 'both: all apiservers',
    what: 'balancer serves again, s',
    why: 'follows from when they are ready: after two good checks, two seconds apart',
  },
  { row: 'both: 2 nodes', what: 'apiservers ready again, s', why: TWO_CORES },
];

export function reasonFor(row: string, what: string): string | undefined {
  return misses.find((miss) => miss.row === row && miss.what === what)?.why;
}
