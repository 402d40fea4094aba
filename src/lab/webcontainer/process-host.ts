import type { WebContainer, WebContainerProcess } from '@webcontainer/api';
import { encodeFrame, FrameDecoder } from '../../../labs/host/frames.ts';
import type { LabConnection, LabHost, LabReply, LabRequest } from '../../../labs/host/protocol.ts';

/** How long the lab's program may take to say hello. */
const HELLO_LIMIT_MS = 10_000;

/**
 * Labs as processes of a WebContainer: one for each start. `note` gets what is said on a process's
 * stream beside the protocol.
 *
 * Keeps:   whatever ends the process arrives as a `crash`, once
 */
export function processHost(container: WebContainer, note: (text: string) => void): LabHost {
  return (receive) => new LabProcess(container, note, receive);
}

class LabProcess implements LabConnection {
  readonly #note: (text: string) => void;
  readonly #receive: (reply: LabReply) => void;
  readonly #decoder = new FrameDecoder('lab');
  /** What is asked before the process says hello: until then its terminal would echo. */
  #early: LabRequest[] | undefined = [];
  #process: WebContainerProcess | undefined;
  #input: WritableStreamDefaultWriter<string> | undefined;
  #helloTimer: ReturnType<typeof setTimeout> | undefined;
  #isOver = false;

  constructor(
    container: WebContainer,
    note: (text: string) => void,
    receive: (reply: LabReply) => void,
  ) {
    this.#note = note;
    this.#receive = receive;
    this.#run(container).catch((error: unknown) => this.#crash(String(error)));
  }

  send(request: LabRequest): void {
    if (this.#early) this.#early.push(request);
    else this.#write(request);
  }

  close(): void {
    this.#finish();
    this.#process?.kill();
  }

  async #run(container: WebContainer): Promise<void> {
    this.#helloTimer = setTimeout(
      () => this.#crash('The lab did not say hello within ten seconds.'),
      HELLO_LIMIT_MS,
    );
    const process = await container.spawn('node', ['lab.mjs'], {
      terminal: { cols: 80, rows: 24 },
    });
    if (this.#isOver) {
      process.kill();
      return;
    }
    this.#process = process;
    this.#input = process.input.getWriter();
    const reader = process.output.getReader();
    for (;;) {
      const { done, value } = await reader.read();
      if (done || this.#isOver) break;
      this.#take(value);
    }
    this.#crash(`The lab's process ended with exit code ${await process.exit}.`);
  }

  #take(chunk: string): void {
    const { diagnostics, messages } = this.#decoder.push(chunk);
    if (diagnostics !== '') this.#note(diagnostics);
    for (const message of messages) {
      const reply = message as LabReply;
      if (reply.type === 'hello') this.#greet();
      if (!this.#isOver) this.#receive(reply);
    }
  }

  #greet(): void {
    clearTimeout(this.#helloTimer);
    const early = this.#early ?? [];
    this.#early = undefined;
    for (const request of early) this.#write(request);
  }

  #write(request: LabRequest): void {
    // A process that has ended says so by its exit.
    this.#input?.write(encodeFrame('page', request)).catch(() => undefined);
  }

  #crash(message: string): void {
    if (this.#isOver) return;
    this.#finish();
    this.#process?.kill();
    this.#receive({ type: 'crash', message });
  }

  #finish(): void {
    this.#isOver = true;
    clearTimeout(this.#helloTimer);
  }
}
