import { expect, test } from 'vitest';
import { MILLISECOND, SECOND } from '../../labs/cluster/kernel/index.ts';
import { makeHosts, spawn } from './bare-lab.ts';

test('power loss takes what was not synced, and nothing else', () => {
  const { kernel, hosts } = makeHosts(1);
  const [host] = hosts;
  const { disk } = host;
  spawn(host, function* () {
    disk.append('/log', 'kept ');
    yield* disk.sync('/log');
    disk.append('/log', 'lost');
    disk.write('/new', 'lost too');
  });
  kernel.run(SECOND);
  expect(disk.read('/log')).toBe('kept lost');
  host.powerOff();
  expect([disk.read('/log'), disk.has('/new'), disk.used]).toEqual(['kept ', false, 5]);
});

test('power loss in the middle of a sync: the old content stays', () => {
  const { kernel, hosts } = makeHosts(1);
  const [host] = hosts;
  host.disk.syncUs = 10 * MILLISECOND;
  spawn(host, function* () {
    host.disk.append('/log', 'a');
    yield* host.disk.sync('/log');
    host.disk.append('/log', 'b');
    yield* host.disk.sync('/log');
  });
  kernel.run(15 * MILLISECOND);
  host.powerOff();
  expect(host.disk.read('/log')).toBe('a');
});

test('syncs queue up: two take twice as long as one', () => {
  const { kernel, hosts } = makeHosts(1);
  const [host] = hosts;
  const endedUs: number[] = [];
  for (const path of ['/a', '/b']) {
    spawn(host, function* (process) {
      host.disk.write(path, path);
      yield* host.disk.sync(path);
      endedUs.push(process.nowUs);
    });
  }
  kernel.run(SECOND);
  expect(endedUs).toEqual([2 * MILLISECOND, 4 * MILLISECOND]);
});

test('what lay dirty for half a minute is safe, what replaced it just now is not', () => {
  const { kernel, hosts } = makeHosts(1);
  const [host] = hosts;
  host.disk.write('/file', 'old');
  kernel.run(40 * SECOND);
  host.disk.write('/file', 'new');
  kernel.run(41 * SECOND);
  host.powerOff();
  expect(host.disk.read('/file')).toBe('old');
});

test('reads on from where one has read before', () => {
  const { hosts } = makeHosts(1);
  const [{ disk }] = hosts;
  for (const text of ['one ', 'two ', 'three']) disk.append('/log', text);
  expect(disk.readFrom('/log', 0)).toBe('one two three');
  expect(disk.readFrom('/log', 6)).toBe('o three');
  expect(disk.readFrom('/log', 13)).toBe('');
  expect(disk.readFrom('/none', 0)).toBe('');
});
