import { describe, expect, it } from 'vitest';
import { Random } from '../../labs/cluster/kernel/index.ts';
import { TestCluster } from './harness.ts';

const isDeep = process.env['DEEP'] === '1';

interface Row {
  readonly what: string;
  readonly signal: 'SIGKILL' | 'SIGTERM';
  readonly heartbeatMs: number;
  readonly electionMs: number;
  /** Seconds until a new leader, measured on real etcd 3.5.30. */
  readonly recorded: readonly number[];
}

const kills: readonly Row[] = [
  {
    what: 'kill -9, 100/1000 ms',
    signal: 'SIGKILL',
    heartbeatMs: 100,
    electionMs: 1_000,
    recorded: [
      ...[1.609, 1.169, 1.099, 1.179, 0.965, 1.216, 1.451, 1.227, 1.568, 1.408, 1.565, 0.989],
      ...[1.193, 1.069, 1.172, 1.192, 1.353, 1.417, 1.564, 0.904, 1.861, 1.008, 1.065, 0.931],
      ...[1.163, 1.372, 1.362, 0.926, 1.578, 1.665],
    ],
  },
  {
    what: 'kill -9, 500/5000 ms',
    signal: 'SIGKILL',
    heartbeatMs: 500,
    electionMs: 5_000,
    recorded: [5.007, 6.588, 6.965, 6.605, 8.466, 5.295],
  },
];

/** How many medians make an interval, and in how many of a hundred the truth lies outside. */
const MEDIANS = 1_000;
const OUTSIDE_PERCENT = 5;
/** So many trials are drawn from, where there is no time for one of its own for each draw. */
const POOL = 240;

/** Seconds from the leader's death to the next leader. */
function electionTime({ signal, heartbeatMs, electionMs }: Omit<Row, 'recorded'>, seed: number) {
  const flags = [`--heartbeat-interval=${heartbeatMs}`, `--election-timeout=${electionMs}`];
  const cluster = new TestCluster(`failover-${seed}`, new Map(), 'loopback', { flags });
  cluster.start();
  cluster.runUntil(() => cluster.leader !== undefined);
  // Not at the same place within a heartbeat every time.
  cluster.runFor(3 + ((seed * 37) % heartbeatMs) / 1_000);
  const old = cluster.leader!;
  const startUs = cluster.kernel.nowUs;
  old.process!.signal(signal);
  cluster.runUntil(() => cluster.leader !== undefined && cluster.leader !== old, 60);
  return (cluster.kernel.nowUs - startUs) / 1_000_000;
}

function median(times: readonly number[]): number {
  return times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)]!;
}

/** Medians of as many trials as were recorded: each of its own in a deep run, else drawn. */
function simulatedMedians(row: Row): number[] {
  const size = row.recorded.length;
  const trials = Array.from({ length: isDeep ? MEDIANS * size : POOL }, (_, seed) =>
    electionTime(row, seed + 1),
  );
  const luck = new Random(row.what);
  return Array.from({ length: MEDIANS }, (_, at) =>
    median(
      isDeep
        ? trials.slice(at * size, (at + 1) * size)
        : Array.from({ length: size }, () => luck.pick(trials)),
    ),
  );
}

describe('a killed leader is replaced as fast as the recordings say', () => {
  for (const row of kills) {
    it(`${row.what}: the recorded median is one of those that are likely`, () => {
      const medians = simulatedMedians(row).toSorted((a, b) => a - b);
      const tail = Math.floor((MEDIANS * OUTSIDE_PERCENT) / 200);
      const recorded = median(row.recorded);
      expect(recorded).toBeGreaterThanOrEqual(medians[tail]!);
      expect(recorded).toBeLessThanOrEqual(medians[MEDIANS - 1 - tail]!);
    });
  }
});

it('a leader that is asked to go hands over in a few milliseconds', () => {
  const row = { what: '', signal: 'SIGTERM', heartbeatMs: 100, electionMs: 1_000 } as const;
  for (let seed = 1; seed <= (isDeep ? 1_000 : 20); seed++) {
    expect(electionTime(row, seed)).toBeLessThan(0.05);
  }
});
