import { Stream, type StreamError, type Task } from '../kernel/index.ts';
import type { Journal } from './journal.ts';

/** Longest line that is kept in one piece (journald's `LineMax`). Units: characters. */
const LINE_MAX = 49_152;

/** Where a service's outputs lead: every line becomes an entry of the journal. */
export class JournalStream extends Stream {
  readonly #journal: Journal;
  readonly #unit: string;
  readonly #identifier: string;
  /** Known only once the process is there. */
  pid = 0;
  #partial = '';

  constructor(journal: Journal, unit: string, identifier: string) {
    super();
    this.#journal = journal;
    this.#unit = unit;
    this.#identifier = identifier;
  }

  /** The same for a child that writes on its own: its lines bear its number, once it is known. */
  forChild(): JournalStream {
    return new JournalStream(this.#journal, this.#unit, this.#identifier);
  }

  override *write(text: string): Task<StreamError | undefined> {
    const lines = (this.#partial + text).split('\n');
    this.#partial = lines.pop()!;
    for (const line of lines) this.#write(line);
    if (this.#partial.length >= LINE_MAX) this.closed();
    return undefined;
  }

  protected override closed(): void {
    if (this.#partial !== '') this.#write(this.#partial);
    this.#partial = '';
  }

  #write(message: string): void {
    const { pid } = this;
    this.#journal.write({ unit: this.#unit, identifier: this.#identifier, pid, message });
  }
}
