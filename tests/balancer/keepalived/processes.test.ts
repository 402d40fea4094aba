import { expect, test } from 'vitest';
import type { Machine } from '../../../labs/cluster/machine/index.ts';
import { configuration, journal, makeTwo, VIP, viewOf, type Lab } from './two-balancers.ts';

const FILE = '/etc/keepalived/keepalived.conf';

function settled(...settings: Parameters<typeof makeTwo>): Lab {
  const lab = makeTwo(...settings);
  lab.until(lab.one);
  lab.run(5.2);
  return lab;
}

/** What one of keepalived's processes has added to the journal of a machine. */
function newLines(machine: Machine, who: 'main' | 'vrrp', act: () => void): string[] {
  const { length } = journal(machine, who);
  act();
  return journal(machine, who).slice(length);
}

function mainOf(machine: Machine) {
  return machine.systemd.find('keepalived.service')!.mainProcess!;
}

function childOf(machine: Machine) {
  const { pid } = mainOf(machine);
  return [...machine.processes.values()].find(({ parentPid }) => parentPid === pid)!;
}

test('the first process killed: the other one hears of it and says goodbye', () => {
  const lab = settled();
  mainOf(lab.one).signal('SIGKILL');
  expect(lab.until(lab.two)).toBeCloseTo(156 / 256, 2);
  expect(lab.holders()).toEqual(['lb-2']);
});

test('the other one killed: it is started again, gives up what was left, and begins anew', () => {
  const lab = settled();
  lab.run(60);
  const child = childOf(lab.one);
  const main = newLines(lab.one, 'main', () => {
    const lines = newLines(lab.one, 'vrrp', () => {
      child.signal('SIGKILL');
      lab.run(0.01);
      expect(lab.holders()).toEqual([]);
      lab.run(5);
    });
    expect(lines[0]).toBe('(VI_1) Entering BACKUP STATE (init)');
  });
  expect(main.slice(0, 2)).toEqual([
    'Keepalived_vrrp exited due to signal 9 (Killed) - has rlimit_rttime been exceeded?',
    `VRRP child process(${child.pid}) died: Respawning`,
  ]);
  expect(main.at(-2)).toBe(`Starting VRRP child process, pid=${childOf(lab.one).pid}`);
  expect(lab.holders()).toEqual(['lb-1']);
});

test('killed soon after its start, it is started again later each time', () => {
  const lab = settled();
  const lines = newLines(lab.one, 'main', () => {
    for (let round = 0; round < 3; round++) {
      childOf(lab.one).signal('SIGKILL');
      lab.run(3);
    }
  });
  expect(lines.filter((line) => line.startsWith('Restart'))).toEqual(
    [0, 1, 2].map((seconds) => {
      return `Restart of VRRP process delayed ${seconds} seconds to limit respawn rate`;
    }),
  );
});

test('a reload: the master stays master, and an address moves within its machine', () => {
  const lab = settled();
  const held = lab.hold();
  lab.one.files.write(FILE, configuration(1).replace(VIP, `${VIP}\n        10.0.0.101/24`));
  lab.two.files.write(FILE, configuration(2).replace(VIP, `${VIP}\n        10.0.0.101/24`));
  for (const machine of [lab.one, lab.two]) mainOf(machine).signal('SIGHUP');
  lab.run(5);
  expect(journal(lab.one, 'main').slice(-2)).toEqual(['Reloading ...', 'Reload complete']);
  expect(journal(lab.one).slice(-1)).toEqual(['Reloading']);
  expect([...lab.one.movableAddresses]).toEqual([
    [VIP, 32],
    ['10.0.0.101', 24],
  ]);
  expect(lab.holders()).toEqual(['lb-1']);
  held.say();
  lab.run(0.1);
  expect(held.heard).toEqual(['lb-1', 'lb-1']);
  const lines = newLines(lab.one, 'vrrp', () => {
    lab.one.files.write(FILE, configuration(1));
    mainOf(lab.one).signal('SIGHUP');
    lab.run(0.1);
  });
  expect(lines).toEqual(['Reloading', '(VI_1) ip address 10.0.0.101/24 dev eth0, no longer exist']);
  expect([...lab.one.movableAddresses.keys()]).toEqual([VIP]);
});

test('a reload keeps what is known of a script', () => {
  const lab = settled();
  lab.one.systemd.request('stop', 'haproxy.service');
  lab.until(lab.two);
  lab.run(1);
  const lines = newLines(lab.one, 'vrrp', () => {
    mainOf(lab.one).signal('SIGHUP');
    lab.run(5);
  });
  expect(lines).toEqual([
    'Reloading',
    'VRRP_Script(check_haproxy) considered unsuccessful on reload',
    '(VI_1) Changing effective priority from 101 to 99',
  ]);
  expect(lab.holders()).toEqual(['lb-2']);
});

test('a file that it cannot run with ends it, and the address moves', () => {
  const lab = settled();
  lab.one.files.write(FILE, configuration(1).replace('virtual_router_id 51', ''));
  const main = newLines(lab.one, 'main', () => {
    mainOf(lab.one).signal('SIGHUP');
    expect(lab.until(lab.two)).toBeCloseTo(156 / 256, 2);
  });
  expect(journal(lab.one).slice(-3)).toEqual([
    'Reloading',
    '(VI_1) the virtual router id must be set',
    'Stopped',
  ]);
  expect(main).toEqual([
    'Reloading ...',
    'Keepalived_vrrp exited with permanent error CONFIG. Terminating',
    'Stopped Keepalived v2.2.7 (01/16,2022)',
  ]);
  const { lastRun, state } = lab.one.systemd.find('keepalived.service')!;
  expect([state, lastRun?.exit]).toEqual(['failed', { code: 2 }]);
});

test('a file with a smaller mistake is used, and the journal says what was made of it', () => {
  const lab = makeTwo({ priority: 300, scriptMore: 'timeout 3s' });
  lab.until(lab.one);
  expect(journal(lab.one).slice(0, 3)).toEqual([
    `(${FILE}: Line 13) WARNING - invalid number '3s'`,
    `(${FILE}: Line 19) number '300' outside range [1, 255]`,
    `(${FILE}: Line 19) (VI_1) Priority not valid! must be between 1 & 255. Using default 100`,
  ]);
});

test('a file that is not there', () => {
  const lab = settled();
  lab.one.systemd.request('stop', 'keepalived.service');
  lab.run(2);
  lab.one.files.remove(FILE);
  const lines = newLines(lab.one, 'main', () => {
    lab.one.systemd.request('start', 'keepalived.service');
    lab.run(1);
  });
  expect(lines.slice(2)).toEqual([
    `Unable to find configuration file ${FILE}`,
    'Stopped Keepalived v2.2.7 (01/16,2022)',
  ]);
});

test('two passwords, two intervals, two lists: nobody listens to the other', () => {
  for (const [from, to, said] of [
    ['auth_pass 42', 'auth_pass 43', 'received an invalid passwd!'],
    [VIP, `${VIP} \n 10.0.0.101`, 'received an unexpected ip number count 1, expected 2!'],
    ['priority', 'advert_int 2\n priority', "mismatch mine=2 sec rcv'd=1 sec"],
    ['priority', 'version 3\n priority', 'wrong version. Received 2 and expect 3'],
  ] as const) {
    const lab = settled();
    lab.two.files.write(FILE, configuration(2).replace(from, to));
    lab.two.systemd.request('restart', 'keepalived.service');
    lab.run(10);
    expect(journal(lab.two).filter((line) => line.endsWith(said)).length).toBeGreaterThan(2);
    expect(lab.holders()).toEqual(['lb-1', 'lb-2']);
  }
});

test('version 3 with adverts each half second: half the wait', () => {
  const more = 'version 3\n advert_int 0.5';
  const lab = settled({ more }, { more });
  lab.command(lab.one, 'pkill -9 keepalived');
  expect(Math.abs(lab.until(lab.two) - (1.5 + 78 / 256))).toBeLessThan(0.51);
});

test('unicast: adverts go to the peers alone', () => {
  const lab = settled(
    { more: 'unicast_src_ip 10.0.0.10\n unicast_peer {\n 10.0.0.11\n }' },
    { more: 'unicast_src_ip 10.0.0.11\n unicast_peer {\n 10.0.0.10\n }' },
  );
  expect(lab.holders()).toEqual(['lb-1']);
  const multicast = settled({}, { more: 'unicast_peer {\n 10.0.0.10\n }' });
  expect(journal(multicast.two)).toContain(
    '(VI_1) Expected unicast packet but received multicast packet',
  );
});

const exitsWith = '#!/bin/sh\nexit "$(cat /etc/keepalived/code)"\n';

test('a script: who its first line names, its exit code, its end when it takes too long', () => {
  const lab = settled({ script: '/etc/keepalived/check.sh', scriptMore: 'timeout 1' });
  expect(journal(lab.one).slice(0, 2)).toEqual([
    'Script /etc/keepalived/check.sh cannot be accessed - No such file or directory',
    'Disabling track script check_haproxy since not found/accessible',
  ]);
  lab.one.install('/etc/keepalived/check.sh', exitsWith, 0o755);
  const lines = (code: string): string[] =>
    newLines(lab.one, 'vrrp', () => {
      lab.one.files.write('/etc/keepalived/code', code);
      lab.run(7);
    });
  mainOf(lab.one).signal('SIGHUP');
  expect(lines('0')).toContain('VRRP_Script(check_haproxy) succeeded');
  expect(lines('3').slice(0, 2)).toEqual([
    'Script `check_haproxy` now returning 3',
    'VRRP_Script(check_haproxy) failed (exited with status 3)',
  ]);
  lines('0');
  lab.one.files.write('/etc/keepalived/check.sh', '#!/bin/sh\nsleep 1000\n', 0o755);
  expect(lines('0')[0]).toBe('VRRP_Script(check_haproxy) timed_out');
  const names = [...lab.one.processes.values()].map(({ argv }) => argv.join(' '));
  expect(names.filter((name) => name.includes('sleep')).length).toBeLessThan(2);
});

test('with --log-detail it says more', () => {
  const lab = settled();
  lab.two.install('/etc/default/keepalived', 'DAEMON_ARGS="-D"\n');
  lab.two.systemd.request('restart', 'keepalived.service');
  lab.run(3);
  const lines = newLines(lab.two, 'vrrp', () => {
    lab.one.systemd.request('stop', 'keepalived.service');
    lab.run(2);
  });
  expect(lines.slice(0, 5)).toEqual([
    '(VI_1) Backup received priority 0 advertisement',
    '(VI_1) Receive advertisement timeout',
    '(VI_1) Entering MASTER STATE',
    `(VI_1) Sending/queueing gratuitous ARPs on eth0 for ${VIP}`,
    `Sending gratuitous ARP on eth0 for ${VIP}`,
  ]);
});

test('an onlooker sees the state and the priority', () => {
  const lab = settled();
  const name = 'VI_1';
  expect([viewOf(lab.one).instances, viewOf(lab.two).instances]).toEqual([
    [{ name, state: 'MASTER', priority: 101 }],
    [{ name, state: 'BACKUP', priority: 100 }],
  ]);
});
