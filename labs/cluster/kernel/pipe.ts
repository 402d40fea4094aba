import { Condition } from './condition.ts';
import { Stream, type StreamError } from './stream.ts';
import { wait, type Task } from './wait.ts';

/** Linux's default. Units: here UTF-16 code units, which for ASCII are bytes. */
export const PIPE_CAPACITY = 65_536;

/**
 * A pipe: what is written at one end is read at the other, in order, with back-pressure.
 *
 * Shape:   `const { reader, writer } = makePipe()`; give the ends to processes as descriptors
 * Keeps:   at most `PIPE_CAPACITY` unread; readers get '' once all writers are gone, and writers
 *          get 'EPIPE' once all readers are
 */
export function makePipe(): { reader: Stream; writer: Stream } {
  const pipe = new Pipe();
  return { reader: new PipeReader(pipe), writer: new PipeWriter(pipe) };
}

class Pipe {
  readonly chunks: string[] = [];
  readonly changed = new Condition();
  length = 0;
  hasReader = true;
  hasWriter = true;
}

class PipeReader extends Stream {
  readonly #pipe: Pipe;
  constructor(pipe: Pipe) {
    super();
    this.#pipe = pipe;
  }

  override *read(): Task<string> {
    const pipe = this.#pipe;
    while (pipe.length === 0 && pipe.hasWriter) yield* wait(pipe.changed.changed);
    const text = pipe.chunks.join('');
    pipe.chunks.length = 0;
    pipe.length = 0;
    pipe.changed.notify();
    return text;
  }

  protected override closed(): void {
    this.#pipe.hasReader = false;
    this.#pipe.changed.notify();
  }
}

class PipeWriter extends Stream {
  readonly #pipe: Pipe;
  constructor(pipe: Pipe) {
    super();
    this.#pipe = pipe;
  }

  override *write(text: string): Task<StreamError | undefined> {
    const pipe = this.#pipe;
    let rest = text;
    while (rest !== '') {
      if (!pipe.hasReader) return 'EPIPE';
      const room = PIPE_CAPACITY - pipe.length;
      if (room <= 0) {
        yield* wait(pipe.changed.changed);
        continue;
      }
      const chunk = rest.slice(0, room);
      pipe.chunks.push(chunk);
      pipe.length += chunk.length;
      rest = rest.slice(chunk.length);
      pipe.changed.notify();
    }
    return pipe.hasReader ? undefined : 'EPIPE';
  }

  protected override closed(): void {
    this.#pipe.hasWriter = false;
    this.#pipe.changed.notify();
  }
}
