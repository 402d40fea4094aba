import type { Process, Task, Terminal } from '../../cluster/kernel/index.ts';
import { wait } from '../../cluster/kernel/index.ts';
import type { Rewindable } from '../open.ts';
import { EditBuffer } from './buffer.ts';
import { makeCell, promptCells, splitClusters, type Cell } from './cells.ts';
import { Display } from './display.ts';
import type { History } from './history.ts';
import { bindings, type Outcome } from './bindings.ts';
import { KeyReader, type Key } from './keys.ts';
import { commonPrefix, formatColumns, type Completer, type Proposal } from './proposal.ts';
import { Search } from './search.ts';

/** With how many candidates the editor asks before it lists them. */
const ASKS_FROM = 100;

/** What became of a line: typed, given up with ^C, or ended with ^D. */
export type EditResult =
  | { readonly kind: 'line'; readonly text: string }
  | { readonly kind: 'interrupt' }
  | { readonly kind: 'end' };

export interface EditorOptions {
  readonly process: Process;
  readonly input: Rewindable;
  readonly terminal: Terminal;
  readonly history: History;
  readonly complete: Completer;
}

/** Edits one line at a time on a terminal in raw mode. */
export class LineEditor {
  readonly buffer = new EditBuffer();
  readonly #options: EditorOptions;
  readonly #keys = new KeyReader();
  readonly #display: Display;
  #prompt: readonly Cell[] = [];
  /** Which line of the history is shown; its length stands for the new line. */
  #historyAt = 0;
  /** What became of history lines, and of the new line, while others were looked at. */
  #drafts = new Map<number, string>();
  #search: Search | undefined;
  #wasTab = false;
  #asked: Proposal | undefined;
  /** Output since the last write. */
  #output = '';

  constructor(options: EditorOptions) {
    this.#options = options;
    this.#display = new Display(options.terminal.size.columns);
  }

  /** Reads a line. The terminal is raw for as long as that takes. */
  *read(prompt: string): Task<EditResult> {
    const { process, input, terminal, history } = this.#options;
    terminal.mode = 'raw';
    this.buffer.set('');
    this.#begin(prompt);
    this.#historyAt = history.lines.length;
    this.#drafts = new Map();
    this.#output = `\u001b[?2004h${this.#drawn()}`;
    const watch = process.go(this.#watchSize());
    try {
      for (;;) {
        yield* this.#flush();
        const chunk = yield* input.read();
        if (chunk === '') return { kind: 'end' };
        this.#keys.push(chunk);
        const result = this.#takeKeys();
        if (result === undefined) continue;
        // Programs expect lines; to the editor both end one.
        input.unread(this.#keys.takeRest().replaceAll('\r', '\n'));
        yield* this.#flush();
        return result;
      }
    } finally {
      watch.cancel();
      terminal.mode = 'cooked';
    }
  }

  #begin(prompt: string): void {
    this.#prompt = promptCells(prompt);
    this.#display.columns = this.#options.terminal.size.columns;
    this.#display.restart();
  }

  *#watchSize(): Task<void> {
    const { process, terminal } = this.#options;
    for (;;) {
      yield* wait(terminal.resized);
      const [cells, cursor] = this.#cells();
      const text = this.#display.resize(terminal.size.columns, cells, cursor);
      yield* process.writeTo(2, text);
    }
  }

  *#flush(): Task<void> {
    const output = this.#output;
    this.#output = '';
    yield* this.#options.process.writeTo(2, output);
  }

  #takeKeys(): EditResult | undefined {
    for (let key = this.#keys.next(); key !== undefined; key = this.#keys.next()) {
      const result = this.#press(key);
      if (result !== undefined) return result;
    }
    if (this.#asked === undefined) this.#output += this.#drawn();
    return undefined;
  }

  #cells(): [Cell[], number] {
    const searching = this.#search?.prompt();
    const prompt = searching === undefined ? this.#prompt : splitClusters(searching).map(makeCell);
    const cells = [...prompt, ...this.buffer.chars.map(makeCell)];
    return [cells, prompt.length + this.buffer.cursor];
  }

  #drawn(): string {
    const [cells, cursor] = this.#cells();
    return this.#display.draw(cells, cursor);
  }

  #press(key: Key): EditResult | undefined {
    if (this.#asked !== undefined) {
      this.#answer(key);
      return undefined;
    }
    if (this.#search !== undefined && this.#searchKey(key)) return undefined;
    const wasTab = this.#wasTab;
    this.#wasTab = false;
    if (key.kind === 'text') {
      this.buffer.takeKilling();
      this.buffer.insert(key.text);
      return undefined;
    }
    if (key.name === '^I') {
      this.#complete(wasTab);
      return undefined;
    }
    const outcome = bindings[key.name]?.(this.buffer, this.buffer.takeKilling(), this.#lastWord());
    return outcome === undefined ? undefined : this.#finish(outcome);
  }

  #finish(outcome: Outcome): EditResult | undefined {
    switch (outcome) {
      case 'accept':
        this.#output += this.#drawn() + this.#display.moveToEnd() + '\r\n\u001b[?2004l\r';
        return { kind: 'line', text: this.buffer.text };
      case 'interrupt':
        this.#output += this.#drawn() + this.#display.moveToEnd() + '^C\u001b[?2004l\r\n';
        return { kind: 'interrupt' };
      case 'end':
        this.#output += '\u001b[?2004l\r\n';
        return { kind: 'end' };
      case 'clear':
        this.#output += '\u001b[H\u001b[2J';
        this.#display.restart();
        return undefined;
      case 'older':
      case 'newer':
        this.#walk(outcome === 'older' ? -1 : 1);
        return undefined;
      case 'oldest':
      case 'newest':
        this.#walk(outcome === 'oldest' ? -this.#historyAt : Number.MAX_SAFE_INTEGER);
        return undefined;
      case 'search':
        this.#search = new Search(this.#options.history.lines, this.buffer.text);
        return undefined;
      case 'bell':
        this.#output += '\u0007';
        return undefined;
    }
  }

  /** Shows another line of the history. */
  #walk(by: number): void {
    const { lines } = this.#options.history;
    const target = Math.max(0, Math.min(this.#historyAt + by, lines.length));
    if (target === this.#historyAt) return;
    this.#drafts.set(this.#historyAt, this.buffer.text);
    this.#historyAt = target;
    this.buffer.set(this.#drafts.get(target) ?? lines[target] ?? '');
  }

  /** The last word of the line before, for Alt-dot. */
  #lastWord(): string {
    return this.#options.history.lines.at(-1)?.trim().split(/\s+/).at(-1) ?? '';
  }

  #searchKey(key: Key): boolean {
    const step = this.#search!.press(key);
    this.buffer.set(step.text);
    if (step.cursor !== undefined)
      this.buffer.moveTo(splitClusters(step.text.slice(0, step.cursor)).length);
    if (step.isOver) this.#search = undefined;
    return step.isTaken;
  }

  #complete(isSecond: boolean): void {
    const proposal = this.#options.complete(this.buffer.before);
    const { candidates, length } = proposal;
    const [only] = candidates;
    if (only === undefined) {
      this.#output += '\u0007';
      return;
    }
    if (candidates.length === 1) {
      this.buffer.replaceBefore(length, only.text + only.end);
      return;
    }
    const prefix = commonPrefix(candidates.map(({ text }) => text));
    if (prefix.length > length) this.buffer.replaceBefore(length, prefix);
    else if (isSecond) this.#list(proposal);
    if (!isSecond) this.#output += '\u0007';
    this.#wasTab = true;
  }

  #list(proposal: Proposal): void {
    this.#output += this.#drawn() + this.#display.moveToEnd() + '\r\n';
    this.#display.restart();
    const { length } = proposal.candidates;
    if (length < ASKS_FROM) {
      this.#print(proposal);
      return;
    }
    this.#asked = proposal;
    this.#output += `Display all ${length} possibilities? (y or n)`;
  }

  #answer(key: Key): void {
    const proposal = this.#asked!;
    const name = key.kind === 'text' ? key.text[0]! : key.name;
    if (!/^([yYnN ]|\^[CHIGM])$/.test(name)) return;
    this.#asked = undefined;
    this.#output += '\r\n';
    if (/[yY ]/.test(name)) this.#print(proposal);
  }

  #print(proposal: Proposal): void {
    const labels = proposal.candidates.map(({ label }) => label);
    this.#output += formatColumns(labels, this.#options.terminal.size.columns);
  }
}
