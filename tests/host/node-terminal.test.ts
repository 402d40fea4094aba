import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { describe, expect, it, vi } from 'vitest';
import { readWish } from '../../labs/host/terminal-prompt.ts';

const PATIENCE_MS = 20_000;

/** A lab in a process of its own, with its standard input a pipe. */
class TerminalLab {
  readonly #process: ChildProcessWithoutNullStreams;
  readonly code: Promise<number | null>;
  #text = '';

  constructor(lesson: string) {
    this.#process = spawn('node', ['labs/host/node.ts', lesson]);
    this.#process.stdout.on('data', (data: Buffer) => (this.#text += data.toString()));
    this.code = new Promise((resolve) => this.#process.on('exit', resolve));
  }

  /** Types, and waits until the answer is there. */
  async type(text: string, answer: RegExp): Promise<void> {
    this.#text = '';
    this.#process.stdin.write(text);
    await vi.waitFor(() => expect(this.#text).toMatch(answer), PATIENCE_MS);
  }
}

describe('a lab in a terminal', () => {
  it('has a prompt of its own, by which a machine gets its power back', async () => {
    const lab = new TerminalLab('quorum');
    await lab.type('', /Step 1 of/);
    await lab.type('\u001dfrob\n', /lab> frob\r\n  off MACHINE, on MACHINE/);
    await lab.type('\u001doff etcd-1\nssh -o ConnectTimeout=1 etcd-1 id\n', /timed out/);
    await lab.type('\u001don etcd-1\n\u001dskip 9\n', /workstation/);
    await lab.type('ssh etcd-1 hostname\n', /hostname[^]*etcd-1\r\n/);
    await lab.type('\u001dquit\n', /quit/);
    expect(await lab.code).toBe(0);
  }, 60_000);
});

describe('the prompt of a lab', () => {
  const machines = ['workstation', 'etcd-1'];

  it('asks for what is missing', () => {
    expect(readWish('off', machines, 'a')).toEqual({
      kind: 'words',
      text: '  Which machine? workstation, etcd-1\n',
    });
    expect(readWish('speed 7', machines, 'a')).toMatchObject({ kind: 'words' });
    expect(readWish('skip', machines, 'a')).toMatchObject({ kind: 'words' });
    expect(readWish('solve', machines, undefined)).toMatchObject({ kind: 'words' });
    expect(readWish('off etcd-1 now', machines, 'a')).toMatchObject({ kind: 'words' });
  });

  it('solves the step whose turn it is', () => {
    expect(readWish('solve', machines, 'a')).toEqual({
      kind: 'requests',
      requests: [{ type: 'solve', step: 'a' }],
    });
  });
});
