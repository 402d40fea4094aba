/**
 * jq: a small language that picks JSON apart.
 *
 * token.ts and syntax.ts read a filter, check.ts looks for names that mean nothing, evaluate.ts
 * runs it: a filter makes from one value a list of values, and perhaps an error behind them
 * (outcome.ts). functions.ts and its neighbours are what can be called. reader.ts cuts the input
 * into values as it comes, so `kubectl get -w -o json | jq` goes along with the watch.
 *
 * What it leaves out: assignments and paths (`=`, `|=`, `del`, `paths`), `def`, `foreach`, `limit`
 * of endless filters, dates, modules, colours. What jq has and this has not is told so.
 *
 * Source: jq 1.6, whose words were recorded
 */
import { Stream, type Process, type Program, type Task } from '../../cluster/kernel/index.ts';
import { errorText, openFile } from '../open.ts';
import { check } from './check.ts';
import { evaluate, type Scope } from './evaluate.ts';
import { readOptions, type JqOptions } from './options.ts';
import { JsonReader } from './reader.ts';
import { parseFilter, SyntaxFault, type Filter } from './syntax.ts';
import { describe, format, isTrue, type Json } from './value.ts';

const HELP =
  'Use jq --help for help with command-line options,\n' +
  'or see the jq manpage, or online docs  at https://stedolan.github.io/jq\n';
const USAGE =
  'Usage:\tjq [OPTIONS] FILTER [FILES...]\n\tjq [OPTIONS] --args FILTER [ARGUMENTS...]\n' +
  '\tjq [OPTIONS] --jsonargs FILTER [JSON_VALUES...]\n';

/** Exit codes. */
const FAILED = 5;
const UNREADABLE = 4;

export const jq: Program = function* (process, argv, env) {
  const options = readOptions(argv.slice(1));
  if (typeof options === 'string') {
    yield* process.warn(`${options}\n${HELP}`);
    return 2;
  }
  if (options.filter === undefined) {
    yield* process.warn(USAGE);
    return 2;
  }
  const scope: Scope = { ...options.variables, ENV: { ...env } };
  const filter = compile(options.filter, scope);
  if (typeof filter === 'string') {
    yield* process.warn(filter);
    return 3;
  }
  return yield* new Run(process, options, filter, scope).run();
};

/** Reads a filter. Errors: what jq prints of one that it cannot use */
function compile(source: string, scope: Scope): Filter | string {
  const filter = parseFilter(source);
  const fault = filter instanceof SyntaxFault ? filter : check(filter, new Set(Object.keys(scope)));
  if (!fault) return filter as Filter;
  const where = `${source}${' '.repeat(fault.at)}`;
  return `jq: error: ${fault.message} at <top-level>, line 1:\n${where}\njq: 1 compile error\n`;
}

/** One run over all inputs. */
class Run {
  readonly #process: Process;
  readonly #options: JqOptions;
  readonly #filter: Filter;
  readonly #scope: Scope;
  #status = 0;
  #last: Json | undefined;

  constructor(process: Process, options: JqOptions, filter: Filter, scope: Scope) {
    this.#process = process;
    this.#options = options;
    this.#filter = filter;
    this.#scope = scope;
  }

  *run(): Task<number> {
    const { files, flags } = this.#options;
    if (flags.has('null-input')) yield* this.#apply(null, '<unknown>');
    else if (files.length === 0) yield* this.#readAll([this.#process.streams[0]!], '<stdin>');
    else yield* this.#readFiles(files);
    if (this.#status !== 0 || !flags.has('exit-status')) return this.#status;
    if (this.#last === undefined) return 4;
    return isTrue(this.#last) ? 0 : 1;
  }

  *#readFiles(files: readonly string[]): Task<void> {
    const streams: Stream[] = [];
    for (const name of files) {
      const stream = openFile(this.#process, name, 'read');
      if (stream instanceof Stream) streams.push(stream.retain());
      else {
        const why = errorText(stream);
        yield* this.#process.warn(`jq: error: Could not open file ${name}: ${why}\n`);
        this.#status = 2;
      }
    }
    yield* this.#readAll(streams, files.at(-1)!);
  }

  /** Inputs go on from one file to the next. */
  *#readAll(streams: readonly Stream[], name: string): Task<void> {
    const { flags } = this.#options;
    const reader = new JsonReader();
    const slurped: Json[] = [];
    let raw = '';
    for (const [at, stream] of streams.entries()) {
      for (let chunk = yield* stream.read(); ; chunk = yield* stream.read()) {
        const isEnd = chunk === '' && at === streams.length - 1;
        if (flags.has('raw-input')) raw += chunk;
        else {
          reader.push(chunk);
          if (!(yield* this.#drain(reader, isEnd, name, slurped))) return;
        }
        if (chunk === '') break;
      }
    }
    if (flags.has('raw-input')) yield* this.#applyLines(raw, name);
    else if (flags.has('slurp')) yield* this.#apply(slurped, `${name}:${reader.line}`);
  }

  *#applyLines(text: string, name: string): Task<void> {
    if (this.#options.flags.has('slurp')) return yield* this.#apply(text, name);
    for (const line of text.replace(/\n$/, '').split('\n')) {
      if (text !== '') yield* this.#apply(line, name);
    }
  }

  /** Takes what is whole. Shape: false where the input can't be read any further */
  *#drain(reader: JsonReader, isEnd: boolean, name: string, slurped: Json[]): Task<boolean> {
    for (let read = reader.next(isEnd); read !== undefined; read = reader.next(isEnd)) {
      if ('error' in read) {
        yield* this.#process.warn(`parse error: ${read.error}\n`);
        this.#status = UNREADABLE;
        return false;
      }
      if (this.#options.flags.has('slurp')) slurped.push(read.value);
      else yield* this.#apply(read.value, `${name}:${reader.line}`);
    }
    return true;
  }

  *#apply(input: Json, place: string): Task<void> {
    const { error, values } = evaluate(this.#filter, input, this.#scope);
    for (const value of values) yield* this.#print(value);
    if (error === undefined) return;
    this.#status = FAILED;
    const said = typeof error === 'string' ? error : `${describe(error)} (not a string)`;
    yield* this.#process.warn(`jq: error (at ${place}): ${said}\n`);
  }

  *#print(value: Json): Task<void> {
    const { flags, indent } = this.#options;
    this.#last = value;
    const isRaw = flags.has('raw-output') || flags.has('join-output');
    const text =
      isRaw && typeof value === 'string'
        ? value
        : format(value, { indent, isSorted: flags.has('sort-keys') });
    yield* this.#process.print(flags.has('join-output') ? text : `${text}\n`);
  }
}

export const jqPrograms: ReadonlyMap<string, Program> = new Map([['/usr/bin/jq', jq]]);
