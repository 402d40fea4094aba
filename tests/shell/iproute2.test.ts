import { expect, test } from 'vitest';
import { Machine } from '../../labs/cluster/machine/index.ts';
import { makeMachine, runBash, shellPrograms } from './run.ts';

const LIFETIMES = '       valid_lft forever preferred_lft forever';

/** A machine that holds an address which may move. */
function makeHolder(): Machine {
  const machine = makeMachine();
  machine.takeAddress('10.0.0.100');
  return machine;
}

test('ip addr shows the interfaces, and the address that moves behind the own one', () => {
  expect(runBash('ip addr', makeHolder()).out.split('\n')).toEqual([
    '1: lo: <LOOPBACK,UP,LOWER_UP> mtu 65536 qdisc noqueue state UNKNOWN group default qlen 1000',
    '    link/loopback 00:00:00:00:00:00 brd 00:00:00:00:00:00',
    '    inet 127.0.0.1/8 scope host lo',
    LIFETIMES,
    '2: eth0: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500 qdisc fq_codel state UP group default ' +
      'qlen 1000',
    '    link/ether 02:00:0a:00:00:01 brd ff:ff:ff:ff:ff:ff',
    '    inet 10.0.0.1/24 brd 10.0.0.255 scope global eth0',
    LIFETIMES,
    '    inet 10.0.0.100/32 scope global eth0',
    LIFETIMES,
    '',
  ]);
  expect(runBash('ip -br a; ip -o -4 addr show dev eth0; ip -br link', makeHolder()).out).toBe(
    'lo               UNKNOWN        127.0.0.1/8 \n' +
      'eth0             UP             10.0.0.1/24 10.0.0.100/32 \n' +
      `2: eth0    inet 10.0.0.1/24 brd 10.0.0.255 scope global eth0\\${LIFETIMES}\n` +
      `2: eth0    inet 10.0.0.100/32 scope global eth0\\${LIFETIMES}\n` +
      'lo               UNKNOWN        00:00:00:00:00:00 <LOOPBACK,UP,LOWER_UP> \n' +
      'eth0             UP             02:00:0a:00:00:01 <BROADCAST,MULTICAST,UP,LOWER_UP> \n',
  );
  expect(runBash('hostname -I', makeHolder()).out).toBe('10.0.0.1 10.0.0.100 \n');
});

test('an address is added and deleted by hand', () => {
  const machine = makeMachine();
  const add = 'ip addr add 10.0.0.101/24 dev eth0';
  expect(runBash(`${add}; ${add}; ip -4 addr show eth0 | grep 101`, machine)).toEqual({
    out: '    inet 10.0.0.101/24 scope global secondary eth0\n',
    err: 'RTNETLINK answers: File exists\n',
    code: 0,
  });
  const del = 'ip addr del 10.0.0.101/24 dev eth0';
  expect(runBash(`${del}; ${del}`, machine)).toEqual({
    out: '',
    err: 'RTNETLINK answers: Cannot assign requested address\n',
    code: 2,
  });
  expect(machine.movableAddresses.size).toBe(0);
});

test('the neighbours: whom an address that moves leads to', () => {
  const machine = makeMachine();
  const { kernel } = machine;
  const make = (name: string, address: string): Machine => {
    const other = new Machine(kernel, { name, addresses: [address], programs: shellPrograms });
    other.boot();
    other.takeAddress('10.0.0.100');
    return other;
  };
  const one = make('lb-1', '10.0.0.10');
  kernel.network.hostAt('10.0.0.100', machine);
  const shown = (): string => runBash('ip neigh', machine, 1_000).out;
  expect(shown()).toBe('10.0.0.100 dev eth0 lladdr 02:00:0a:00:00:0a STALE \n');
  one.giveUpAddress('10.0.0.100');
  const two = make('lb-2', '10.0.0.11');
  kernel.network.announce('10.0.0.100', two);
  runBash('sleep 1', machine, 2_000_000);
  expect(runBash('ip neigh show 10.0.0.100 dev eth0', machine, 1_000).out).toBe(
    '10.0.0.100 lladdr 02:00:0a:00:00:0b STALE \n',
  );
  expect(runBash('ip n show 10.0.0.9', machine, 1_000).out).toBe('');
});

test.each([
  ['ip foo', 'Object "foo" is unknown, try "ip help".', 1],
  ['ip -zz addr', 'Option "-zz" is unknown, try "ip -help".', 255],
  ['ip addr show nope', 'Device "nope" does not exist.', 1],
  ['ip neigh show dev nope', 'Cannot find device "nope"', 1],
  ['ip addr add foo dev lo', 'Error: any valid prefix is expected rather than "foo".', 1],
  ['ip addr add 10.7.0.1/32', 'Not enough information: "dev" argument is required.', 1],
  ['ip addr add 10.7.0.1/32 dev nope', 'Cannot find device "nope"', 1],
  ['ip route', 'ip: "ip route show" is not modelled in this lab', 255],
])('%s', (line, err, code) => {
  expect(runBash(line)).toEqual({ out: '', err: `${err}\n`, code });
});

test('killall finds processes by name, and signal 0 only asks', () => {
  expect(runBash('killall -0 haproxy')).toEqual({
    out: '',
    err: 'haproxy: no process found\n',
    code: 1,
  });
  expect(runBash('killall -q -0 haproxy')).toMatchObject({ err: '', code: 1 });
  expect(runBash('sleep 9 & killall -0 sleep && killall -v -s KILL sleep').err).toMatch(
    /^Killed sleep\(\d+\) with signal 9\n/,
  );
  expect(runBash('killall').err).toMatch(/^Usage: killall \[OPTION\]\.\.\. \[--\] NAME\.\.\.\n/);
  expect(runBash('killall -r "(" x').err).toBe('killall: Bad regular expression: (\n');
});
