import { LabServer } from '../../labs/host/lab-server.ts';
import { parts, type Parts } from '../../labs/host/parts.ts';
import type { LabReply, LabRequest, Recording } from '../../labs/host/protocol.ts';

type Reply<T extends LabReply['type']> = Extract<LabReply, { type: T }>;

/** A lab behind its protocol, on a clock that passes only when it is told to. */
export class LabDesk {
  readonly replies: LabReply[] = [];
  readonly #server: LabServer;
  #nowMs = 0;
  #due: { readonly atMs: number; readonly run: () => void }[] = [];

  constructor(brought: Parts = parts) {
    const later = (run: () => void, ms: number): void => {
      this.#due.push({ atMs: this.#nowMs + ms, run });
    };
    this.#server = new LabServer(
      { now: () => this.#nowMs, later },
      (reply) => this.replies.push(reply),
      brought,
    );
  }

  async open(request: Omit<Extract<LabRequest, { type: 'open' }>, 'type'>): Promise<void> {
    this.send({ type: 'open', ...request });
    while (!this.all('boot').some(({ state }) => state === 'ready')) {
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
  }

  send(request: LabRequest): void {
    this.#server.receive(request);
  }

  /** Lets the clock on the wall go on. */
  pass(ms: number): void {
    const endMs = this.#nowMs + ms;
    for (;;) {
      this.#due.sort((a, b) => a.atMs - b.atMs);
      const [next] = this.#due;
      if (next === undefined || next.atMs > endMs) break;
      this.#due.shift();
      this.#nowMs = Math.max(this.#nowMs, next.atMs);
      next.run();
    }
    this.#nowMs = endMs;
  }

  all<T extends LabReply['type']>(type: T): Reply<T>[] {
    return this.replies.filter((reply): reply is Reply<T> => reply.type === type);
  }

  output(terminal = 'workstation'): string {
    return this.all('output')
      .filter((reply) => reply.terminal === terminal)
      .map(({ text }) => text)
      .join('');
  }

  recording(since = 0): Recording {
    this.send({ type: 'ask-record', since });
    return this.all('record').at(-1)!;
  }
}
