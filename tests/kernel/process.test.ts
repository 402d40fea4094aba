import { expect, test } from 'vitest';
import {
  after,
  exitStatus,
  makePipe,
  never,
  NullStream,
  SECOND,
  select,
  sleep,
  wait,
} from '../../labs/cluster/kernel/index.ts';
import { PIPE_CAPACITY } from '../../labs/cluster/kernel/pipe.ts';
import { makeHosts, spawn } from './bare-lab.ts';

test('events of one time happen in the order in which they were added', () => {
  const { kernel } = makeHosts(1);
  const seen: string[] = [];
  kernel.after(20, () => seen.push('late'));
  kernel.after(10, () => seen.push('first'));
  kernel.after(10, () => seen.push('second'));
  const giveUp = kernel.after(10, () => seen.push('never'));
  kernel.after(10, () => seen.push('third'));
  giveUp();
  kernel.run(15);
  expect(seen).toEqual(['first', 'second', 'third']);
  expect(kernel.nowUs).toBe(15);
  kernel.run(100);
  expect(seen.at(-1)).toBe('late');
});

test('of two waits that wake together, the one named first wins, and the other is disarmed', () => {
  const { kernel, hosts } = makeHosts(1);
  const winners: string[] = [];
  spawn(hosts[0], function* () {
    for (let round = 0; round < 3; round++) {
      const first = yield* select({ a: after(10), b: after(10) });
      winners.push(first.which);
    }
  });
  kernel.run(SECOND);
  expect(winners).toEqual(['a', 'a', 'a']);
  expect(kernel.nextAtUs).toBeUndefined();
});

test('a process that waits is killed where it waits, and its parent learns how', () => {
  const { kernel, hosts } = makeHosts(1);
  let hasUnwound = false;
  const child = spawn(hosts[0], function* () {
    try {
      yield* wait(never);
    } finally {
      hasUnwound = true;
    }
  });
  let status = -1;
  spawn(hosts[0], function* () {
    status = exitStatus(yield* wait(child.exited));
  });
  kernel.run(SECOND);
  child.signal('SIGTERM');
  kernel.settle();
  expect([hasUnwound, status, child.state]).toEqual([true, 143, 'exited']);
});

test('SIGSTOP parks what would run, SIGCONT lets it go on, SIGKILL works on both', () => {
  const { kernel, hosts } = makeHosts(1);
  const beats: number[] = [];
  const beating = spawn(hosts[0], function* (process) {
    for (;;) {
      yield* sleep(SECOND);
      beats.push(process.nowUs / SECOND);
    }
  });
  kernel.run(2.5 * SECOND);
  beating.signal('SIGSTOP');
  kernel.run(10 * SECOND);
  expect(beats).toEqual([1, 2]);
  beating.signal('SIGCONT');
  kernel.run(11.5 * SECOND);
  expect(beats).toEqual([1, 2, 10, 11]);
  beating.signal('SIGSTOP');
  beating.signal('SIGKILL');
  expect(beating.exit).toEqual({ code: 137, signal: 'SIGKILL' });
});

test('a pipe makes its writer wait, and ends it once nobody reads', () => {
  const { kernel, hosts } = makeHosts(1);
  const { reader, writer } = makePipe();
  const none = new NullStream();
  let written = 0;
  const producer = spawn(
    hosts[0],
    function* (process) {
      for (;;) {
        yield* process.print('x'.repeat(1_000));
        written += 1_000;
      }
    },
    [none, writer, none],
  );
  let read = 0;
  const consumer = spawn(
    hosts[0],
    function* (process) {
      for (;;) {
        yield* sleep(SECOND);
        read += (yield* process.read()).length;
      }
    },
    [reader, none, none],
  );
  kernel.run(0.5 * SECOND);
  expect(written).toBeLessThanOrEqual(PIPE_CAPACITY);
  kernel.run(3.5 * SECOND);
  expect(read).toBe(3 * PIPE_CAPACITY);
  consumer.signal('SIGKILL');
  kernel.settle();
  expect(producer.exit?.signal).toBe('SIGPIPE');
});

test('an orphan belongs to process 1, and process 1 is not killed', () => {
  const { kernel, hosts } = makeHosts(1);
  const init = spawn(hosts[0], () => wait(never));
  init.isInit = true;
  const parent = spawn(hosts[0], () => wait(never));
  const child = hosts[0].spawn({
    program: function* () {
      return yield* wait(never);
    },
    argv: ['child'],
    streams: [],
    parent,
  });
  kernel.settle();
  parent.signal('SIGKILL');
  init.signal('SIGKILL');
  expect([child.parentPid, init.state]).toEqual([1, 'running']);
});

test('an exception in a program ends that process alone', () => {
  const { kernel, hosts } = makeHosts(1);
  const broken = spawn(hosts[0], function* () {
    yield* sleep(1);
    throw new Error('a bug');
  });
  const other = spawn(hosts[0], () => wait(never));
  kernel.run(SECOND);
  expect([broken.exit?.code, other.state, kernel.panics.length]).toEqual([134, 'running', 1]);
});
