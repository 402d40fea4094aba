import type { Stream, Task } from '../../cluster/kernel/index.ts';
import { eachLine, openInput } from './input.ts';
import { Scan } from './grep-scan.ts';
import { compileRegex } from './regex.ts';
import { makeTool, type Tool } from './tool.ts';

const spec = {
  usage: '[OPTION]... PATTERNS [FILE]...',
  hint: 'Usage: grep [OPTION]... PATTERNS [FILE]...\n',
  trouble: 2,
  options: {
    'extended-regexp': 'E',
    'fixed-strings': 'F',
    'basic-regexp': 'G',
    'perl-regexp': 'P',
    regexp: 'e:',
    'ignore-case': 'iy',
    'word-regexp': 'w',
    'line-regexp': 'x',
    'no-messages': 's',
    'invert-match': 'v',
    'max-count': 'm:',
    'line-number': 'n',
    'line-buffered': '',
    'with-filename': 'H',
    'no-filename': 'h',
    'only-matching': 'o',
    quiet: 'q',
    silent: '',
    recursive: 'r',
    'dereference-recursive': 'R',
    include: ':',
    'files-without-match': 'L',
    'files-with-matches': 'l',
    count: 'c',
    'after-context': 'A:',
    'before-context': 'B:',
    context: 'C:',
    color: '::',
    colour: '::',
    text: 'a',
  },
};

export const grep = makeTool(spec, function* (tool) {
  const given = tool.values('regexp');
  const [first, ...rest] = tool.operands;
  if (given.length === 0 && first === undefined) return yield* tool.refuse('');
  const patterns = given.length > 0 ? given : [first!];
  const names = given.length > 0 ? tool.operands : rest;
  const expression = compile(tool, patterns.join('\n').split('\n'));
  if ('error' in expression) {
    yield* tool.complain(expression.error);
    return 2;
  }
  for (const option of ['after-context', 'before-context', 'context']) {
    const value = tool.value(option);
    if (value === undefined || /^\d+$/.test(value)) continue;
    yield* tool.complain(`${value}: invalid context length argument`);
    return 2;
  }
  return yield* new Search(tool, expression).run(names);
});

function compile(tool: Tool, patterns: readonly string[]): RegExp | { readonly error: string } {
  const kind = tool.has('perl-regexp')
    ? 'perl'
    : tool.has('fixed-strings')
      ? 'fixed'
      : tool.has('extended-regexp') || tool.name === 'egrep'
        ? 'extended'
        : 'basic';
  const sources: string[] = [];
  for (const pattern of patterns) {
    const one = compileRegex(pattern, kind);
    if ('error' in one) return one;
    sources.push(tool.has('word-regexp') ? `(?<!\\w)(?:${one.source})(?!\\w)` : one.source);
  }
  const any = sources.map((source) => `(?:${source})`).join('|');
  const whole = tool.has('line-regexp') ? `^(?:${any})$` : any;
  return new RegExp(
    sources.length === 1 && whole === any ? sources[0]! : whole,
    tool.has('ignore-case') ? 'giu' : 'gu',
  );
}

/** One run of grep over its inputs. */
class Search {
  readonly #tool: Tool;
  readonly #expression: RegExp;
  readonly #before: number;
  readonly #after: number;
  readonly #isColoured: boolean;
  #isMatch = false;
  #hasTrouble = false;
  #hasNames = false;
  #isQuiet: boolean;

  constructor(tool: Tool, expression: RegExp) {
    this.#tool = tool;
    this.#expression = expression;
    const context = Number(tool.value('context') ?? 0);
    this.#before = Number(tool.value('before-context') ?? context);
    this.#after = Number(tool.value('after-context') ?? context);
    const colour = tool.value('color') ?? tool.value('colour');
    const isTerminal = tool.process.streams[1]?.terminal !== undefined;
    this.#isColoured = colour === 'always' || (isTerminal && (colour === '' || colour === 'auto'));
    this.#isQuiet = tool.has('quiet', 'silent');
  }

  *run(operands: readonly string[]): Task<number> {
    const tool = this.#tool;
    const isRecursive = tool.has('recursive', 'dereference-recursive');
    const names = operands.length > 0 ? operands : isRecursive ? ['.'] : ['-'];
    this.#hasNames =
      (names.length > 1 || isRecursive || tool.has('with-filename')) && !tool.has('no-filename');
    for (const name of names) {
      yield* this.#visit(name, isRecursive, operands.length === 0);
      if (this.#isMatch && this.#isQuiet) return 0;
    }
    if (this.#hasTrouble) return 2;
    return this.#isMatch ? 0 : 1;
  }

  *#visit(name: string, isRecursive: boolean, isImplied = false): Task<void> {
    const tool = this.#tool;
    const path = tool.resolve(name);
    if (name !== '-' && tool.files.isDirectory(path)) {
      if (!isRecursive) {
        if (!tool.has('no-messages')) yield* tool.complain(`${name}: Is a directory`);
        return;
      }
      for (const inner of tool.files.list(path) ?? []) {
        const shown = isImplied && name === '.' ? inner : `${name.replace(/\/$/, '')}/${inner}`;
        const include = tool.value('include');
        const isFile = tool.files.isFile(tool.resolve(shown));
        if (isFile && include !== undefined && !fitsGlob(inner, include)) continue;
        yield* this.#visit(shown, true);
      }
      return;
    }
    const input = openInput(tool, name);
    if ('error' in input) {
      this.#hasTrouble = true;
      if (!tool.has('no-messages')) yield* tool.complain(`${name}: ${input.error}`);
      return;
    }
    try {
      yield* this.#scan(name === '-' ? '(standard input)' : name, input.stream);
    } finally {
      input.stream.release();
    }
  }

  *#scan(name: string, stream: Stream): Task<void> {
    const scan = new Scan(this.#tool, this.#expression, {
      name: this.#hasNames ? name : undefined,
      before: this.#before,
      after: this.#after,
      isColoured: this.#isColoured,
    });
    yield* eachLine(stream, (line) => scan.line(line));
    yield* scan.finish(name);
    const isListed = this.#tool.has('files-without-match') ? scan.count === 0 : scan.count > 0;
    if (isListed) this.#isMatch = true;
  }
}

function fitsGlob(name: string, glob: string): boolean {
  const source = glob
    .replace(/[.+^${}()|\\]/g, '\\$&')
    .replace(/\*/g, '.*')
    .replace(/\?/g, '.');
  return new RegExp(`^${source}$`, 'u').test(name);
}
