import { expect, test } from 'vitest';
import { configuration, makeBalanced } from './balanced.ts';

/** What the log says of sessions, without client and time. */
function sessionsOf(lab: ReturnType<typeof makeBalanced>): string[] {
  return lab.journal().flatMap((line) => {
    return /\d{3}\] kube-apiserver (?:kube-apiserver\/)?(.*)/.exec(line)?.[1] ?? [];
  });
}

const redispatch = configuration.replace('retries 3', 'retries 3\n    option redispatch');

test('passes connections on, to one server after the other', () => {
  const lab = makeBalanced();
  expect([1, 2, 3].map(() => lab.ask(1).answer)).toEqual(['answered', 'answered', 'answered']);
  const targets = lab
    .journal()
    .flatMap((line) => / kube-apiserver\/(cp-\d) /.exec(line)?.[1] ?? []);
  expect(targets).toEqual(['cp-1', 'cp-2', 'cp-3']);
  expect(lab.kernel.panics).toEqual([]);
});

test('a dead server costs a client three seconds and then its connection', () => {
  const lab = makeBalanced();
  lab.servers[0]!.signal('SIGKILL');
  const { answer, seconds } = lab.ask();
  expect(answer).toBe('EOF');
  expect(seconds).toBeCloseTo(3, 1);
});

// Measured with HAProxy 2.6.12: `1/-1/3005 0 SC 1/1/0/0/3 0/0`
test('the log says how often and how long it was tried', () => {
  const lab = makeBalanced();
  lab.servers[0]!.signal('SIGKILL');
  lab.ask(4);
  expect(sessionsOf(lab)[0]).toMatch(/^cp-1 1\/-1\/300\d 0 SC 1\/1\/0\/0\/3 0\/0$/);
});

// Measured with HAProxy 2.6.12: 9 ms, and `1/1/0/0/+1` in the log
test('with redispatch another server is tried at once, where servers take turns', () => {
  const lab = makeBalanced(redispatch);
  lab.servers[0]!.signal('SIGKILL');
  const { answer, seconds } = lab.ask(1);
  expect(answer).toBe('answered');
  expect(seconds).toBeLessThan(0.1);
  expect(sessionsOf(lab)[0]).toMatch(/^cp-2 1\/\d\/.* -- 1\/1\/0\/0\/\+1 0\/0$/);
});

test('with redispatch only the last try goes elsewhere, where the client chooses', () => {
  const lab = makeBalanced(redispatch.replace('balance roundrobin', 'balance source'));
  lab.ask(1);
  const chosen = Number(sessionsOf(lab)[0]![3]) - 1;
  lab.servers[chosen]!.signal('SIGKILL');
  const { answer, seconds } = lab.ask(6);
  expect(answer).toBe('answered');
  expect(seconds).toBeCloseTo(3, 1);
});

// Measured with HAProxy 2.6.12: four times 2 s, no pauses between, `1/-1/8006 0 sC 1/1/0/0/3 0/0`
test('a silent server costs four times timeout connect', () => {
  const lab = makeBalanced(
    configuration.replace('connect 5s', 'connect 2s').replace('server check', 'server'),
  );
  lab.machines[0]!.powerOff();
  const { answer, seconds } = lab.ask(9);
  expect(answer).toBe('EOF');
  expect(seconds).toBeCloseTo(8, 1);
  expect(sessionsOf(lab)[0]).toMatch(/^cp-1 1\/-1\/800\d 0 sC 1\/1\/0\/0\/3 0\/0$/);
});

test('a connection that is silent for too long is closed', () => {
  const lab = makeBalanced();
  const held = lab.hold();
  lab.run(50);
  held.say();
  const spokenUs = lab.kernel.nowUs;
  lab.run(59);
  expect(held.end).toBe('');
  lab.run(2);
  expect(held.end).toBe('EOF');
  expect((held.endedUs - spokenUs) / 1_000_000).toBeCloseTo(60, 1);
  expect(sessionsOf(lab)[0]).toContain(' cD ');
});

test('a server that dies takes its connections with it, the others stay', () => {
  const lab = makeBalanced();
  const held = [lab.hold(), lab.hold(), lab.hold()];
  lab.servers[1]!.signal('SIGKILL');
  lab.run(0.1);
  expect(held.map(({ end }) => end)).toEqual(['', 'EOF', '']);
  expect(sessionsOf(lab)[0]).toMatch(/^cp-2 .* -- 3\/3\/2\/0\/0 0\/0$/);
});

test('on-marked-down shutdown-sessions ends what a frozen server holds', () => {
  const lab = makeBalanced(
    configuration.replace('21:6443', '21:6443 on-marked-down shutdown-sessions'),
  );
  const held = lab.hold();
  lab.servers[0]!.signal('SIGSTOP');
  lab.run(14);
  expect(held.end).toBe('EOF');
  expect(sessionsOf(lab)[0]).toContain(' DD ');
});

test('leastconn fills the emptiest server, weights are kept', () => {
  const least = makeBalanced(configuration.replace('roundrobin', 'leastconn'));
  const serversOf = (lab: typeof least) => sessionsOf(lab).map((line) => line.slice(0, 4));
  const first = least.hold();
  least.hold();
  least.hold();
  least.servers[0]!.signal('SIGKILL');
  least.revive(0);
  least.run(0.1);
  expect(first.end).toBe('EOF');
  least.ask(0.5);
  expect(serversOf(least)).toEqual(['cp-1', 'cp-1']);
  const weighted = makeBalanced(configuration.replace('21:6443', '21:6443 weight 2'));
  for (let count = 0; count < 4; count++) weighted.ask(0.1);
  expect(serversOf(weighted).sort()).toEqual(['cp-1', 'cp-1', 'cp-2', 'cp-3']);
});

test('without any server a client is closed at once', () => {
  const lab = makeBalanced();
  for (const server of lab.servers) lab.statuses.set(server.host.name, 500);
  lab.run(8);
  expect(lab.journal()).toContain('backend kube-apiserver has no server available!');
  expect(lab.journal().join('\n')).toContain(
    'Layer7 wrong status, code: 500, info: "Internal Server Error"',
  );
  expect(lab.ask(1)).toEqual({ answer: 'EOF', seconds: 0 });
});
