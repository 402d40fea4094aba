import { expect, test } from 'vitest';
import { SECOND } from '../../labs/cluster/kernel/index.ts';
import { configuration, makeBalanced, viewOf } from './balanced.ts';

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

/** When a server was checked, in seconds since `fromUs`. */
function checksOf(lab: ReturnType<typeof makeBalanced>, server: string): () => number[] {
  const fromUs = lab.kernel.nowUs;
  const times: number[] = [];
  lab.kernel.trace.observe(({ atUs, from, kind, to, what }) => {
    if (kind !== 'send' || from !== 'lb' || to !== server || what !== 'http/GET /healthz') return;
    times.push(Math.round((atUs - fromUs) / 10_000) / 100);
  });
  return () => times;
}

function pausesOf(times: readonly number[]): number[] {
  return times.slice(1).map((at, index) => Math.round((at - times[index]!) * 10) / 10);
}

test('checks of three servers fall two thirds of a second apart', () => {
  const lab = makeBalanced();
  const checks = ['cp-1', 'cp-2', 'cp-3'].map((name) => checksOf(lab, name));
  lab.run(2);
  const firsts = checks.map((times) => times()[0]!).sort((a, b) => a - b);
  expect(pausesOf(firsts)).toEqual([0.7, 0.7]);
});

test('a server that is dead at the start is down after one check', () => {
  const lab = makeBalanced(configuration, [1]);
  expect(viewOf(lab).servers.map(({ isUp }) => isUp)).toEqual([true, false, true]);
});

// Measured with HAProxy 2.6.12: 500s at 3.6, 4.7, 5.7 (down), 9.7, 13.7 s; after that 1 s to be up.
test('fastinter on the way up or down, downinter below', () => {
  const times = 'inter 3s fastinter 1s downinter 4s';
  const lab = makeBalanced(configuration.replace('inter 2s', times));
  lab.run(3);
  const checks = checksOf(lab, 'cp-1');
  lab.statuses.set('cp-1', 500);
  lab.run(14);
  lab.statuses.set('cp-1', 200);
  lab.run(8);
  expect(pausesOf(checks())).toEqual([1, 1, 4, 4, 4, 1, 3, 3]);
});

test('option log-health-checks tells of each step', () => {
  const lab = makeBalanced(
    configuration.replace('option httpchk', 'option log-health-checks\n    option httpchk'),
  );
  lab.statuses.set('cp-1', 500);
  lab.run(6);
  const lines = lab.journal().filter((line) => line.includes('cp-1') && !line.startsWith('['));
  const why = 'reason: Layer7 wrong status, code: 500, info: "Internal Server Error"';
  const failed = `Health check for server kube-apiserver/cp-1 failed, ${why}`;
  expect(lines.map((line) => line.replace(/\d+ms/, '1ms'))).toEqual([
    expect.stringContaining('succeeded, reason: Layer7 check passed, code: 200'),
    `${failed}, check duration: 1ms, status: 2/3 UP.`,
    `${failed}, check duration: 1ms, status: 1/3 UP.`,
    `${failed}, check duration: 1ms, status: 0/2 DOWN.`,
    'Server kube-apiserver/cp-1 is DOWN. 2 active and 0 backup servers left. ' +
      '0 sessions active, 0 requeued, 0 remaining in queue.',
  ]);
});

test('a spare server takes over when the others are down', () => {
  const lab = makeBalanced(configuration.replace('22:6443', '22:6443 backup'));
  lab.servers[0]!.signal('SIGKILL');
  lab.servers[2]!.signal('SIGKILL');
  lab.run(7);
  expect(lab.journal().join('\n')).toContain(
    '0 active and 1 backup servers left. Running on backup. 0 sessions active',
  );
  expect(lab.ask(1).answer).toBe('answered');
});

test('an idle balancer costs little', () => {
  const lab = makeBalanced();
  const { steps } = lab.kernel;
  lab.run(60);
  expect((lab.kernel.steps - steps) / 90).toBeLessThan(40);
});
