/**
 * How much output waits for a terminal that is not shown yet, or that is slow. Units: characters.
 */
const HELD_LIMIT = 256 * 1024;
/** Output that comes within this time after other output is drawn together. */
const GATHER_MS = 8;

/** Draws text, and says when it is done. */
export type Sink = (text: string, done: () => void) => void;

/**
 * The output of one terminal on its way to the screen: held until somebody draws it, then at once
 * after a silence, gathered into few large writes where much comes, and never ahead of what the
 * terminal can draw.
 *
 * Keeps:   order; of output beyond the limit the latest part
 */
export class TerminalFeed {
  #held = '';
  #sink: Sink | undefined;
  #isDue = false;
  #drawnMs = -GATHER_MS;

  push(text: string): void {
    this.#held += text;
    if (this.#held.length > HELD_LIMIT) this.#held = latestLines(this.#held);
    this.#schedule();
  }

  /** Shape: a function that takes the sink away again. */
  attach(sink: Sink): () => void {
    this.#sink = sink;
    this.#isDue = false;
    // What waited has waited long enough.
    if (this.#held !== '') {
      this.#isDue = true;
      this.#flush();
    }
    return () => {
      if (this.#sink === sink) this.#sink = undefined;
    };
  }

  #schedule(): void {
    if (this.#sink === undefined || this.#isDue || this.#held === '') return;
    this.#isDue = true;
    const waitMs = this.#drawnMs + GATHER_MS - performance.now();
    if (waitMs > 0) setTimeout(() => this.#flush(), waitMs);
    else this.#flush();
  }

  #flush(): void {
    const text = this.#held;
    this.#held = '';
    if (this.#sink === undefined) {
      this.#held = text;
      this.#isDue = false;
      return;
    }
    this.#drawnMs = performance.now();
    this.#sink(text, () => {
      this.#isDue = false;
      this.#schedule();
    });
  }
}

function latestLines(text: string): string {
  const half = text.slice(-HELD_LIMIT / 2);
  return half.slice(half.indexOf('\n') + 1);
}
