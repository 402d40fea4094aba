import { expect, test } from 'vitest';
import { Channel } from '../../labs/cluster/client/grpc.ts';
import {
  Kernel,
  Listener,
  MILLISECOND,
  never,
  SECOND,
  sleep,
  wait,
  type Program,
} from '../../labs/cluster/kernel/index.ts';
import { Machine } from '../../labs/cluster/machine/index.ts';

/** When a channel finds a port that opens late. Units: microseconds of virtual time */
function findsAt(seed: string, opensUs: number): number {
  const machine = new Machine(new Kernel(seed), {
    name: 'cp-1',
    addresses: ['10.0.0.21'],
    programs: new Map(),
    files: {},
  });
  machine.powerOn();
  const spawn = (program: Program) => machine.spawn({ program, argv: ['test'], streams: [] });
  spawn(function* (process) {
    yield* sleep(opensUs);
    Listener.open(process, 2_379);
    return yield* wait(never);
  });
  let foundUs = Infinity;
  spawn(function* (process) {
    const channel = new Channel(process, { targets: ['127.0.0.1:2379'] });
    yield* channel.waitReady(process.nowUs + 60 * SECOND);
    foundUs = process.nowUs;
    return 0;
  });
  machine.kernel.run(60 * SECOND);
  return foundUs;
}

test('a channel tries again after a second sharp, then later and later, by luck', () => {
  const seeds = ['1', '2', '3', '4', '5'];
  for (const seed of seeds) {
    const foundUs = findsAt(seed, 500 * MILLISECOND);
    expect(foundUs).toBeGreaterThanOrEqual(SECOND);
    expect(foundUs).toBeLessThan(SECOND + MILLISECOND);
  }
  const second = seeds.map((seed) => findsAt(seed, 1.1 * SECOND));
  expect(Math.min(...second)).toBeGreaterThanOrEqual(SECOND + 1.28 * SECOND);
  expect(Math.max(...second)).toBeLessThan(SECOND + 1.93 * SECOND);
  expect(new Set(second).size).toBe(seeds.length);
});
