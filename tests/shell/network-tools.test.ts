import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { makeMachine, runBash } from './run.ts';

/** As root's login has it. */
const run = (line: string, machine = makeMachine()) =>
  runBash(`PATH=/usr/sbin:$PATH; ${line}`, machine);

/*
 * `iptables` and `tc` against what the real ones printed, one line after the other on one machine.
 * A recording holds `$ command`, what it printed on both outputs, and `= code`.
 */
function readRecording(name: string) {
  const text = readFileSync(new URL(`recorded-network/${name}.txt`, import.meta.url), 'utf8');
  return [...text.matchAll(/^\$ (.*)\n([^]*?)^= (\d+)$/gm)].map(([, line, printed, code]) => ({
    line: line!,
    printed: printed!,
    code: Number(code),
  }));
}

describe.each(['iptables', 'tc'])('%s', (name) => {
  const machine = makeMachine();
  test.each(readRecording(name))('$line', ({ line, printed, code }) => {
    const result = run(line, machine);
    expect({ printed: result.out + result.err, code: result.code }).toEqual({ printed, code });
  });
});

test('tc delays, loses, changes and gives up', () => {
  const machine = makeMachine();
  const tc = (words: string) => run(`tc qdisc ${words}`, machine);
  expect(tc('show dev eth0').out).toMatch(/^qdisc fq_codel 0: root refcnt 2 /);
  expect(tc('add dev eth0 root netem delay 100ms').code).toBe(0);
  const head = 'qdisc netem 8001: root refcnt 2 limit 1000';
  expect(tc('show dev eth0').out).toBe(`${head} delay 100ms\n`);
  expect(tc('add dev eth0 root netem delay 1ms')).toMatchObject({
    err: 'Error: Exclusivity flag on, cannot modify.\n',
    code: 2,
  });
  tc('change dev eth0 root netem delay 1.5s 10ms loss 0.5%');
  expect(tc('show dev eth0').out).toBe(`${head} delay 1.5s  10ms loss 0.5%\n`);
  expect(machine.netem).toEqual({ delayUs: 1_500_000, jitterUs: 10_000, loss: 0.005 });
  expect(tc('del dev eth0 root').code).toBe(0);
  expect(machine.netem).toBeUndefined();
  expect(tc('del dev eth0 root').err).toBe('Error: Cannot delete qdisc with handle of zero.\n');
});

test.each([
  ['fallocate', 'no filename specified'],
  ['fallocate f', 'no length argument specified'],
  ['fallocate -l abc f', 'invalid length value specified'],
  ['fallocate -l 0 f', 'invalid length value specified'],
  ['fallocate -l 1K a b', 'unexpected number of arguments'],
  ['fallocate -l 1 /nope/x', 'cannot open /nope/x: No such file or directory'],
  ['fallocate -l 1 /tmp', 'cannot open /tmp: Is a directory'],
])('%s', (line, why) => {
  expect(run(line)).toEqual({ out: '', err: `fallocate: ${why}\n`, code: 1 });
});

test('sizes of fallocate are of 1,024, or of 1,000 with a B', () => {
  const sizes = ['10M', '3MB', '1.5G', '20KiB', '7'];
  const line = sizes.map((size) => `fallocate -l ${size} f${size}; stat -c %s f${size}`).join('; ');
  const bytes = '10485760 3000000 1610612736 20480 7 ';
  expect(run(line).out).toBe(bytes.replaceAll(' ', '\n'));
});

test('fallocate fills a disk, and nothing more fits until the file is gone', () => {
  const machine = makeMachine();
  const free = machine.disk.capacity - machine.disk.used;
  expect(run(`fallocate -l ${free + 1} /srv/big`, machine).err).toBe(
    'fallocate: fallocate failed: No space left on device\n',
  );
  expect(run(`fallocate -l ${free} /srv/big; echo more > /srv/more`, machine).err).toMatch(
    /No space left on device/,
  );
  expect(run('df / | tail -1', machine).out).toMatch(/ 0 100% \/$/m);
  expect(run('rm /srv/big; echo more > /srv/more; cat /srv/more', machine).out).toBe('more\n');
});
