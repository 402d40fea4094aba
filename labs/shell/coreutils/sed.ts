import type { Task } from '../../cluster/kernel/index.ts';
import { fileErrorTexts } from '../../cluster/machine/files.ts';
import { eachLine, openInput } from './input.ts';
import {
  parseSed,
  SedError,
  type Address,
  type SedCommand,
  type Substitution,
} from './sed-script.ts';
import { makeTool, type Tool } from './tool.ts';

/** How many commands a script may run for one line, should it jump in circles. */
const JUMPS_MAX = 100_000;

export const sed = makeTool(
  {
    usage: '[OPTION]... {script-only-if-no-other-script} [input-file]...',
    options: {
      quiet: 'n',
      silent: '',
      expression: 'e:',
      'in-place': 'i::',
      'regexp-extended': 'Er',
      separate: 's',
      unbuffered: 'u',
    },
  },
  function* (tool) {
    const given = tool.values('expression');
    const [first, ...rest] = tool.operands;
    if (given.length === 0 && first === undefined) {
      yield* tool.process.warn(`Usage: ${tool.name} ${tool.spec.usage}\n`);
      return 1;
    }
    const text = given.length > 0 ? given.join('\n') : first!;
    const names = given.length > 0 ? tool.operands : rest;
    const commands = parseSed(text, tool.has('regexp-extended'));
    if (commands instanceof SedError) {
      const { at, message } = commands;
      return yield* tool.complain(`-e expression #${given.length || 1}, char ${at}: ${message}`);
    }
    return yield* tool.has('in-place')
      ? editFiles(tool, commands, names)
      : stream(tool, commands, names);
  },
);

/** Runs over all inputs as one stream. One line is held back, so that `$` is known. */
function* stream(
  tool: Tool,
  commands: readonly SedCommand[],
  names: readonly string[],
): Task<number> {
  const run = new SedRun(tool, commands, (text) => tool.process.print(text));
  let status = 0;
  for (const name of names.length === 0 ? ['-'] : names) {
    const isFolder = name !== '-' && tool.files.isDirectory(tool.resolve(name));
    const input = isFolder ? { error: '' } : openInput(tool, name);
    if ('error' in input) {
      const text = isFolder ? `couldn't read ${name}` : `can't read ${name}: ${input.error}`;
      yield* tool.complain(isFolder ? `read error on ${name}: Is a directory` : text);
      status = 2;
      continue;
    }
    try {
      yield* eachLine(input.stream, (line, end) => run.push(line, end));
    } finally {
      input.stream.release();
    }
    if (run.exitCode !== undefined) return run.exitCode;
  }
  yield* run.finish();
  return run.exitCode ?? status;
}

function* editFiles(
  tool: Tool,
  commands: readonly SedCommand[],
  names: readonly string[],
): Task<number> {
  let status = 0;
  for (const name of names) {
    const path = tool.resolve(name);
    const text = tool.files.read(path);
    if (text === undefined) {
      const error = tool.files.check(path, 'file')!;
      const isFolder = error === 'EISDIR';
      const why = isFolder
        ? `couldn't edit ${name}: not a regular file`
        : `can't read ${name}: ${fileErrorTexts[error]}`;
      yield* tool.complain(why);
      status = isFolder ? 4 : 2;
      continue;
    }
    let output = '';
    const run = new SedRun(tool, commands, function* (piece) {
      output += piece;
    });
    for (const [whole, line, end] of text.matchAll(/([^\n]*)(\n|$)/g)) {
      if (whole !== '' && (yield* run.push(line!, end as '\n' | ''))) break;
    }
    yield* run.finish();
    const suffix = tool.value('in-place');
    if (suffix) tool.files.write(`${path}${suffix}`, text);
    tool.files.write(path, output);
  }
  return status;
}

/** A script at work on its lines. */
class SedRun {
  exitCode: number | undefined;
  readonly #commands: readonly SedCommand[];
  readonly #write: (text: string) => Task<void>;
  readonly #isQuiet: boolean;
  /** Lines that have come and are not yet worked on: the last one waits to be the last. */
  readonly #waiting: { readonly line: string; readonly end: '\n' | '' }[] = [];
  /** Per command with a range: the line on which it ends, or a test. */
  readonly #ranges = new Map<SedCommand, number>();
  #space = '';
  #hold = '';
  #number = 0;
  #end: '\n' | '' = '\n';
  #isEnding = false;
  #appended = '';
  #lastExpression: RegExp | undefined;
  /** Where the script goes on for `N`, once another line has come. */
  #resumeAt: number | undefined;
  #hasSubstituted = false;

  constructor(tool: Tool, commands: readonly SedCommand[], write: (text: string) => Task<void>) {
    this.#commands = commands;
    this.#write = write;
    this.#isQuiet = tool.has('quiet', 'silent');
  }

  /** Takes a line. Shape: true where sed is done */
  *push(line: string, end: '\n' | ''): Task<boolean> {
    this.#waiting.push({ line, end });
    while (this.#waiting.length > 1 && this.exitCode === undefined) yield* this.#cycle();
    return this.exitCode !== undefined;
  }

  *finish(): Task<void> {
    this.#isEnding = true;
    while (this.#waiting.length > 0 && this.exitCode === undefined) yield* this.#cycle();
    if (this.#resumeAt !== undefined && this.exitCode === undefined) yield* this.#endCycle();
  }

  #take(): string {
    const { line, end } = this.#waiting.shift()!;
    this.#number++;
    this.#end = end;
    return line;
  }

  get #isLast(): boolean {
    return this.#isEnding && this.#waiting.length === 0;
  }

  *#cycle(): Task<void> {
    let at = 0;
    if (this.#resumeAt === undefined) this.#space = this.#take();
    else {
      at = this.#resumeAt;
      this.#resumeAt = undefined;
      const isJoined = this.#commands[at - 1]!.name === 'N';
      this.#space = isJoined ? `${this.#space}\n${this.#take()}` : this.#take();
    }
    for (let step = 0; at < this.#commands.length; step++) {
      if (step > JUMPS_MAX) break;
      const command = this.#commands[at]!;
      at++;
      if (this.#selects(command) === command.isNegated) {
        if (command.name === '{') at = command.end!;
        continue;
      }
      const next = yield* this.#run(command, at);
      if (next === 'stop') return;
      if (next === 'end') break;
      if (next !== undefined) at = next;
    }
    yield* this.#endCycle();
  }

  *#endCycle(): Task<void> {
    if (!this.#isQuiet) yield* this.#write(this.#space + this.#end);
    yield* this.#flush();
  }

  *#flush(): Task<void> {
    const text = this.#appended;
    this.#appended = '';
    const gap = this.#end === '' && !this.#isQuiet ? '\n' : '';
    if (text !== '') yield* this.#write(gap + text);
    this.#hasSubstituted = false;
  }

  #selects(command: SedCommand): boolean {
    const { from, to } = command;
    if (from === undefined) return true;
    if (to === undefined) return this.#fits(from);
    const until = this.#ranges.get(command);
    if (until === undefined) {
      if (!this.#fits(from)) return false;
      const last = this.#rangeEnd(to);
      if (last > this.#number) this.#ranges.set(command, last);
      return true;
    }
    const isOver = to.kind === 'match' ? this.#fits(to) : this.#number >= until || this.#fits(to);
    if (isOver) this.#ranges.delete(command);
    return to.kind !== 'line' || this.#number <= until;
  }

  #rangeEnd(to: Address): number {
    if (to.kind === 'line') return to.line;
    if (to.kind === 'count') return this.#number + to.count;
    if (to.kind === 'step' && to.step > 0) return Math.ceil(this.#number / to.step) * to.step;
    return to.kind === 'last' && this.#isLast ? this.#number : Number.MAX_SAFE_INTEGER;
  }

  #fits(address: Address): boolean {
    switch (address.kind) {
      case 'line':
        return this.#number === address.line;
      case 'last':
        return this.#isLast;
      case 'step':
        return address.step === 0
          ? this.#number === address.first
          : this.#number >= address.first && (this.#number - address.first) % address.step === 0;
      case 'match':
        return this.#expression(address.expression).test(this.#space);
      case 'count':
        return false;
    }
  }

  #expression(expression: RegExp | undefined): RegExp {
    const used = expression ?? this.#lastExpression ?? /(?!)/g;
    this.#lastExpression = used;
    used.lastIndex = 0;
    return used;
  }

  /** Runs a command. Shape: where to go on, 'end' of the cycle, or 'stop' without printing */
  *#run(command: SedCommand, next: number): Task<number | 'end' | 'stop' | undefined> {
    const { name, text } = command;
    switch (name) {
      case 'p':
        yield* this.#write(`${this.#space}\n`);
        return undefined;
      case 'P':
        yield* this.#write(`${this.#space.split('\n', 1)[0]!}\n`);
        return undefined;
      case '=':
        yield* this.#write(`${this.#number}\n`);
        return undefined;
      case 'i':
        yield* this.#write(text);
        return undefined;
      case 'a':
        this.#appended += text;
        return undefined;
      case 'c':
        if (command.to === undefined || !this.#ranges.has(command)) yield* this.#write(text);
        return yield* this.#delete();
      case 'd':
        return yield* this.#delete();
      case 'D':
        return yield* this.#deleteFirst();
      case 'q':
      case 'Q':
        if (name === 'q') yield* this.#endCycle();
        this.exitCode = Number(text || '0');
        return 'stop';
      case 's':
        return yield* this.#substitute(command.substitution!);
      case 'n':
      case 'N':
        return yield* this.#next(name, next);
      default:
        return this.#change(command);
    }
  }

  *#delete(): Task<'stop'> {
    yield* this.#flush();
    return 'stop';
  }

  *#deleteFirst(): Task<'stop' | 0> {
    const at = this.#space.indexOf('\n');
    if (at < 0) return yield* this.#delete();
    this.#space = this.#space.slice(at + 1);
    return 0;
  }

  *#next(name: string, next: number): Task<'stop' | 'end' | undefined> {
    if (this.#isLast) {
      if (name === 'n' && this.#isQuiet) return 'stop';
      this.exitCode = 0;
      yield* this.#endCycle();
      return 'stop';
    }
    if (name === 'n') yield* this.#endCycle();
    this.#resumeAt = next;
    return 'stop';
  }

  /** The commands that change the two spaces, or where the script goes on. */
  #change({ name, text, translation }: SedCommand): number | 'end' | undefined {
    // What comes out of the hold space ends with a newline, though the file may not.
    if ('gGx'.includes(name)) this.#end = '\n';
    if (name === 'h') this.#hold = this.#space;
    else if (name === 'H') this.#hold += `\n${this.#space}`;
    else if (name === 'g') this.#space = this.#hold;
    else if (name === 'G') this.#space += `\n${this.#hold}`;
    else if (name === 'x') [this.#space, this.#hold] = [this.#hold, this.#space];
    else if (name === 'z') this.#space = '';
    else if (name === 'y') {
      this.#space = [...this.#space].map((char) => translation!.get(char) ?? char).join('');
    } else if ('btT'.includes(name)) {
      const isTaken = name === 'b' || this.#hasSubstituted === (name === 't');
      if (name !== 'b') this.#hasSubstituted = false;
      if (!isTaken) return undefined;
      const at = this.#commands.findIndex((other) => other.name === ':' && other.text === text);
      return text === '' || at < 0 ? 'end' : at;
    }
    return undefined;
  }

  *#substitute(substitution: Substitution): Task<undefined> {
    const { isGlobal, number, replacement, prints } = substitution;
    let count = 0;
    let isChanged = false;
    this.#space = this.#space.replace(this.#expression(substitution.expression), (...found) => {
      count++;
      if (count < number || (!isGlobal && count > number)) return found[0] as string;
      isChanged = true;
      return fill(replacement, found as readonly string[]);
    });
    if (!isChanged) return undefined;
    this.#hasSubstituted = true;
    if (prints) yield* this.#write(`${this.#space}\n`);
    return undefined;
  }
}

/** Puts a match into a replacement: `&`, `\1`, `\n`, `\U`, `\L`, `\E`. */
function fill(replacement: string, found: readonly string[]): string {
  let mode = '';
  let text = '';
  for (const [piece] of replacement.matchAll(/\\[^]|&|[^\\&]+/g)) {
    if (/^\\[ULE]$/.test(piece)) {
      mode = piece[1]!;
      continue;
    }
    const digit = /^\\(\d)$/.exec(piece);
    const named: Record<string, string> = { '\\n': '\n', '\\t': '\t' };
    const value = digit
      ? (found[Number(digit[1])] ?? '')
      : piece === '&'
        ? found[0]!
        : (named[piece] ?? piece.replace(/^\\/, ''));
    text += mode === 'U' ? value.toUpperCase() : mode === 'L' ? value.toLowerCase() : value;
  }
  return text;
}
