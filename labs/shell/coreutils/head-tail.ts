import { sleep, SECOND, type Stream, type Task } from '../../cluster/kernel/index.ts';
import { byteLength, eachInput, eachLine, readAll, splitLines, takeBytes } from './input.ts';
import { makeTool, quoteName, type Tool } from './tool.ts';
import { FileReader } from '../open.ts';

const options = { bytes: 'c:', lines: 'n:', quiet: 'q', silent: '', verbose: 'v' };

/** `-5` is an old way to say `-n 5`. */
function rewriteCount(args: readonly string[]): readonly string[] {
  return args.flatMap((arg, index) => {
    const isValue = /^-[nc]$/.test(args[index - 1] ?? '');
    const old = isValue ? null : /^-(\d+)([a-z]*)$/.exec(arg);
    return old === null ? [arg] : ['-n', old[1]!, ...(old[2] ? [`-${old[2]}`] : [])];
  });
}

/** How much is wanted: a number, and the sign that was before it. */
interface Amount {
  readonly unit: 'bytes' | 'lines';
  readonly sign: string;
  readonly count: number;
}

const multipliers: Record<string, number> = { '': 1, b: 512, k: 1_024, K: 1_024, M: 1_048_576 };

/** Errors: undefined after a complaint. */
function* readAmount(tool: Tool): Task<Amount | undefined> {
  const given = tool.parsed.options.findLast(([name]) => name === 'bytes' || name === 'lines');
  const [unit, text] = given ?? ['lines', '10'];
  const match = /^([-+]?)(\d+)([bkKM]?)$/.exec(text);
  if (match === null) {
    yield* tool.complain(`invalid number of ${unit}: ‘${text}’`);
    return undefined;
  }
  const count = Number(match[2]) * multipliers[match[3]!]!;
  return { unit: unit as 'bytes' | 'lines', sign: match[1]!, count };
}

/** Runs over the inputs, with `==> name <==` between them where there are several. */
function* overInputs(tool: Tool, work: (stream: Stream) => Task<void>): Task<number> {
  const { operands } = tool;
  const hasTitles = tool.has('verbose') || (operands.length > 1 && !tool.has('quiet', 'silent'));
  let titles = 0;
  const title = (name: string): string => {
    const shown = name === '-' ? 'standard input' : name;
    return hasTitles ? `${titles++ > 0 ? '\n' : ''}==> ${shown} <==\n` : '';
  };
  let status = 0;
  for (const name of operands.length === 0 ? ['-'] : operands) {
    if (name !== '-' && tool.files.isDirectory(tool.resolve(name))) {
      yield* tool.process.print(title(name));
      status = yield* tool.complain(`error reading ${quoteName(name)}: Is a directory`);
      continue;
    }
    const failed = yield* eachInput(
      tool,
      [name],
      function* ({ stream }) {
        yield* tool.process.print(title(name));
        yield* work(stream);
      },
      (path, error) => `cannot open ${quoteName(path)} for reading: ${error}`,
    );
    status ||= failed;
  }
  return status;
}

export const head = makeTool(
  { usage: '[OPTION]... [FILE]...', options, rewrite: rewriteCount },
  function* (tool) {
    const amount = yield* readAmount(tool);
    if (amount === undefined) return 1;
    return yield* overInputs(tool, (stream) => printHead(tool, stream, amount));
  },
);

function* printHead(tool: Tool, stream: Stream, amount: Amount): Task<void> {
  const { process } = tool;
  const { unit, sign, count } = amount;
  if (sign === '-') {
    const text = yield* readAll(stream);
    if (unit === 'bytes') yield* process.print(takeBytes(text, byteLength(text) - count));
    else {
      const lines = text.split(/(?<=\n)/);
      yield* process.print(lines.slice(0, Math.max(0, lines.length - count)).join(''));
    }
    return;
  }
  let left = count;
  if (unit === 'bytes') {
    while (left > 0) {
      const text = yield* stream.read();
      if (text === '') return;
      yield* process.print(takeBytes(text, left));
      left -= byteLength(text);
    }
    return;
  }
  if (left === 0) return;
  yield* eachLine(stream, function* (line, end) {
    yield* process.print(line + end);
    return --left <= 0;
  });
}

export const tail = makeTool(
  {
    usage: '[OPTION]... [FILE]...',
    options: { ...options, follow: 'f::', F: '', 'sleep-interval': 's:' },
    rewrite: (args) => rewriteCount(args).map((arg) => arg.replace(/^-f(?=[nc])/, '-f')),
  },
  function* (tool) {
    const amount = yield* readAmount(tool);
    if (amount === undefined) return 1;
    const kept: Stream[] = [];
    const isFollowing = tool.has('follow', 'F');
    const status = yield* overInputs(tool, function* (stream) {
      yield* printTail(tool, stream, amount);
      if (isFollowing && stream instanceof FileReader) kept.push(stream.retain());
    });
    if (kept.length > 0) yield* follow(tool, kept);
    return status;
  },
);

function* printTail(tool: Tool, stream: Stream, amount: Amount): Task<void> {
  const { unit, sign, count } = amount;
  const text = yield* readAll(stream);
  let shown: string;
  if (unit === 'bytes') {
    const skipped = sign === '+' ? count - 1 : byteLength(text) - count;
    shown = text.slice(takeBytes(text, Math.max(0, skipped)).length);
  } else {
    const lines = splitLines(text).length === 0 ? [] : text.replace(/\n$/, '').split('\n');
    const from = sign === '+' ? Math.max(0, count - 1) : Math.max(0, lines.length - count);
    shown = lines.slice(from).join('\n') + (text.endsWith('\n') && from < lines.length ? '\n' : '');
  }
  yield* tool.process.print(shown);
}

/** Prints what is added, looking once a second as GNU's does where it can't be told. */
function* follow(tool: Tool, streams: readonly Stream[]): Task<void> {
  const { operands } = tool;
  let last = streams.length - 1;
  for (;;) {
    yield* sleep(SECOND);
    for (const [index, stream] of streams.entries()) {
      const text = yield* readAll(stream);
      if (text === '') continue;
      const isOther = streams.length > 1 && index !== last && !tool.has('quiet', 'silent');
      last = index;
      yield* tool.process.print((isOther ? `\n==> ${operands[index]} <==\n` : '') + text);
    }
  }
}
