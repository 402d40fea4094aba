import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import * as words from '../../labs/cluster/balancer/keywords.ts';
import { haproxyPrograms } from '../../labs/cluster/balancer/index.ts';
import { didYouMean } from '../../labs/cluster/balancer/word-match.ts';
import { Kernel, NullStream, SECOND, Stream } from '../../labs/cluster/kernel/index.ts';
import { Machine } from '../../labs/cluster/machine/index.ts';
import { kubeadmConfiguration } from './kubeadm-configuration.ts';

/** What HAProxy 2.6.12 said of a file; each change is a pattern and what stands in its place. */
interface Recorded {
  readonly changes: readonly [string, string][];
  readonly code: number;
  readonly stdout: string;
  /** Without the two lines that name the program, and `PID` for the process. */
  readonly stderr: readonly string[];
}

function recorded<T>(name: string): T[] {
  return JSON.parse(readFileSync(new URL(`recorded/${name}.json`, import.meta.url), 'utf8')) as T[];
}

class Collector extends Stream {
  text = '';
  override *write(text: string) {
    this.text += text;
    return undefined;
  }
}

/** Runs `haproxy` in a folder that holds wrong.cfg. */
function run(text: string, argv: readonly string[]) {
  const kernel = new Kernel('configuration');
  const machine = new Machine(kernel, {
    name: 'lb',
    addresses: ['10.0.0.10'],
    programs: haproxyPrograms,
    files: { '/etc/haproxy/wrong.cfg': text },
  });
  machine.boot();
  const [stdout, stderr] = [new Collector(), new Collector()];
  const process = machine.spawn({
    program: haproxyPrograms.get('/usr/sbin/haproxy')!,
    argv: ['haproxy', ...argv],
    cwd: '/etc/haproxy',
    streams: [new NullStream(), stdout, stderr],
  });
  kernel.run(SECOND);
  expect(kernel.panics).toEqual([]);
  const said = stderr.text.replaceAll(`(${process.pid})`, '(PID)').split('\n').slice(0, -1);
  return { code: process.exit?.code, stdout: stdout.text, said };
}

test.each(recorded<Recorded>('wrong-files').map((it) => ({ ...it, to: it.changes[0]?.[1] })))(
  'says what the real one says of $to',
  ({ changes, code, stdout, stderr }) => {
    let text = kubeadmConfiguration;
    for (const [from, to] of changes) text = text.replace(new RegExp(from, 'gm'), to);
    const { said, ...rest } = run(text, ['-c', '-f', 'wrong.cfg']);
    expect(rest).toEqual({ code, stdout });
    expect(said.slice(0, 2)).toEqual(
      stderr.length === 0
        ? []
        : [
            '[NOTICE]   (PID) : haproxy version is 2.6.12-1+deb12u4',
            '[NOTICE]   (PID) : path to executable is /usr/sbin/haproxy',
          ],
    );
    expect(said.slice(2)).toEqual(stderr);
  },
);

test('knows which word was meant as the real one does', () => {
  const known = {
    backend: words.proxyKeywords,
    option: words.optionNames,
    srv: [...words.serverFlags, ...words.serverOptions],
  };
  const all = recorded<['backend' | 'option' | 'srv', string, string]>('near-words');
  const guesses = all.map(([section, word]) => {
    const guess = /mean '(.*)' maybe/.exec(didYouMean(word, known[section]))?.[1] ?? '';
    return [section, word, guess];
  });
  expect(guesses).toEqual(all);
});

test('a file that is not there, one that is cut off, an empty one', () => {
  expect(run('', ['-c', '-f', 'nope.cfg']).said.at(-1)).toBe(
    '[ALERT]    (PID) : config : Cannot open configuration file/directory nope.cfg : ' +
      'No such file or directory',
  );
  expect(run(kubeadmConfiguration.slice(0, -20), ['-c', '-f', 'wrong.cfg']).said[2]).toBe(
    '[ALERT]    (PID) : config : parsing [wrong.cfg:32]: Missing LF on last line, file might ' +
      'have been truncated at position 30.',
  );
  expect(run('', ['-f', 'wrong.cfg'])).toMatchObject({
    code: 1,
    said: [
      '[NOTICE]   (PID) : haproxy version is 2.6.12-1+deb12u4',
      '[NOTICE]   (PID) : path to executable is /usr/sbin/haproxy',
      "[ALERT]    (PID) : [haproxy.main()] No enabled listener found (check for 'bind' " +
        'directives) ! Exiting.',
    ],
  });
});

test('-q is silent about a good file, and an unknown option gets the usage', () => {
  const good = { code: 0, stdout: '', said: [] };
  expect(run(kubeadmConfiguration, ['-c', '-q', '-f', 'wrong.cfg'])).toEqual(good);
  const { code, stdout, said } = run('', ['-Z']);
  expect(code).toBe(1);
  expect(stdout).toMatch(/^HAProxy version 2\.6\.12-1\+deb12u4 /);
  expect(said[0]).toMatch(/^Usage : haproxy /);
});
