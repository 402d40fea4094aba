import { Condition, type Task, type Wait } from '../kernel/index.ts';
import type { RequestHead, ResponseHead } from './http.ts';
import type { HttpLink } from './http-link.ts';

/** One piece of a stream. The first one from each side has a head; the last one says so. */
export interface Frame {
  readonly request?: RequestHead;
  readonly response?: ResponseHead;
  /** A piece of the body. */
  readonly data?: unknown;
  readonly trailers?: Readonly<Record<string, string>>;
  readonly isEnd?: boolean;
}

/** Why a stream is over before its last frame: the peer gave it up, or the connection has ended. */
export interface StreamEnd {
  readonly end: 'reset' | 'EOF' | 'ECONNRESET' | 'ETIMEDOUT' | 'closed' | 'keepalive' | 'HTTP/1.1';
}

export function isStreamEnd(value: Frame | StreamEnd): value is StreamEnd {
  return 'end' in value;
}

/** How far a reader may fall behind before its stream is reset. Units: frames. */
const UNREAD_FRAMES_MAX = 16_384;

/**
 * One request with its answer, or a conversation: pieces go both ways until both sides have ended.
 *
 * Keeps:   frames arrive in order; after an end nothing more is sent or received
 */
export class HttpStream {
  readonly id: number;
  readonly link: HttpLink;
  /** Set on the server's side. */
  readonly request: RequestHead | undefined;
  /** Takes frames as they arrive, in the place of `receive`: for streams that are never idle. */
  onFrame: ((frame: Frame) => void) | undefined;
  /** Called once where the stream ends before its last frame. */
  onAbort: (() => void) | undefined;
  readonly #inbox: Frame[] = [];
  readonly #changed = new Condition();
  readonly #aborted = new Condition();
  #end: StreamEnd | undefined;
  #hasSentEnd = false;
  #hasReceivedEnd = false;

  constructor(link: HttpLink, id: number, request: RequestHead | undefined) {
    this.link = link;
    this.id = id;
    this.request = request;
  }

  /** Wakes when a frame can be taken, or when none will come. */
  get readable(): Wait<void> {
    return {
      arm: (wake, timers) => {
        if (this.#inbox.length === 0 && this.#end === undefined) {
          return this.#changed.changed.arm(wake, timers);
        }
        wake(undefined);
        return () => undefined;
      },
    };
  }

  /** Wakes when the stream was given up by the peer or has lost its connection. */
  get aborted(): Wait<void> {
    return {
      arm: (wake, timers) => {
        if (this.#end === undefined) return this.#aborted.changed.arm(wake, timers);
        wake(undefined);
        return () => undefined;
      },
    };
  }

  get isOver(): boolean {
    return this.#end !== undefined || (this.#hasSentEnd && this.#hasReceivedEnd);
  }

  /** Sends one frame. Errors: false where the stream or its connection is over. */
  send(kind: string, frame: Frame): boolean {
    if (this.#end !== undefined || this.#hasSentEnd) return false;
    this.#hasSentEnd = frame.isEnd === true;
    const isSent = this.link.sendFrame(kind, this.id, frame);
    this.#maybeForget();
    return isSent;
  }

  poll(): Frame | undefined {
    return this.#inbox.shift();
  }

  /** Waits for the next frame. Errors: why there is none. */
  *receive(): Task<Frame | StreamEnd> {
    for (;;) {
      const frame = this.#inbox.shift();
      if (frame !== undefined) return frame;
      if (this.#end !== undefined) return this.#end;
      yield this.#changed;
    }
  }

  /** Gives the stream up: the peer's side is told, what was under way is dropped. */
  cancel(): void {
    if (this.isOver) return;
    this.link.sendReset(this.id);
    this.abort({ end: 'reset' });
  }

  /** For the link: a frame has arrived. */
  deliver(frame: Frame): void {
    if (this.#end !== undefined) return;
    if (this.onFrame && !frame.isEnd) {
      this.onFrame(frame);
      return;
    }
    if (this.#inbox.length >= UNREAD_FRAMES_MAX) {
      this.cancel();
      return;
    }
    this.#inbox.push(frame);
    if (frame.isEnd) this.#hasReceivedEnd = true;
    this.#maybeForget();
    this.#changed.notify();
  }

  /** For the link: nothing more will come. */
  abort(why: StreamEnd): void {
    if (this.#end !== undefined) return;
    this.#end = why;
    this.link.forget(this);
    this.onAbort?.();
    this.#changed.notify();
    this.#aborted.notify();
  }

  #maybeForget(): void {
    if (this.#hasSentEnd && this.#hasReceivedEnd) this.link.forget(this);
  }
}
