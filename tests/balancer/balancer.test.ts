import { expect, test } from 'vitest';
import { SECOND } from '../../labs/cluster/kernel/index.ts';
import type { BalancerView } from '../../labs/cluster/balancer/index.ts';
import { configuration, makeBalanced } from './balanced.ts';

function viewOf({ lb }: ReturnType<typeof makeBalanced>): BalancerView {
  const views = [...lb.processes.values()].flatMap(({ view }) => view?.() ?? []);
  return views[0] as BalancerView;
}

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

test('with redispatch the last try goes to another server', () => {
  const lab = makeBalanced(configuration.replace('retries 3', 'retries 3\n    option redispatch'));
  lab.servers[0]!.signal('SIGKILL');
  expect(lab.ask().answer).toBe('answered');
});

test('three failures two seconds apart take a server down, two successes bring it up', () => {
  const lab = makeBalanced();
  const killedUs = lab.kernel.nowUs;
  lab.servers[0]!.signal('SIGKILL');
  while (viewOf(lab).servers[0]!.isUp) lab.run(0.1);
  const seconds = (lab.kernel.nowUs - killedUs) / SECOND;
  expect(seconds).toBeGreaterThan(3.9);
  expect(seconds).toBeLessThan(6.2);
  expect(lab.journal()).toContain(
    'Server kube-apiserver/cp-1 is DOWN, reason: Layer4 connection problem, info: "Connection ' +
      'refused", check duration: 0ms. 2 active and 0 backup servers left. 0 sessions active, ' +
      '0 requeued, 0 remaining in queue.',
  );
  lab.revive(0);
  lab.run(5);
  const up = lab.journal().find((line) => line.startsWith('Server kube-apiserver/cp-1 is UP'));
  expect(up).toMatch(/reason: Layer7 check passed, code: 200, check duration: \d+ms\. /);
  expect(up).toContain(
    '. 3 active and 0 backup servers online. 0 sessions requeued, 0 total in queue.',
  );
});

// Measured with HAProxy 2.6.12: frozen, a server went down after 11.3 s, at 4 s for a failed check.
test('a frozen server is found out by checks that run out of time', () => {
  const lab = makeBalanced();
  const frozenUs = lab.kernel.nowUs;
  lab.servers[0]!.signal('SIGSTOP');
  while (viewOf(lab).servers[0]!.isUp) lab.run(0.1);
  const seconds = (lab.kernel.nowUs - frozenUs) / SECOND;
  expect(seconds).toBeGreaterThan(9.9);
  expect(seconds).toBeLessThan(12.2);
  expect(lab.journal().join('\n')).toContain('reason: Layer6 timeout, check duration: 2000ms.');
});

// Measured with HAProxy 2.6.12: a handshake had 2 s, an answer 5 s.
test('timeout check counts for the answer alone', () => {
  const lab = makeBalanced(configuration.replace('retries 3', 'retries 3\n    timeout check 5s'));
  lab.statuses.set('cp-1', 0);
  lab.servers[1]!.signal('SIGSTOP');
  lab.run(25);
  const journal = lab.journal().join('\n');
  expect(journal).toMatch(/cp-1 is DOWN, reason: Layer7 timeout, check duration: 500\dms/);
  expect(journal).toContain('cp-2 is DOWN, reason: Layer6 timeout, check duration: 2000ms');
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

test('a reload takes the new file, and a wrong file changes nothing', () => {
  const lab = makeBalanced();
  const main = lab.lb.systemd.find('haproxy.service')!.mainProcess!;
  lab.lb.files.write('/etc/haproxy/haproxy.cfg', configuration.replace(/ *server cp-3.*\n/, ''));
  main.signal('SIGUSR2');
  lab.run(1);
  expect(viewOf(lab).servers.map(({ name }) => name)).toEqual(['cp-1', 'cp-2']);
  expect(lab.ask(1).answer).toBe('answered');
  lab.lb.files.write('/etc/haproxy/haproxy.cfg', configuration.replace('balance', 'balanse'));
  main.signal('SIGUSR2');
  lab.run(1);
  const pid = main.pid;
  expect(lab.journal()).toContain(
    `[ALERT]    (${pid}) : config : parsing [/etc/haproxy/haproxy.cfg:19] : unknown keyword ` +
      `'balanse' in 'backend' section; did you mean 'balance' maybe ?`,
  );
  expect(lab.journal()).toContain(`[WARNING]  (${pid}) : Loading failure!`);
  expect(lab.ask(1).answer).toBe('answered');
});

test('a killed balancer refuses, and systemd starts it again', () => {
  const lab = makeBalanced();
  lab.lb.systemd.find('haproxy.service')!.mainProcess!.signal('SIGKILL');
  expect(lab.ask(0.05).answer).toBe('ECONNREFUSED');
  lab.run(1);
  expect(lab.ask(1).answer).toBe('answered');
  expect(lab.kernel.panics).toEqual([]);
});
