import { expect, test } from 'vitest';
import { journal, makeTwo, viewOf, type Lab } from './two-balancers.ts';

/** Master_Down_Interval of a router: three times a second, and the skew. */
const downSeconds = (priority: number): number => 3 + (256 - priority) / 256;

/** Lets the first balancer take the address, and a few adverts pass. */
function settled(...settings: Parameters<typeof makeTwo>): Lab {
  const lab = makeTwo(...settings);
  lab.until(lab.one);
  lab.run(5.2);
  return lab;
}

/** What the process that speaks VRRP has added to both journals. */
function newLines({ one, two }: Lab, act: () => void): [string[], string[]] {
  const before = [one, two].map((machine) => journal(machine).length);
  act();
  return [journal(one).slice(before[0]), journal(two).slice(before[1])];
}

/** The cable between the two balancers, both ways. */
function setCable({ network, one, two }: Lab, change: { readonly isCut: boolean }): void {
  network.setLink(one, two, change);
  network.setLink(two, one, change);
}

test('a start: both are backups, and the one of higher priority takes the address first', () => {
  const lab = makeTwo();
  expect(lab.ask()).toBe('ETIMEDOUT');
  expect(lab.until(lab.one) + 0.61).toBeCloseTo(downSeconds(101), 1);
  lab.run(10);
  expect(lab.holders()).toEqual(['lb-1']);
  expect(lab.ask()).toBe('lb-1');
  const { pid } = lab.one.systemd.find('keepalived.service')!.mainProcess!;
  expect(journal(lab.one, 'main')).toEqual([
    'Starting Keepalived v2.2.7 (01/16,2022)',
    "Command line: '/usr/sbin/keepalived' '--dont-fork'",
    'Configuration file /etc/keepalived/keepalived.conf',
    'NOTICE: setting config option max_auto_priority should result in better keepalived ' +
      'performance',
    `Starting VRRP child process, pid=${pid + 2}`,
    'Startup complete',
  ]);
  const begin = ['(VI_1) Entering BACKUP STATE (init)', 'VRRP_Script(check_haproxy) succeeded'];
  expect(journal(lab.one)).toEqual([...begin, '(VI_1) Entering MASTER STATE']);
  expect(journal(lab.two)).toEqual(begin);
  expect(lab.kernel.panics).toEqual([]);
});

test('killed: the backup waits three adverts and its skew, and then both hold the address', () => {
  const lab = settled();
  const [, lines] = newLines(lab, () => {
    lab.command(lab.one, 'pkill -9 keepalived');
    const sinceAdvert = 0.2 + 0.01;
    expect(lab.until(lab.two) + sinceAdvert).toBeCloseTo(downSeconds(100), 1);
  });
  expect(lines).toEqual(['(VI_1) Entering MASTER STATE']);
  expect(lab.holders()).toEqual(['lb-1', 'lb-2']);
  expect(lab.ask()).toBe('lb-2');
});

test('stopped: it says so with priority 0, and the backup waits for its skew alone', () => {
  const lab = settled();
  const held = lab.hold();
  const [lines] = newLines(lab, () => {
    const startUs = lab.kernel.nowUs;
    lab.one.systemd.request('stop', 'keepalived.service');
    expect(lab.until(lab.two)).toBeCloseTo(156 / 256, 2);
    expect(lab.holders()).toEqual(['lb-2']);
    lab.kernel.run(startUs + 2_000_000);
  });
  expect(lines).toEqual(['Stopped']);
  expect(journal(lab.one, 'main').slice(-2)).toEqual([
    'Stopping',
    'Stopped Keepalived v2.2.7 (01/16,2022)',
  ]);
  expect(lab.one.systemd.find('keepalived.service')!.state).toBe('inactive');
  expect(held.heard).toEqual(['lb-1']);
  held.say();
  lab.run(0.1);
  expect(held.heard).toEqual(['lb-1', 'ECONNRESET']);
  expect(lab.ask()).toBe('lb-2');
});

test('HAProxy stops: its priority falls below the other, and comes back with it', () => {
  const lab = settled();
  const [away, taken] = newLines(lab, () => {
    lab.one.systemd.request('stop', 'haproxy.service');
    expect(lab.until(lab.two)).toBeLessThan(2 + downSeconds(100));
    lab.run(1);
  });
  const status = 'Script `check_haproxy` now returning 1';
  expect(away).toEqual([
    status,
    'VRRP_Script(check_haproxy) failed (exited with status 1)',
    '(VI_1) Changing effective priority from 101 to 99',
    '(VI_1) Master received advert from 10.0.0.11 with higher priority 100, ours 99',
    '(VI_1) Entering BACKUP STATE',
  ]);
  const discarded = '(VI_1) received lower priority (99) advert from 10.0.0.10 - discarding';
  expect([...new Set(taken)]).toEqual([discarded, '(VI_1) Entering MASTER STATE']);
  expect([lab.holders(), lab.ask()]).toEqual([['lb-2'], 'lb-2']);
  const [back] = newLines(lab, () => {
    lab.one.systemd.request('start', 'haproxy.service');
    expect(lab.until(lab.one)).toBeLessThan(2 + downSeconds(101));
    lab.run(1);
  });
  expect(back.slice(0, 3)).toEqual([
    'Script `check_haproxy` now returning 0',
    'VRRP_Script(check_haproxy) succeeded',
    '(VI_1) Changing effective priority from 99 to 101',
  ]);
  expect([lab.holders(), lab.ask()]).toEqual([['lb-1'], 'lb-1']);
});

test('a first failure counts at once, and a backup that gains priority waits less', () => {
  const lab = makeTwo({}, { scriptMore: 'weight 100' });
  lab.two.systemd.request('stop', 'haproxy.service');
  lab.two.systemd.request('restart', 'keepalived.service');
  lab.until(lab.one);
  lab.run(5.2);
  expect(journal(lab.two).slice(-2)).toEqual([
    'Script `check_haproxy` now returning 1',
    'VRRP_Script(check_haproxy) failed (exited with status 1)',
  ]);
  expect(viewOf(lab.two).instances).toMatchObject([{ priority: 100 }]);
  lab.two.systemd.request('start', 'haproxy.service');
  lab.command(lab.one, 'pkill -9 keepalived');
  expect(lab.until(lab.two) + 0.21).toBeCloseTo(downSeconds(200), 1);
});

test('without a weight the instance falls with its script: FAULT, and at once', () => {
  const lab = settled({ scriptMore: 'weight 0' });
  const [away] = newLines(lab, () => {
    lab.one.systemd.request('stop', 'haproxy.service');
    lab.until(lab.one, false);
    expect(lab.until(lab.two)).toBeCloseTo(156 / 256, 2);
  });
  expect(away.slice(1)).toEqual([
    'VRRP_Script(check_haproxy) failed (exited with status 1)',
    '(VI_1) Entering FAULT STATE',
  ]);
  expect(viewOf(lab.one).instances).toMatchObject([{ state: 'FAULT' }]);
  expect(lab.one.movableAddresses.size).toBe(0);
  const [back] = newLines(lab, () => {
    lab.one.systemd.request('start', 'haproxy.service');
    lab.until(lab.one);
    lab.run(1);
  });
  expect(back).toContain('(VI_1) Entering BACKUP STATE');
  expect(lab.holders()).toEqual(['lb-1']);
});

test('who comes back with a higher priority takes the address again', () => {
  const lab = settled();
  lab.one.powerOff();
  lab.until(lab.two);
  expect([lab.holders(), lab.ask()]).toEqual([['lb-2'], 'lb-2']);
  lab.one.boot();
  lab.run(1);
  const [first, second] = newLines(lab, () => {
    lab.one.systemd.request('start', 'keepalived.service');
    lab.one.systemd.request('start', 'haproxy.service');
    lab.run(5);
  });
  expect(first).toContain(
    '(VI_1) received lower priority (100) advert from 10.0.0.11 - discarding',
  );
  expect(second).toEqual([
    '(VI_1) Master received advert from 10.0.0.10 with higher priority 101, ours 100',
    '(VI_1) Entering BACKUP STATE',
  ]);
  expect([lab.holders(), lab.ask()]).toEqual([['lb-1'], 'lb-1']);
});

test.each([
  { more: 'nopreempt', seconds: Number.NaN },
  { more: 'preempt_delay 20', seconds: 20 + downSeconds(101) },
])('with $more it waits', ({ more, seconds }) => {
  const lab = settled({ state: 'BACKUP', more });
  lab.one.systemd.request('stop', 'keepalived.service');
  lab.run(5);
  lab.one.systemd.request('start', 'keepalived.service');
  const took = lab.until(lab.one);
  if (Number.isNaN(seconds)) expect(took).toBeNaN();
  else expect(Math.abs(took - seconds)).toBeLessThan(1.5);
});

test('split brain: both hold the address, and each client goes to whom it heard last', () => {
  const lab = settled();
  expect(lab.ask()).toBe('lb-1');
  setCable(lab, { isCut: true });
  const [kept, taken] = newLines(lab, () => lab.until(lab.two));
  expect([kept, taken]).toEqual([[], ['(VI_1) Entering MASTER STATE']]);
  lab.run(30);
  expect([lab.holders(), lab.ask()]).toEqual([['lb-1', 'lb-2'], 'lb-2']);
  setCable(lab, { isCut: false });
  const [winner, loser] = newLines(lab, () => lab.run(3));
  expect(lab.holders()).toEqual(['lb-1']);
  expect(lab.ask()).toBe('lb-1');
  expect(loser).toEqual([
    '(VI_1) Master received advert from 10.0.0.10 with higher priority 101, ours 100',
    '(VI_1) Entering BACKUP STATE',
  ]);
  for (const line of winner) {
    expect(line).toBe(
      '(VI_1) Received advert from 10.0.0.11 with lower priority 100, ours 101, ' +
        'forcing new election',
    );
  }
});

test('a cut in one direction: the master hears of the other, and nothing ends', () => {
  const lab = settled();
  expect(lab.ask()).toBe('lb-1');
  lab.network.setLink(lab.one, lab.two, { isCut: true });
  lab.until(lab.two);
  const [lines] = newLines(lab, () => lab.run(10));
  expect(lab.holders()).toEqual(['lb-1', 'lb-2']);
  expect(lines.length).toBeGreaterThan(8);
  expect(lab.ask()).toBe('lb-1');
});

test('frozen: the other takes over; when it goes on, it takes the address again', () => {
  const lab = settled();
  lab.one.systemd.kill('keepalived.service', 'SIGSTOP');
  lab.until(lab.two);
  expect(lab.ask()).toBe('lb-2');
  lab.one.systemd.kill('keepalived.service', 'SIGCONT');
  lab.run(2);
  expect([lab.holders(), lab.ask()]).toEqual([['lb-1'], 'lb-1']);
});

test('adverts are traced: each second one, lost where the cable is cut', () => {
  const lab = settled();
  const adverts = (): string[] => {
    const { count } = lab.kernel.trace;
    lab.run(3);
    const all = lab.kernel.trace.since(count).filter(({ what }) => what === 'vrrp/advert');
    return all.map(({ kind, from, to }) => `${kind} ${from} ${to}`);
  };
  expect(adverts()).toEqual(Array.from({ length: 3 }, () => 'send lb-1 lb-2'));
  lab.network.setLink(lab.one, lab.two, { isCut: true });
  expect(adverts()).toContain('drop lb-1 lb-2');
});
