import type { Process, Task } from '../../cluster/kernel/index.ts';
import { fileErrorTexts, machineOf, parentPath, resolvePath } from '../../cluster/machine/index.ts';
import type { Key } from '../editor/keys.ts';
import type { FullScreen } from '../full-screen.ts';
import {
  editHints,
  hintBars,
  promptBar,
  promptHints,
  statusBar,
  titleBar,
  yesNoHints,
} from './bars.ts';
import { TextBuffer } from './buffer.ts';
import type { KeySource } from './key-source.ts';
import { Viewport } from './view.ts';

/** Rows that are not text: the title, the status, two lines of hints. */
const BAR_ROWS = 4;

/** One file being edited. */
export class NanoEditor {
  readonly #process: Process;
  readonly #keys: KeySource;
  readonly #screen: FullScreen;
  readonly #viewport = new Viewport();
  #buffer = new TextBuffer('');
  #name: string;
  #message = '';
  #searched = '';
  #isDone = false;

  constructor(process: Process, keys: KeySource, screen: FullScreen, name: string) {
    this.#process = process;
    this.#keys = keys;
    this.#screen = screen;
    this.#name = name;
  }

  /** Edits until the user leaves. */
  *run(line: number): Task<void> {
    this.#load();
    this.#buffer.moveTo(line - 1, 0);
    while (!this.#isDone) {
      yield* this.#draw(statusBar(this.#message, this.#screen.size.columns), editHints);
      const key = yield* this.#keys.next();
      this.#message = '';
      if (key === undefined) return;
      if (key.kind === 'text') this.#buffer.insert(key.text);
      else yield* this.#press(key.name);
    }
  }

  #load(): void {
    if (this.#name === '') return;
    const { files } = machineOf(this.#process);
    const path = this.#path(this.#name);
    const text = files.read(path);
    if (text !== undefined) {
      this.#buffer = new TextBuffer(text);
      this.#message = text === '' ? '' : `Read ${countLines(this.#buffer)}`;
    } else if (files.isDirectory(path)) {
      this.#message = `${this.#name} is a directory`;
      this.#name = '';
    } else if (!files.isDirectory(parentPath(path))) {
      this.#message = `Directory '${parentPath(path)}' does not exist`;
    } else this.#message = 'New File';
  }

  *#press(name: string): Task<void> {
    const buffer = this.#buffer;
    const page = Math.max(1, this.#screen.size.rows - BAR_ROWS - 2);
    const simple: Readonly<Record<string, () => void>> = {
      '^A': () => buffer.moveTo(buffer.line, 0),
      home: () => buffer.moveTo(buffer.line, 0),
      '^E': () => buffer.moveTo(buffer.line, buffer.current.length),
      end: () => buffer.moveTo(buffer.line, buffer.current.length),
      '^B': () => buffer.left(),
      left: () => buffer.left(),
      '^F': () => buffer.right(),
      right: () => buffer.right(),
      '^P': () => buffer.moveBy(-1),
      up: () => buffer.moveBy(-1),
      '^N': () => buffer.moveBy(1),
      down: () => buffer.moveBy(1),
      '^Y': () => buffer.moveBy(-page),
      'page-up': () => buffer.moveBy(-page),
      '^V': () => buffer.moveBy(page),
      'page-down': () => buffer.moveBy(page),
      'M-\\': () => buffer.moveTo(0, 0),
      'M-/': () => buffer.moveTo(buffer.lines.length - 1, Infinity),
      '^D': () => buffer.deleteNext(),
      delete: () => buffer.deleteNext(),
      '^H': () => buffer.deletePrevious(),
      '^I': () => buffer.insert('\t'),
      '^M': () => buffer.insert('\n'),
      '^K': () => buffer.cutLine(),
      '^U': () => buffer.paste(),
      '^C': () => (this.#message = this.#place()),
    };
    const act = simple[name];
    if (act) act();
    else yield* this.#command(name);
  }

  *#command(name: string): Task<void> {
    switch (name) {
      case '^O':
        yield* this.#writeOut();
        return;
      case '^S':
        if (this.#name === '') yield* this.#writeOut();
        else this.#save(this.#name);
        return;
      case '^X':
        yield* this.#leave();
        return;
      case '^W':
      case 'M-W':
        yield* this.#search();
        return;
      case '^_':
        yield* this.#goToLine();
        return;
      case '^G':
        this.#message = 'The keys at the bottom are those that this lab has';
        return;
      case '^L':
        return;
      default:
        this.#message = 'Unbound key';
    }
  }

  *#leave(): Task<void> {
    if (!this.#buffer.isModified) {
      this.#isDone = true;
      return;
    }
    const { columns } = this.#screen.size;
    for (;;) {
      yield* this.#draw(promptBar('Save modified buffer? ', '', columns), yesNoHints);
      const key = yield* this.#keys.next();
      const word = key?.kind === 'text' ? key.text.slice(0, 1).toLowerCase() : key?.name;
      if (word === undefined || word === 'n') this.#isDone = true;
      else if (word === 'y') this.#isDone = yield* this.#writeOut();
      else if (word === '^C') this.#message = 'Cancelled';
      else continue;
      return;
    }
  }

  /** Asks for a name and writes. Shape: true where the file was written */
  *#writeOut(): Task<boolean> {
    const name = yield* this.#ask('File Name to Write: ', this.#name);
    if (name === undefined || name === '') {
      this.#message = 'Cancelled';
      return false;
    }
    return this.#save(name);
  }

  #save(name: string): boolean {
    const { files } = machineOf(this.#process);
    const path = this.#path(name);
    const error = files.write(path, this.#buffer.text, files.stat(path)?.mode ?? 0o644);
    if (error) {
      this.#message = `Error writing ${name}: ${fileErrorTexts[error]}`;
      return false;
    }
    this.#name = name;
    this.#buffer.isModified = false;
    this.#message = `Wrote ${countLines(this.#buffer)}`;
    return true;
  }

  *#search(): Task<void> {
    const hint = this.#searched === '' ? '' : ` [${this.#searched}]`;
    const given = yield* this.#ask(`Search${hint}: `, '');
    const wanted = given === '' ? this.#searched : given;
    if (wanted === undefined || wanted === '') {
      this.#message = 'Cancelled';
      return;
    }
    this.#searched = wanted;
    const found = this.#buffer.find(wanted);
    if (!found) this.#message = `"${wanted}" not found`;
    else {
      if (found.isWrapped) this.#message = 'Search Wrapped';
      this.#buffer.moveTo(found.line, found.column);
    }
  }

  *#goToLine(): Task<void> {
    const given = yield* this.#ask('Enter line number, column number: ', '');
    const match = /^(\d+)(?:[,.](\d+))?$/.exec(given ?? '');
    if (match) this.#buffer.moveTo(Number(match[1]) - 1, Number(match[2] ?? 1) - 1);
    else this.#message = given ? 'Invalid line or column number' : 'Cancelled';
  }

  /** Reads one line at the bottom. Shape: undefined where it was cancelled */
  *#ask(question: string, given: string): Task<string | undefined> {
    let answer = given;
    for (;;) {
      const { columns, rows } = this.#screen.size;
      const cursor = {
        row: rows - 3,
        column: Math.min(question.length + answer.length, columns - 1),
      };
      yield* this.#draw(promptBar(question, answer, columns), promptHints, cursor);
      const key: Key | undefined = yield* this.#keys.next();
      if (key === undefined || (key.kind === 'key' && key.name === '^C')) return undefined;
      if (key.kind === 'text') answer += key.text;
      else if (key.name === '^M') return answer;
      else if (key.name === '^H') answer = answer.slice(0, -1);
      else if (key.name === '^U' || key.name === '^K') answer = '';
    }
  }

  *#draw(
    bar: string,
    hints: Parameters<typeof hintBars>[0],
    cursor?: { readonly row: number; readonly column: number },
  ): Task<void> {
    const { columns, rows } = this.#screen.size;
    const height = Math.max(1, rows - BAR_ROWS);
    const view = this.#viewport.show(this.#buffer, height, columns);
    const name = this.#name === '' ? 'New Buffer' : this.#name;
    const lines = [titleBar(name, this.#buffer.isModified, columns), ...view.lines];
    while (lines.length < height + 1) lines.push('');
    lines.push(bar, ...hintBars(hints, columns));
    yield* this.#screen.paint(lines, cursor ?? { row: view.row + 1, column: view.column });
  }

  /** Shape: `line 3/10 (30%), col 1/5 (20%), char 20/100 (20%)` */
  #place(): string {
    const { column, current, line, lines, text } = this.#buffer;
    const before = lines.slice(0, line).join('\n').length + (line > 0 ? 1 : 0) + column;
    const share = (part: number, whole: number): string =>
      `${part}/${whole} (${whole === 0 ? 0 : Math.floor((part * 100) / whole)}%)`;
    const columns = share(column + 1, current.length + 1);
    const characters = share(before, text.length);
    return `line ${share(line + 1, lines.length)}, col ${columns}, char ${characters}`;
  }

  #path(name: string): string {
    return resolvePath(this.#process.cwd, name);
  }
}

function countLines({ lines }: TextBuffer): string {
  const count = lines.length === 1 && lines[0] === '' ? 0 : lines.length;
  return count === 1 ? '1 line' : `${count} lines`;
}
