/**
 * Messages on a stream that is no pipe: what a process of a WebContainer reads and writes is one
 * terminal.
 *
 * Such a stream is merged (standard error is in it, and what the runtime itself says), it may echo
 * what was sent, turns a line feed into CR LF, and cuts text into chunks anywhere. So a message
 * travels as a frame, `\x1e` + JSON + `\n`, and everything between two frames is diagnostics.
 *
 *     {"page": …}    a frame that the page has sent
 *     {"lab": …}     a frame that the lab has sent
 *
 * Each names its sender, so that an echo is not taken for an answer. A frame is plain ASCII: the
 * page's side decodes chunk by chunk, which breaks a character that two chunks share.
 *
 * Source:  RFC 7464 (JSON text sequences) for the separator; what the stream does to text was read
 *          in the documentation of WebContainers' `WebContainerProcess`
 */

/** Who sends. */
export type Side = 'page' | 'lab';

/** A frame that grows beyond this is no frame. Units: characters. */
const FRAME_MAX = 64 * 1024 * 1024;

const SEPARATOR = '\x1e';

/** Shape: a message of JSON's values, as one frame. */
export function encodeFrame(sender: Side, message: unknown): string {
  const json = JSON.stringify({ [sender]: message });
  return `${SEPARATOR}${json.replace(/[\x7f-\uffff]/g, escapeUnit)}\n`;
}

function escapeUnit(unit: string): string {
  return `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

/** What a piece of the stream held. */
export interface Decoded {
  readonly messages: readonly unknown[];
  /** What was no frame, as it came. */
  readonly diagnostics: string;
}

/**
 * Takes a stream apart.
 *
 * Keeps:   however the stream is cut, the same messages come out in the same order, each once, and
 *          no echo among them
 */
export class FrameDecoder {
  readonly #sender: Side;
  /** A frame that has begun and not ended, with its separator. */
  #begun = '';
  /** A frame has just ended: the rest of its line's end belongs to it. */
  #isAfterFrame = false;

  /** Shape: `sender` is whose frames are wanted: the other side's. */
  constructor(sender: Side) {
    this.#sender = sender;
  }

  push(chunk: string): Decoded {
    const messages: unknown[] = [];
    let diagnostics = '';
    for (const part of chunk.split(/(?=\x1e)/)) {
      if (part.startsWith(SEPARATOR)) {
        diagnostics += this.#begun;
        this.#begun = '';
        this.#isAfterFrame = false;
      } else if (this.#begun === '') {
        diagnostics += this.#outside(part);
        continue;
      }
      const end = part.search(/[\r\n]/);
      this.#begun += end === -1 ? part : part.slice(0, end);
      if (end === -1) {
        if (this.#begun.length > FRAME_MAX) diagnostics += this.#giveUp();
        continue;
      }
      const frame = this.#giveUp();
      this.#isAfterFrame = true;
      const opened = openFrame(frame);
      if (opened === undefined) diagnostics += frame;
      else if (this.#sender in opened) messages.push(opened[this.#sender]);
      diagnostics += this.#outside(part.slice(end));
    }
    return { messages, diagnostics };
  }

  #giveUp(): string {
    const begun = this.#begun;
    this.#begun = '';
    return begun;
  }

  #outside(text: string): string {
    const rest = this.#isAfterFrame ? text.replace(/^[\r\n]+/, '') : text;
    if (rest !== '') this.#isAfterFrame = false;
    return rest;
  }
}

/** Errors: undefined where the text is no frame of either side */
function openFrame(frame: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(frame.slice(SEPARATOR.length));
    const isFrame =
      typeof value === 'object' && value !== null && ('page' in value || 'lab' in value);
    return isFrame ? (value as Readonly<Record<string, unknown>>) : undefined;
  } catch {
    return undefined;
  }
}
