import { expect, test } from 'vitest';
import { Channel, RpcError, serveGrpc } from '../../labs/cluster/client/grpc.ts';
import { serveHttp } from '../../labs/cluster/client/http.ts';
import {
  Kernel,
  Listener,
  MILLISECOND,
  never,
  SECOND,
  sleep,
  wait,
  type Program,
  type Task,
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
    const listener = Listener.open(process, 2_379);
    if (listener !== 'EADDRINUSE') serveHttp(process, listener, () => wait(never));
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

test('a server that was frozen is left alone once its silence was noticed', () => {
  const machine = new Machine(new Kernel('frozen'), {
    name: 'cp-1',
    addresses: ['10.0.0.21'],
    programs: new Map(),
    files: {},
  });
  machine.powerOn();
  const { kernel } = machine;
  const spawn = (program: Program) => machine.spawn({ program, argv: ['test'], streams: [] });
  const server = (port: number): Program =>
    function* (process) {
      const listener = Listener.open(process, port);
      if (listener === 'EADDRINUSE') return 1;
      const unary = new Map([['test/Ask', () => answer()]]);
      serveHttp(process, listener, (stream) => serveGrpc({ unary, streaming: new Map() }, stream));
      return yield* wait(never);
    };
  const [frozen] = [spawn(server(2_379)), spawn(server(2_380))];
  const failedSeconds: number[] = [];
  spawn(function* (process) {
    const keepalive = { timeUs: 30 * SECOND, timeoutUs: 10 * SECOND };
    const targets = ['127.0.0.1:2379', '127.0.0.1:2380'];
    const channel = new Channel(process, { targets, keepalive });
    for (;;) {
      const atUs = process.nowUs;
      const said = yield* channel.unary('test/Ask', {}, { deadlineUs: atUs + 2 * SECOND });
      if (said instanceof RpcError) failedSeconds.push(Math.floor(atUs / SECOND));
      yield* sleep(SECOND);
    }
  });
  kernel.run(60 * SECOND);
  expect(failedSeconds).toEqual([]);
  frozen!.signal('SIGSTOP');
  kernel.run(600 * SECOND);
  expect(failedSeconds.length).toBeGreaterThan(5);
  expect(failedSeconds.at(-1)).toBeLessThan(60 + 45);
  frozen!.signal('SIGCONT');
  kernel.run(700 * SECOND);
  expect(kernel.panics).toEqual([]);
});

function* answer(): Task<object> {
  return {};
}
