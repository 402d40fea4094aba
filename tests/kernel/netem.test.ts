import { expect, test } from 'vitest';
import {
  LAN,
  Listener,
  MILLISECOND,
  SECOND,
  sleep,
  type Host,
} from '../../labs/cluster/kernel/index.ts';
import { makeHosts, spawn } from './bare-lab.ts';

/** Sends packets from the first host to the second, and says how long each was on its way. */
function flightsOf(netem: { delayUs: number; jitterUs: number; loss: number }, isBack = false) {
  const { kernel, hosts } = makeHosts(2);
  const [from, to] = isBack ? [hosts[1], hosts[0]] : hosts;
  hosts[0].netem = netem;
  const flights: number[] = [];
  spawn(from, function* () {
    for (let at = 0; at < 200; at++) {
      const sentUs = kernel.nowUs;
      kernel.network.transmit(from, to, () => flights.push(kernel.nowUs - sentUs));
    }
  });
  kernel.run(10 * SECOND);
  return flights;
}

const none = { delayUs: 0, jitterUs: 0, loss: 0 };

test('what a host sends is delayed, and what it gets is not', () => {
  const delay = { ...none, delayUs: 100 * MILLISECOND };
  expect(Math.min(...flightsOf(delay))).toBeGreaterThanOrEqual(100 * MILLISECOND + LAN.latencyUs);
  expect(Math.max(...flightsOf(delay))).toBeLessThan(101 * MILLISECOND);
  expect(Math.max(...flightsOf(delay, true))).toBeLessThan(MILLISECOND);
});

test('jitter goes both ways from the delay', () => {
  const flights = flightsOf({ ...none, delayUs: 100 * MILLISECOND, jitterUs: 20 * MILLISECOND });
  expect(Math.min(...flights)).toBeGreaterThan(80 * MILLISECOND);
  expect(Math.min(...flights)).toBeLessThan(85 * MILLISECOND);
  expect(Math.max(...flights)).toBeGreaterThan(115 * MILLISECOND);
  expect(Math.max(...flights)).toBeLessThan(121 * MILLISECOND);
});

test('loss takes as many as it says, in one direction', () => {
  expect(flightsOf({ ...none, loss: 0.3 }).length).toBeGreaterThan(115);
  expect(flightsOf({ ...none, loss: 0.3 }).length).toBeLessThan(165);
  expect(flightsOf({ ...none, loss: 0.3 }, true)).toHaveLength(200);
});

test('the loopback is spared, and the power takes it all away', () => {
  const { kernel, hosts } = makeHosts(2);
  const [host, other] = hosts;
  host.netem = { ...none, delayUs: SECOND };
  expect(kernel.network.link(host, host).latencyUs).toBeLessThan(MILLISECOND);
  expect(kernel.network.link(host, other).latencyUs).toBeGreaterThan(SECOND);
  host.powerOff();
  host.powerOn();
  expect(kernel.network.link(host, other)).toEqual(LAN);
});

test('a mended link is as it was at first, whatever was done to it', () => {
  const { kernel, hosts } = makeHosts(2);
  const [host, other] = hosts;
  const { network } = kernel;
  network.setLink(host, other, { isCut: true, loss: 0.5 });
  network.setLink(host, other, { latencyUs: SECOND });
  expect(network.link(host, other)).toMatchObject({ isCut: true, loss: 0.5, latencyUs: SECOND });
  network.mendLink(host, other);
  expect(network.link(host, other)).toEqual(LAN);
});

test('a filter drops what comes from a host, or goes to it, and nothing else', () => {
  const { kernel, hosts } = makeHosts(3);
  const [host, other] = hosts;
  const third = hosts[2]!;
  const isCut = (from: Host, to: Host) => kernel.network.link(from, to).isCut;
  const range = { address: other.addresses[0]!, prefixLength: 32 };
  host.filter.rules.INPUT.push({ source: range, verdict: 'DROP' });
  expect([isCut(other, host), isCut(host, other), isCut(third, host)]).toEqual([
    true,
    false,
    false,
  ]);
  host.filter.rules.OUTPUT.push({ destination: { ...range, prefixLength: 24 }, verdict: 'DROP' });
  expect([isCut(host, other), isCut(host, third), isCut(host, host)]).toEqual([true, true, false]);
  host.filter.rules.INPUT.unshift({ verdict: 'ACCEPT' });
  expect(isCut(other, host)).toBe(false);
  host.filter.clear();
  expect(isCut(host, other)).toBe(false);
});

test('what was lost is sent again at once where the next message gets through', () => {
  const { kernel, hosts } = makeHosts(2);
  kernel.network.setLink(hosts[0], hosts[1], { loss: 0.3 });
  const late: number[] = [];
  spawn(hosts[1], function* (process) {
    const listener = Listener.open(process, 80);
    if (listener === 'EADDRINUSE') return;
    const connection = yield* listener.accept();
    for (let at = 0; at < 400; at++) {
      const message = yield* connection!.receive();
      if (typeof message === 'string') return;
      late.push(kernel.nowUs - (message.body as number));
    }
  });
  spawn(hosts[0], function* (process) {
    const connection = yield* kernel.network.dial(process, '10.0.0.2', 80);
    if (typeof connection === 'string') return;
    for (let at = 0; at < 400; at++) {
      connection.send({ kind: 'test', body: kernel.nowUs });
      yield* sleep(MILLISECOND);
    }
    yield* sleep(10 * SECOND);
  });
  kernel.run(20 * SECOND);
  expect(late).toHaveLength(400);
  const typical = late.toSorted((a, b) => a - b)[390]!;
  // A timer of TCP's would have taken 200 ms.
  expect(typical).toBeLessThan(20 * MILLISECOND);
});
