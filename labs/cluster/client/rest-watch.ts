import type { KubeObject, Status, WatchEvent } from '../api/index.ts';
import { after, never, select, type Task, type Wait } from '../kernel/index.ts';
import { isStreamEnd, type HttpStream } from './http.ts';

/**
 * A watch: the lines of an answer that goes on. Each line is one event.
 *
 * Shape:  `next` gives an event, or undefined once the server has closed the watch or it was lost
 */
export class RestWatch<T extends KubeObject = KubeObject> {
  readonly #stream: HttpStream;
  #lines: string[] = [];
  #rest = '';
  #isOver = false;

  constructor(stream: HttpStream) {
    this.#stream = stream;
  }

  /** Wakes when `next` would not wait. */
  get readable(): Wait<void> {
    return this.#stream.readable;
  }

  /** Waits for the next event; with a limit, at most so long. Errors: 'timeout'. */
  *next(limitUs?: number): Task<WatchEvent<T | Status> | 'timeout' | undefined> {
    for (;;) {
      const line = this.#lines.shift();
      if (line !== undefined) return JSON.parse(line) as WatchEvent<T | Status>;
      if (this.#isOver) return undefined;
      const limit = limitUs === undefined ? never : after(limitUs);
      const first = yield* select({ readable: this.#stream.readable, limit });
      if (first.which === 'limit') return 'timeout';
      this.#take(yield* this.#stream.receive());
    }
  }

  stop(): void {
    this.#isOver = true;
    this.#stream.cancel();
  }

  #take(frame: Parameters<typeof isStreamEnd>[0]): void {
    if (isStreamEnd(frame)) {
      this.#isOver = true;
      return;
    }
    if (frame.isEnd) this.#isOver = true;
    if (typeof frame.data !== 'string') return;
    const lines = (this.#rest + frame.data).split('\n');
    this.#rest = lines.pop() ?? '';
    this.#lines.push(...lines);
  }
}
