import { afterEach, describe, expect, it } from 'vitest';
import { encodeFrame, FrameDecoder } from '../../labs/host/frames.ts';
import { openSession } from '../../labs/host/open-session.ts';
import type { LabReply, LabRequest } from '../../labs/host/protocol.ts';
import { playStep } from '../../labs/host/snapshot.ts';
import { lessons } from '../../labs/lessons/index.ts';
import { programFile, TerminalProcess } from '../browser/webcontainer/terminal-process.ts';

/** The program of the WebContainer host, on a terminal of the worst kind. */
class Program {
  readonly replies: LabReply[] = [];
  diagnostics = '';
  readonly exit: Promise<number>;
  readonly terminal: TerminalProcess;
  readonly #decoder = new FrameDecoder('lab');
  readonly #text = new TextDecoder();
  #heard: () => void = () => undefined;

  constructor(echoesAlways: boolean) {
    let ended: (code: number) => void;
    this.exit = new Promise((resolve) => {
      ended = resolve;
    });
    this.terminal = new TerminalProcess({
      command: 'node',
      args: [programFile],
      cwd: process.cwd(),
      env: { PORT: '0' },
      echoesAlways,
      onOutput: (chunk) => this.#take(this.#text.decode(chunk)),
      onExit: (code) => ended(code),
    });
  }

  send(request: LabRequest): void {
    this.terminal.write(encodeFrame('page', request));
  }

  async wait(isWanted: (reply: LabReply) => boolean): Promise<LabReply> {
    for (;;) {
      const found = this.replies.find(isWanted);
      if (found) return found;
      await new Promise<void>((resolve) => {
        this.#heard = resolve;
      });
    }
  }

  #take(chunk: string): void {
    const { diagnostics, messages } = this.#decoder.push(chunk);
    this.diagnostics += diagnostics;
    this.replies.push(...(messages as LabReply[]));
    this.#heard();
  }
}

let program: Program;
afterEach(() => program.terminal.kill());

async function start({ echoesAlways = false } = {}): Promise<Program> {
  program = new Program(echoesAlways);
  await program.wait(({ type }) => type === 'hello');
  return program;
}

describe("the WebContainer host's program", () => {
  for (const lesson of lessons) {
    it(`repeats the solution of ${lesson.words.id} to the same trace`, async () => {
      const session = await openSession({ lesson });
      for (const { id } of lesson.words.steps) playStep(session, id);
      const there = await start({ echoesAlways: true });
      there.send({ type: 'open', lesson: lesson.words.id, speed: 0 });
      there.send({ type: 'replay', recording: { ...session.recording(0), skipUs: 0 } });
      const record = await there.wait(({ type }) => type === 'record' || type === 'crash');
      expect(record).toMatchObject({ traceHash: session.cluster.kernel.trace.hash });
    });
  }

  it('says hello first, on a raw terminal, and leaves the rest to whoever reads it', async () => {
    const there = await start();
    expect(there.replies[0]).toMatchObject({ type: 'hello' });
    expect(there.terminal.isRaw).toBe(true);
    expect(there.diagnostics).toContain('a note of the runtime');
  });

  it('ends when its terminal goes away', async () => {
    const there = await start();
    there.send({ type: 'open', lesson: 'quorum' });
    await there.wait((reply) => reply.type === 'boot' && reply.state === 'ready');
    there.terminal.hangUp();
    expect(await there.exit).toBe(0);
  });

  it('answers what makes no sense with a crash, and no silence', async () => {
    const there = await start();
    there.send({ type: 'open', lesson: 'no-such' });
    const crash = await there.wait(({ type }) => type === 'crash');
    expect(crash).toMatchObject({ message: expect.stringContaining('no-such') });
  });
});
