import type { Task } from '../../cluster/kernel/index.ts';
import { formatRfc3339 } from '../../cluster/kernel/index.ts';
import { machineOf } from '../../cluster/machine/machine.ts';
import { formatMode, formatSize } from './ls-format.ts';
import { makeTool, quoteName, type Tool } from './tool.ts';

/** Units: blocks of 1,024 bytes */
function usage(tool: Tool, path: string): number {
  const status = tool.files.stat(path);
  if (status === undefined) return 0;
  const own = Math.ceil(status.size / 4_096) * 4;
  const names = tool.files.list(path) ?? [];
  return names.reduce((sum, name) => sum + usage(tool, tool.resolve(`${path}/${name}`)), own);
}

export const du = makeTool(
  {
    usage: '[OPTION]... [FILE]...',
    options: { all: 'a', 'human-readable': 'h', summarize: 's', 'max-depth': 'd:' },
  },
  function* (tool) {
    let status = 0;
    const limit = tool.has('summarize') ? 0 : Number(tool.value('max-depth') ?? 100);
    for (const name of tool.operands.length === 0 ? ['.'] : tool.operands) {
      if (tool.files.stat(tool.resolve(name))) yield* showUsage(tool, name, 0, limit);
      else
        status = yield* tool.complain(
          `cannot access ${quoteName(name)}: No such file or directory`,
        );
    }
    return status;
  },
);

function* showUsage(tool: Tool, name: string, depth: number, limit: number): Task<void> {
  const path = tool.resolve(name);
  for (const inner of tool.files.list(path) ?? []) {
    yield* showUsage(tool, `${name.replace(/\/$/, '')}/${inner}`, depth + 1, limit);
  }
  const isShown = depth === 0 || tool.has('all') || tool.files.isDirectory(path);
  if (depth > limit || !isShown) return;
  const blocks = usage(tool, path);
  const size = tool.has('human-readable') ? formatSize(blocks * 1_024) : String(blocks);
  yield* tool.process.print(`${size}\t${name}\n`);
}

export const df = makeTool(
  {
    usage: '[OPTION]... [FILE]...',
    options: { 'human-readable': 'h', 'block-size': 'B:', output: ':' },
  },
  function* (tool) {
    const block = readBlock(tool.value('block-size') ?? '1K');
    if (block === undefined) {
      return yield* tool.complain(`invalid --block-size argument '${tool.value('block-size')}'`);
    }
    const wanted = tool.value('output')?.split(',') ?? columns;
    const unknown = wanted.find((name) => !columns.includes(name as Column));
    if (unknown !== undefined) {
      return yield* tool.refuse(`option --output: field ‘${unknown}’ unknown`);
    }
    const [head, cells] = describeDisk(tool, block);
    const line = (of: Cells): string => {
      const padded = (wanted as Column[]).map((name, index) => {
        const width = Math.max(MIN_WIDTHS[name], head[name].length, cells[name].length);
        if (name === 'source') return of[name].padEnd(width);
        if (name !== 'target') return of[name].padStart(width);
        return index === wanted.length - 1 ? of[name] : of[name].padEnd(width);
      });
      return `${padded.join(' ')}\n`;
    };
    yield* tool.process.print(line(head) + line(cells));
    return 0;
  },
);

/** In the order of `df` without options. */
const columns: readonly string[] = ['source', 'size', 'used', 'avail', 'pcent', 'target'];
type Column = keyof typeof MIN_WIDTHS;
type Cells = Readonly<Record<Column, string>>;

/** Source: coreutils 9.1 df.c `field_data` */
const MIN_WIDTHS = { source: 14, size: 5, used: 5, avail: 5, pcent: 4, target: 0 };

interface Block {
  readonly bytes: number;
  /** As the head names it. */
  readonly name: string;
}

function readBlock(text: string): Block | undefined {
  const [, digits, unit = ''] = /^(\d+)([KMG]?)$/.exec(text) ?? [];
  if (digits === undefined) return undefined;
  const bytes = Number(digits) * { '': 1, K: 1_024, M: 1_048_576, G: 1_073_741_824 }[unit]!;
  return { bytes, name: `${unit === '' ? `${digits}B` : text}-blocks` };
}

/** The head of the table, and its only row. */
function describeDisk(tool: Tool, { bytes, name }: Block): readonly [head: Cells, row: Cells] {
  const { capacity, used } = machineOf(tool.process).disk;
  const isHuman = tool.has('human-readable');
  const show = (size: number): string =>
    isHuman ? formatSize(size) : String(Math.ceil(size / bytes));
  const isShort = isHuman || tool.has('output');
  const size = isHuman ? 'Size' : name;
  return [
    {
      ...{ source: 'Filesystem', size, used: 'Used' },
      ...{ avail: isShort ? 'Avail' : 'Available', pcent: 'Use%', target: 'Mounted on' },
    },
    {
      ...{ source: '/dev/vda1', size: show(capacity), used: show(used) },
      avail: show(capacity - used),
      pcent: `${Math.ceil((used * 100) / capacity)}%`,
      target: '/',
    },
  ];
}

export const stat = makeTool(
  { usage: '[OPTION]... FILE...', options: { format: 'c:', printf: ':' } },
  function* (tool) {
    if (tool.operands.length === 0) return yield* tool.refuse('missing operand');
    let status = 0;
    for (const name of tool.operands) {
      const found = tool.files.stat(tool.resolve(name));
      if (found === undefined) {
        status = yield* tool.complain(`cannot stat ${quoteName(name)}: No such file or directory`);
        continue;
      }
      const mode = found.mode.toString(8);
      const time = formatRfc3339(found.modifiedAtUs, 6).replace('T', ' ').replace('Z', '000 +0000');
      const kind =
        found.kind === 'directory'
          ? 'directory'
          : found.size === 0
            ? 'regular empty file'
            : 'regular file';
      const letters = formatMode(found);
      const values: Record<string, string> = {
        n: name,
        s: String(found.size),
        a: mode,
        A: letters,
        F: kind,
        U: 'root',
        G: 'root',
        u: '0',
        g: '0',
        y: time,
      };
      const format = tool.value('format');
      const text =
        format?.replace(/%([A-Za-z])/g, (whole, key: string) => values[key] ?? whole) ??
        `  File: ${name}\n  Size: ${String(found.size).padEnd(10)}\t${kind}\n` +
          `Access: (${mode.padStart(4, '0')}/${letters})` +
          '  Uid: (    0/    root)   Gid: (    0/    root)\n' +
          `Modify: ${time}`;
      yield* tool.process.print(`${text}\n`);
    }
    return status;
  },
);
