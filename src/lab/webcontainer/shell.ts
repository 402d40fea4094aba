import type { WebContainer, WebContainerProcess } from '@webcontainer/api';
import type { GuestTerminal } from '../lab-session.ts';
import { TerminalFeed } from '../terminal-feed.ts';

const ENDED = '\r\nThe shell has ended. Press a key for another one.\r\n';

/** The WebContainer's own shell, as a terminal: with `node`, and the files beside the lab. */
export class Shell implements GuestTerminal {
  readonly feed = new TerminalFeed();
  readonly #container: WebContainer;
  #process: WebContainerProcess | undefined;
  #input: WritableStreamDefaultWriter<string> | undefined;
  #size = { cols: 80, rows: 24 };
  #isStarting = false;

  constructor(container: WebContainer) {
    this.#container = container;
    this.#start();
  }

  type(text: string): void {
    if (this.#input === undefined) this.#start();
    else this.#input.write(text).catch(() => undefined);
  }

  resize(cols: number, rows: number): void {
    this.#size = { cols, rows };
    this.#process?.resize(this.#size);
  }

  #start(): void {
    if (this.#isStarting) return;
    this.#isStarting = true;
    this.#run()
      // The container is gone, and this terminal with it.
      .catch(() => undefined)
      .finally(() => {
        this.#isStarting = false;
        this.#process = this.#input = undefined;
      });
  }

  async #run(): Promise<void> {
    this.#process = await this.#container.spawn('jsh', { terminal: this.#size });
    this.#input = this.#process.input.getWriter();
    const reader = this.#process.output.getReader();
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      this.feed.push(value);
    }
    this.feed.push(ENDED);
  }
}
