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
  { usage: '[OPTION]... [FILE]...', options: { 'human-readable': 'h' } },
  function* (tool) {
    const { disk } = machineOf(tool.process);
    const isHuman = tool.has('human-readable');
    const show = (bytes: number): string =>
      isHuman ? formatSize(bytes) : String(Math.ceil(bytes / 1_024));
    const free = disk.capacity - disk.used;
    const percent = `${Math.ceil((disk.used * 100) / disk.capacity)}%`;
    const head = isHuman ? ['Size', 'Used', 'Avail'] : ['1K-blocks', 'Used', 'Available'];
    const cells = [disk.capacity, disk.used, free].map(show);
    const widths = head.map((text, index) => Math.max(5, text.length, cells[index]!.length));
    const row = (values: readonly string[]): string =>
      values.map((value, index) => value.padStart(widths[index]!)).join(' ');
    yield* tool.process.print(
      `Filesystem     ${row(head)} Use% Mounted on\n` +
        `/dev/vda1      ${row(cells)} ${percent.padStart(4)} /\n`,
    );
    return 0;
  },
);

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
