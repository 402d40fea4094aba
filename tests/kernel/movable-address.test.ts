import { expect, test } from 'vitest';
import {
  type Connection,
  type Host,
  Listener,
  never,
  RawSocket,
  SECOND,
  sleep,
  wait,
} from '../../labs/cluster/kernel/index.ts';
import { makeHosts, spawn } from './bare-lab.ts';

const VIP = '10.0.0.100';

/** Hosts h1 and h2 that both serve port 80 and say their names, and h3, a client. */
function makeLab() {
  const { kernel, hosts } = makeHosts(4);
  const [one, two, client, other] = hosts as unknown as [Host, Host, Host, Host];
  for (const host of [one, two]) {
    spawn(host, function* (process) {
      const listener = Listener.open(process, 80);
      if (listener === 'EADDRINUSE') return;
      for (;;) {
        const connection = (yield* listener.accept())!;
        connection.handle({
          take: () => connection.send({ kind: 'x/name', body: host.name }),
          ended: () => connection.close(),
        });
      }
    });
  }
  const run = (seconds: number): boolean => kernel.run(kernel.nowUs + seconds * SECOND);
  run(1);
  return { kernel, network: kernel.network, one, two, client, other, run };
}

/** Opens a connection to the address that moves. Shape: who answers what is said on it */
function dial(lab: ReturnType<typeof makeLab>, from = lab.client) {
  const held: { connection?: Connection; heard: unknown[]; failed?: string } = { heard: [] };
  spawn(from, function* (process) {
    const connection = yield* process.kernel.network.dial(process, VIP, 80, SECOND / 2);
    if (typeof connection === 'string') {
      held.failed = connection;
      return;
    }
    held.connection = connection;
    connection.handle({
      take: ({ body }) => held.heard.push(body),
      ended: (why) => held.heard.push(why),
    });
    connection.send({ kind: 'x/who', body: '' });
    yield* wait(never);
  });
  lab.run(1);
  return held;
}

function take(lab: ReturnType<typeof makeLab>, host: Host): void {
  host.takeAddress(VIP);
  lab.network.announce(VIP, host);
  lab.run(0.01);
}

test('an address leads to who holds it now, and to silence before and after', () => {
  const lab = makeLab();
  expect(dial(lab).failed).toBe('ETIMEDOUT');
  take(lab, lab.one);
  expect(dial(lab).heard).toEqual(['h1']);
  expect(lab.one.giveUpAddress(VIP)).toBe(true);
  expect(dial(lab).failed).toBe('ETIMEDOUT');
  take(lab, lab.two);
  expect(dial(lab).heard).toEqual(['h2']);
  expect(dial(lab, lab.two).heard).toEqual(['h2']);
  lab.two.powerOff();
  lab.two.powerOn();
  expect(lab.two.movableAddresses.size).toBe(0);
  expect(dial(lab).failed).toBe('ETIMEDOUT');
});

test('an old connection is reset by the new holder once the client speaks, and not before', () => {
  const lab = makeLab();
  take(lab, lab.one);
  const held = dial(lab);
  lab.one.giveUpAddress(VIP);
  held.connection!.send({ kind: 'x/who', body: '' });
  lab.run(5);
  expect(held.heard).toEqual(['h1']);
  take(lab, lab.two);
  lab.run(30);
  expect(held.heard).toEqual(['h1', 'ECONNRESET']);
});

test('a connection goes on where the address comes back before anybody spoke', () => {
  const lab = makeLab();
  take(lab, lab.one);
  const held = dial(lab);
  lab.one.giveUpAddress(VIP);
  take(lab, lab.two);
  lab.two.giveUpAddress(VIP);
  take(lab, lab.one);
  held.connection!.send({ kind: 'x/who', body: '' });
  lab.run(1);
  expect(held.heard).toEqual(['h1', 'h1']);
});

test('the old holder cannot speak from an address that it gave up', () => {
  const lab = makeLab();
  take(lab, lab.one);
  const held = dial(lab);
  lab.one.giveUpAddress(VIP);
  for (const end of lab.one.connections) end.send({ kind: 'x/news', body: 'news' });
  lab.run(10);
  expect(held.heard).toEqual(['h1']);
});

test('two holders: each client stays with whom it heard last', () => {
  const lab = makeLab();
  const { client, network, one, other, two } = lab;
  take(lab, one);
  expect([dial(lab).heard, dial(lab, other).heard]).toEqual([['h1'], ['h1']]);
  network.setLink(two, other, { isCut: true });
  take(lab, two);
  expect([dial(lab).heard, dial(lab, other).heard]).toEqual([['h2'], ['h1']]);
  network.announce(VIP, one);
  lab.run(0.01);
  expect([dial(lab).heard, dial(lab, other).heard]).toEqual([['h1'], ['h1']]);
  network.setLink(client, one, { isCut: true });
  expect(dial(lab).heard).toEqual(['h2']);
});

test.each(['one', 'two'] as const)(
  'a client that knows nobody hears the nearest, not %s',
  (far) => {
    const lab = makeLab();
    take(lab, lab.one);
    take(lab, lab.two);
    lab.network.setLink(lab[far], lab.client, { latencyUs: 5_000 });
    expect(dial(lab).heard).toEqual([far === 'one' ? 'h2' : 'h1']);
  },
);

test('a packet to the group reaches all who listen, and none beyond a cut', () => {
  const { kernel, network, one, two, client, run } = makeLab();
  const heard: string[] = [];
  for (const host of [one, two, client]) {
    spawn(host, function* (process) {
      const socket = RawSocket.open(process, 'vrrp');
      yield* sleep(SECOND / 10);
      if (host === one) {
        const message = { kind: 'vrrp/advert', body: 1 };
        socket.multicast({ from: '10.0.0.1', message });
        socket.sendTo('10.0.0.2', { from: '10.0.0.1', message });
      }
      for (;;) {
        yield* wait(socket.readable);
        heard.push(`${host.name} from ${socket.poll()!.from}`);
      }
    });
  }
  network.setLink(one, client, { isCut: true });
  const { count } = kernel.trace;
  run(1);
  expect(heard).toEqual(['h2 from 10.0.0.1', 'h2 from 10.0.0.1']);
  const sent = kernel.trace.since(count).filter(({ what }) => what === 'vrrp/advert');
  expect(sent.map(({ kind, to }) => `${kind} ${to}`)).toEqual(['send h2', 'drop h3', 'send h2']);
});
