import type { Task, Wait } from './wait.ts';

/** A terminal's size, as a stream that is one reports it. */
export interface WindowSize {
  readonly columns: number;
  readonly rows: number;
}

/**
 * What a file descriptor stands for: a pipe's end, a file, a terminal, `/dev/null`. Text, not
 * bytes: programs that count bytes count the text's UTF-8.
 *
 * Keeps:   an open stream has as many holders as descriptors name it; at the last `release` it
 *          closes
 */
export abstract class Stream {
  #holders = 0;

  /** Set where the stream is a terminal: programs such as `ls` and `grep` look at it. */
  get terminal(): Terminal | undefined {
    return undefined;
  }

  retain(): this {
    this.#holders++;
    return this;
  }

  release(): void {
    this.#holders--;
    if (this.#holders === 0) this.closed();
  }

  /** Reads some text, waiting for it. Errors: '' at the end of the file. */
  *read(): Task<string> {
    return '';
  }

  /** Writes all of the text, waiting for room. Errors: an errno; 'EPIPE' where nobody reads. */
  *write(_text: string): Task<StreamError | undefined> {
    return 'EBADF';
  }

  /** Called when the last holder lets go. */
  protected closed(): void {}
}

export type StreamError = 'EPIPE' | 'EBADF' | 'ENOSPC' | 'EIO';

/**
 * The terminal half that programs may ask for: raw keys for an editor, its size, whose keys it
 * sends.
 */
export interface Terminal {
  readonly size: WindowSize;
  readonly resized: Wait<void>;
  /**
   * 'raw' hands every key over unechoed; 'cooked' echoes, edits a line, and turns ^C into SIGINT.
   */
  mode: 'raw' | 'cooked';
  /** The process group that ^C reaches. */
  foregroundGroup: number;
  /** Takes back keys that were read and not used: they count as typed now. */
  retype(keys: string): void;
}

/** `/dev/null`: empty to read, endless to write. */
export class NullStream extends Stream {
  override *write(_text: string): Task<StreamError | undefined> {
    return undefined;
  }
}
