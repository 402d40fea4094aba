import { expect, test } from 'vitest';
import {
  type Connection,
  Listener,
  MILLISECOND,
  SECOND,
  wait,
  type Host,
  type Process,
  type Task,
} from '../../labs/cluster/kernel/index.ts';
import { makeHosts, spawn } from './bare-lab.ts';

/** A server that takes note of all that it gets on port 80. */
function listen(host: Host, got: unknown[]): Process {
  return spawn(host, function* (process) {
    const listener = Listener.open(process, 80);
    if (listener === 'EADDRINUSE') return;
    for (;;) {
      const connection = yield* listener.accept();
      if (connection === undefined) return;
      process.go(noteAll(connection, got));
    }
  });
}

function* noteAll(connection: Connection, got: unknown[]): Task<void> {
  for (;;) {
    const message = yield* connection.receive();
    got.push(typeof message === 'string' ? message : message.body);
    if (typeof message === 'string') return;
  }
}

/** Dials port 80 of the second host, and says what came of it and when. */
function dial(from: Host, timeoutUs?: number, address = '10.0.0.2') {
  const result: { value?: unknown; atUs?: number; connection?: Connection; process?: Process } = {};
  result.process = spawn(from, function* (process) {
    const value = yield* process.kernel.network.dial(process, address, 80, timeoutUs);
    result.value = value;
    result.atUs = process.nowUs;
    if (typeof value === 'string') return;
    result.connection = value;
    yield* wait({ arm: () => () => undefined });
  });
  return result;
}

test('a dead process refuses at once; a dead host is silence until patience ends', () => {
  const { kernel, hosts } = makeHosts(2);
  const server = listen(hosts[1], []);
  kernel.run(SECOND);
  server.signal('SIGKILL');
  const refused = dial(hosts[0], 5 * SECOND);
  kernel.run(2 * SECOND);
  expect(refused.value).toBe('ECONNREFUSED');
  expect(refused.atUs).toBeLessThan(1.01 * SECOND);
  hosts[1].powerOff();
  const silent = dial(hosts[0], 5 * SECOND);
  kernel.run(20 * SECOND);
  expect([silent.value, silent.atUs]).toEqual(['ETIMEDOUT', 7 * SECOND]);
});

test('an address that nobody has is unreachable after three seconds, unless patience ends', () => {
  const { kernel, hosts } = makeHosts(2);
  const patient = dial(hosts[0], undefined, '10.0.0.99');
  const hasty = dial(hosts[0], 2 * SECOND, '10.0.0.99');
  kernel.run(5 * SECOND);
  expect([patient.value, patient.atUs]).toEqual(['EHOSTUNREACH', 3 * SECOND]);
  expect([hasty.value, hasty.atUs]).toEqual(['ETIMEDOUT', 2 * SECOND]);
});

test('what was sent into a cut arrives after it heals, in order and once', () => {
  const { kernel, hosts } = makeHosts(2);
  const got: unknown[] = [];
  listen(hosts[1], got);
  const { network } = kernel;
  const client = dial(hosts[0]);
  kernel.run(SECOND);
  client.connection!.send({ kind: 'x/0', body: 0 });
  network.setLink(hosts[0], hosts[1], { isCut: true });
  for (let body = 1; body <= 3; body++) client.connection!.send({ kind: `x/${body}`, body });
  kernel.run(3 * SECOND);
  expect(got).toEqual([0]);
  network.setLink(hosts[0], hosts[1], { isCut: false });
  client.connection!.send({ kind: 'x/4', body: 4 });
  kernel.run(8 * SECOND);
  expect(got).toEqual([0, 1, 2, 3, 4]);
});

test('data that nobody acknowledges ends a connection at its user timeout', () => {
  const { kernel, hosts } = makeHosts(2);
  listen(hosts[1], []);
  const client = dial(hosts[0]);
  kernel.run(SECOND);
  const connection = client.connection!;
  connection.userTimeoutUs = 10 * SECOND;
  hosts[1].powerOff();
  const sentUs = kernel.nowUs;
  connection.send({ kind: 'test', body: 1 });
  kernel.run(sentUs + 10 * SECOND - 1);
  expect(connection.ended).toBeUndefined();
  kernel.run(sentUs + 10 * SECOND);
  expect(connection.ended).toBe('ETIMEDOUT');
});

test('half of the packets lost: all arrive, in order', () => {
  const { kernel, hosts } = makeHosts(2);
  const got: unknown[] = [];
  listen(hosts[1], got);
  const client = dial(hosts[0]);
  kernel.run(SECOND);
  kernel.network.setLink(hosts[0], hosts[1], { loss: 0.5 });
  for (let body = 0; body < 50; body++) client.connection!.send({ kind: 'x/n', body });
  kernel.run(2_000 * SECOND);
  expect(got).toEqual(Array.from({ length: 50 }, (_, at) => at));
});

test('what was lost is sent again as soon as something later gets through', () => {
  const { kernel, hosts } = makeHosts(2);
  const got: unknown[] = [];
  listen(hosts[1], got);
  const client = dial(hosts[0]);
  kernel.run(SECOND);
  kernel.network.setLink(hosts[0], hosts[1], { loss: 0.3 });
  const late: number[] = [];
  for (let body = 0; body < 200; body++) {
    client.connection!.send({ kind: 'x/n', body });
    kernel.run(kernel.nowUs + 50 * MILLISECOND);
    late.push(body + 1 - got.length);
  }
  kernel.run(kernel.nowUs + 10 * SECOND);
  expect(got).toEqual(Array.from({ length: 200 }, (_, at) => at));
  // Without it one loss holds up four messages, and losses add up.
  expect(late.filter((count) => count === 0).length).toBeGreaterThan(120);
  expect(Math.max(...late)).toBeLessThan(10);
});

test('a cable that is cut tells of no gap: what was sent comes when it is mended', () => {
  const { kernel, hosts } = makeHosts(2);
  const got: unknown[] = [];
  listen(hosts[1], got);
  const client = dial(hosts[0]);
  kernel.run(SECOND);
  kernel.network.setLink(hosts[0], hosts[1], { isCut: true });
  client.connection!.send({ kind: 'x/n', body: 1 });
  client.connection!.send({ kind: 'x/n', body: 2 });
  kernel.run(kernel.nowUs + 300 * MILLISECOND);
  kernel.network.mendLink(hosts[0], hosts[1]);
  kernel.run(kernel.nowUs + 200 * MILLISECOND);
  expect(got).toEqual([]);
  kernel.run(kernel.nowUs + 200 * MILLISECOND);
  expect(got).toEqual([1, 2]);
});

test('a process that dies says goodbye; a host that lost power resets what it forgot', () => {
  const { kernel, hosts } = makeHosts(2);
  const got: unknown[] = [];
  listen(hosts[1], got);
  const first = dial(hosts[0]);
  const second = dial(hosts[0]);
  kernel.run(SECOND);
  first.process!.signal('SIGKILL');
  kernel.run(2 * SECOND);
  expect(got).toEqual(['EOF']);
  hosts[1].powerOff();
  kernel.run(3 * SECOND);
  expect(second.connection!.isOver).toBe(false);
  hosts[1].powerOn();
  second.connection!.send({ kind: 'x/late', body: 'late' });
  kernel.run(4 * SECOND);
  expect(second.connection!.ended).toBe('ECONNRESET');
  expect(got).toEqual(['EOF']);
});

test('an end that was handed on closes with its new holder, not with the old one', () => {
  const { kernel, hosts } = makeHosts(2);
  const got: unknown[] = [];
  listen(hosts[1], got);
  const client = dial(hosts[0]);
  const heir = spawn(hosts[0], () => wait({ arm: () => () => undefined }));
  kernel.run(SECOND);
  client.connection!.handTo(heir);
  client.process!.signal('SIGKILL');
  kernel.run(2 * SECOND);
  expect(got).toEqual([]);
  heir.signal('SIGKILL');
  kernel.run(3 * SECOND);
  expect(got).toEqual(['EOF']);
});

test('the same seed gives the same trace, another seed another', () => {
  const hashOf = (seed: string): string => {
    const { kernel, hosts } = makeHosts(2, seed);
    listen(hosts[1], []);
    const client = dial(hosts[0]);
    kernel.run(SECOND);
    for (let body = 0; body < 20; body++) client.connection!.send({ kind: 'x/n', body });
    hosts[1].powerOff();
    kernel.run(60 * SECOND);
    return kernel.trace.hash;
  };
  expect(hashOf('a')).toBe(hashOf('a'));
  expect(hashOf('a')).not.toBe(hashOf('b'));
});

test('a handler takes messages as they come, a stopped process later, and a dead one never', () => {
  const { kernel, hosts } = makeHosts(2);
  const got: unknown[] = [];
  const server = spawn(hosts[1], function* (process) {
    const listener = Listener.open(process, 80);
    if (listener === 'EADDRINUSE') return;
    const connection = yield* listener.accept();
    connection!.handle({
      take: ({ body }) => {
        if (body === 'poison') throw new Error('bad message');
        got.push(body);
      },
      ended: (why) => got.push(why),
    });
    yield* wait({ arm: () => () => undefined });
  });
  kernel.run(SECOND);
  const client = dial(hosts[0]);
  kernel.run(2 * SECOND);
  const say = (body: unknown): void => {
    client.connection!.send({ kind: 'word', body });
    kernel.run(kernel.nowUs + SECOND);
  };
  say(1);
  server.signal('SIGSTOP');
  say(2);
  say(3);
  expect(got).toEqual([1]);
  server.signal('SIGCONT');
  expect(got).toEqual([1, 2, 3]);
  say('poison');
  say(4);
  expect(got).toEqual([1, 2, 3]);
  expect(kernel.panics).toHaveLength(1);
  expect(server.state).toBe('exited');
});
