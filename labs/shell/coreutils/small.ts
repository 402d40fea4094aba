import { sleep as sleepFor, type Program, type Stream } from '../../cluster/kernel/index.ts';
import { DEFAULT_PATH, resolvePath } from '../../cluster/machine/path.ts';
import { LINUX_RELEASE, LINUX_VERSION } from '../../cluster/machine/linux.ts';
import { machineOf } from '../../cluster/machine/machine.ts';
import { errorText, openFile } from '../open.ts';
import { parseDuration } from '../procps/duration.ts';
import { formatEcho } from '../bash/echo.ts';
import { formatPrintf } from '../bash/printf.ts';
import { makeTool } from './tool.ts';

export const trueProgram: Program = function* () {
  return 0;
};

export const falseProgram: Program = function* () {
  return 1;
};

export const echo: Program = function* (process, argv) {
  yield* process.print(formatEcho(argv.slice(1)));
  return 0;
};

export const printf: Program = function* (process, argv) {
  const [name, format, ...values] = argv;
  if (format === undefined) {
    yield* process.warn(`${name}: missing operand\nTry '${name} --help' for more information.\n`);
    return 1;
  }
  const { text, problems } = formatPrintf(format, values);
  yield* process.print(text);
  for (const { word, kind } of problems) {
    const why =
      kind === 'number'
        ? `‘${word}’: expected a numeric value`
        : `${word}: invalid conversion specification`;
    yield* process.warn(`${name}: ${why}\n`);
  }
  return problems.length > 0 ? 1 : 0;
};

export const pwd = makeTool(
  { usage: '[OPTION]...', options: { logical: 'L', physical: 'P' } },
  function* (tool) {
    yield* tool.process.print(`${tool.process.cwd}\n`);
    return 0;
  },
);

/** Clears the screen and what was scrolled away, as ncurses does for xterm. */
export const clear: Program = function* (process) {
  yield* process.print('\u001b[H\u001b[2J\u001b[3J');
  return 0;
};

export const sleep = makeTool({ usage: 'NUMBER[SUFFIX]...' }, function* (tool) {
  if (tool.operands.length === 0) return yield* tool.refuse('missing operand');
  let totalUs = 0;
  for (const word of tool.operands) {
    if (word === 'infinity' || word === 'inf') {
      totalUs = Number.MAX_SAFE_INTEGER / 2;
      continue;
    }
    const durationUs = parseDuration(word);
    if (durationUs === undefined) return yield* tool.refuse(`invalid time interval ‘${word}’`);
    totalUs += durationUs;
  }
  yield* sleepFor(totalUs);
  return 0;
});

/** How many copies `yes` writes at once. */
const YES_BATCH = 512;

export const yes = makeTool({ usage: '[STRING]...' }, function* (tool) {
  const line = `${tool.operands.join(' ') || 'y'}\n`;
  const batch = line.repeat(YES_BATCH);
  for (;;) {
    if (!(yield* tool.process.writeTo(1, batch))) return 1;
    // A terminal never gets full: time must go on for somebody to stop it.
    yield* sleepFor(1_000);
  }
});

export const tee = makeTool(
  { usage: '[OPTION]... [FILE]...', options: { append: 'a', 'ignore-interrupts': 'i' } },
  function* (tool) {
    const { process } = tool;
    const outputs: Stream[] = [];
    let status = 0;
    for (const name of tool.operands) {
      const stream = openFile(process, name, tool.has('append') ? 'append' : 'write');
      if (typeof stream === 'string')
        status = yield* tool.complain(`${name}: ${errorText(stream)}`);
      else outputs.push(stream);
    }
    if (tool.has('ignore-interrupts')) process.onSignal('SIGINT', 'ignore');
    for (let text = yield* process.read(); text !== ''; text = yield* process.read()) {
      for (const output of outputs) yield* output.write(text);
      yield* process.print(text);
    }
    return status;
  },
);

export const seq = makeTool(
  {
    usage: '[OPTION]... LAST',
    options: { separator: 's:', 'equal-width': 'w', format: 'f:' },
    // A negative number is no option.
    rewrite: (args) => {
      const at = args.findIndex((arg) => /^-[\d.]/.test(arg));
      return at < 0 ? args : [...args.slice(0, at), '--', ...args.slice(at)];
    },
  },
  function* (tool) {
    const { operands } = tool;
    if (operands.length === 0) return yield* tool.refuse('missing operand');
    if (operands.length > 3) return yield* tool.refuse(`extra operand ‘${operands[3]}’`);
    const wrong = operands.find((word) => !/^[-+]?(\d+\.?\d*|\.\d+)$/.test(word));
    if (wrong !== undefined) {
      return yield* tool.refuse(`invalid floating point argument: ‘${wrong}’`);
    }
    const digits = Math.max(...operands.slice(0, 2).concat(operands.at(-1)!).map(fractionDigits));
    const scale = Number(`1e${digits}`);
    const scaled = operands.map((word) => Math.round(Number(word) * scale));
    const last = scaled.at(-1)!;
    const first = scaled.length > 1 ? scaled[0]! : scale;
    const step = scaled.length > 2 ? scaled[1]! : scale;
    if (step === 0) return yield* tool.refuse(`invalid Zero increment value: ‘${operands[1]}’`);
    const format = (value: number): string => (value / scale).toFixed(digits);
    const width = tool.has('equal-width') ? Math.max(format(first).length, format(last).length) : 0;
    const separator = tool.value('separator') ?? '\n';
    const pattern = tool.value('format');
    let isFirst = true;
    for (let at = first; step > 0 ? at <= last : at >= last; at += step) {
      const text = pattern ? formatPrintf(pattern, [format(at)]).text : format(at);
      const sign = text.startsWith('-') ? '-' : '';
      const shown = sign + text.slice(sign.length).padStart(width - sign.length, '0');
      yield* tool.process.print((isFirst ? '' : separator) + shown);
      isFirst = false;
    }
    if (!isFirst) yield* tool.process.print('\n');
    return 0;
  },
);

function fractionDigits(word: string): number {
  return /\.(\d*)$/.exec(word)?.[1]!.length ?? 0;
}

export const basename = makeTool(
  { usage: 'NAME [SUFFIX]', options: { multiple: 'a', suffix: 's:' } },
  function* (tool) {
    const [name, suffix, extra] = tool.operands;
    if (name === undefined) return yield* tool.refuse('missing operand');
    const isMany = tool.has('multiple', 'suffix');
    if (!isMany && extra !== undefined) return yield* tool.refuse(`extra operand ‘${extra}’`);
    const end = tool.value('suffix') ?? (isMany ? '' : (suffix ?? ''));
    for (const each of isMany ? tool.operands : [name]) {
      const base = each.replace(/(?<=.)\/+$/, '').replace(/^.*\/(?=.)/, '');
      const hasEnd = end !== '' && base.endsWith(end) && base !== end;
      yield* tool.process.print(`${hasEnd ? base.slice(0, -end.length) : base}\n`);
    }
    return 0;
  },
);

export const dirname = makeTool({ usage: '[OPTION] NAME...' }, function* (tool) {
  if (tool.operands.length === 0) return yield* tool.refuse('missing operand');
  for (const name of tool.operands) {
    const folder = name.replace(/(?<=.)\/+$/, '').replace(/\/*[^/]*$/, '');
    yield* tool.process.print(`${folder || (name.startsWith('/') ? '/' : '.')}\n`);
  }
  return 0;
});

export const which: Program = function* (process, argv, env) {
  let status = argv.length > 1 ? 0 : 1;
  const machine = machineOf(process);
  for (const name of argv.slice(1)) {
    const folders = name.includes('/') ? [''] : (env['PATH'] ?? DEFAULT_PATH).split(':');
    const path = folders
      .map((folder) => (folder === '' ? name : `${folder}/${name}`))
      .find((each) => {
        const found = machine.files.stat(resolvePath(process.cwd, each));
        return found?.kind === 'file' && (found.mode & 0o111) !== 0;
      });
    if (path === undefined) status = 1;
    else yield* process.print(`${path}\n`);
  }
  return status;
};

export const uname = makeTool(
  {
    usage: '[OPTION]...',
    options: {
      ...{ all: 'a', 'kernel-name': 's', nodename: 'n', 'kernel-release': 'r' },
      ...{ 'kernel-version': 'v', machine: 'm', 'operating-system': 'o' },
    },
  },
  function* (tool) {
    const values = {
      'kernel-name': 'Linux',
      nodename: machineOf(tool.process).name,
      'kernel-release': LINUX_RELEASE,
      'kernel-version': LINUX_VERSION,
      machine: 'x86_64',
      'operating-system': 'GNU/Linux',
    };
    const names = Object.keys(values) as (keyof typeof values)[];
    const asked = names.filter((name) => tool.has(name, 'all'));
    const shown = (asked.length > 0 ? asked : (['kernel-name'] as const)).map(
      (name) => values[name],
    );
    yield* tool.process.print(`${shown.join(' ')}\n`);
    return 0;
  },
);

export const realpath = makeTool(
  { usage: '[OPTION]... FILE...', options: { 'canonicalize-existing': 'e', canonicalize: 'f' } },
  function* (tool) {
    if (tool.operands.length === 0) return yield* tool.refuse('missing operand');
    for (const name of tool.operands) yield* tool.process.print(`${tool.resolve(name)}\n`);
    return 0;
  },
);

export const whoami = makeTool({ usage: '[OPTION]...' }, function* (tool) {
  yield* tool.process.print('root\n');
  return 0;
});
