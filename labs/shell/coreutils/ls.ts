import type { Task } from '../../cluster/kernel/index.ts';
import { fileErrorTexts, type FileStatus } from '../../cluster/machine/files.ts';
import { formatMode, formatSize, formatTime } from './ls-format.ts';
import { layColumns } from './ls-columns.ts';
import { makeTool, quoteName, type Tool } from './tool.ts';

interface Entry {
  readonly name: string;
  readonly path: string;
  readonly status: FileStatus;
}

export const ls = makeTool(
  {
    usage: '[OPTION]... [FILE]...',
    trouble: 2,
    options: {
      all: 'a',
      'almost-all': 'A',
      directory: 'd',
      classify: 'F',
      'human-readable': 'h',
      l: '',
      p: '',
      reverse: 'r',
      recursive: 'R',
      S: '',
      t: '',
      '1': '',
      C: '',
      'group-directories-first': '',
      color: '::',
    },
  },
  function* (tool) {
    let status = 0;
    const files: Entry[] = [];
    const folders: Entry[] = [];
    for (const name of tool.operands.length === 0 ? ['.'] : tool.operands) {
      const path = tool.resolve(name);
      const found = tool.files.stat(path);
      const isWrong = found?.kind === 'file' && name.endsWith('/');
      if (found === undefined || isWrong) {
        const error = isWrong ? 'ENOTDIR' : (tool.files.check(path, 'file') ?? 'ENOENT');
        yield* tool.complain(`cannot access ${quoteName(name)}: ${fileErrorTexts[error]}`);
        status = 2;
      } else {
        const isFolder = found.kind === 'directory' && !tool.has('directory');
        (isFolder ? folders : files).push({ name, path, status: found });
      }
    }
    const blocks: string[] = [];
    if (files.length > 0) blocks.push(format(tool, sortEntries(tool, files)));
    const hasTitles = tool.operands.length > 1 || tool.has('recursive');
    for (const folder of sortEntries(tool, folders)) {
      blocks.push(...listFolder(tool, folder, hasTitles));
    }
    yield* printBlocks(tool, blocks);
    return status;
  },
);

function* printBlocks(tool: Tool, blocks: readonly string[]): Task<void> {
  yield* tool.process.print(blocks.join('\n'));
}

function listFolder(tool: Tool, folder: Entry, hasTitle: boolean): string[] {
  const { files } = tool;
  const isAll = tool.has('all');
  const names = files.list(folder.path)!.filter((name) => {
    return isAll || tool.has('almost-all') || !name.startsWith('.');
  });
  const entries: Entry[] = (isAll ? ['.', '..'] : []).concat(names).map((name) => {
    const path = tool.resolve(`${folder.path}/${name}`);
    return { name, path, status: files.stat(path)! };
  });
  const sorted = sortEntries(tool, entries);
  const title = hasTitle ? `${folder.name}:\n` : '';
  const total = tool.has('l') ? `total ${formatTotal(tool, sorted)}\n` : '';
  const blocks = [title + total + format(tool, sorted)];
  if (!tool.has('recursive')) return blocks;
  for (const entry of sorted) {
    if (entry.status.kind !== 'directory' || /^\.\.?$/.test(entry.name)) continue;
    const name = `${folder.name.replace(/\/$/, '')}/${entry.name}`;
    blocks.push(...listFolder(tool, { ...entry, name }, true));
  }
  return blocks;
}

function sortEntries(tool: Tool, entries: readonly Entry[]): Entry[] {
  const byName = (one: Entry, other: Entry): number =>
    one.name < other.name ? -1 : one.name > other.name ? 1 : 0;
  const compare = tool.has('S')
    ? (one: Entry, other: Entry): number =>
        other.status.size - one.status.size || byName(one, other)
    : tool.has('t')
      ? (one: Entry, other: Entry): number =>
          other.status.modifiedAtUs - one.status.modifiedAtUs || byName(one, other)
      : byName;
  const sorted = [...entries].sort(compare);
  if (tool.has('reverse')) sorted.reverse();
  if (!tool.has('group-directories-first')) return sorted;
  const isFolder = (entry: Entry): boolean => entry.status.kind === 'directory';
  return [...sorted.filter(isFolder), ...sorted.filter((entry) => !isFolder(entry))];
}

/** Units: blocks of 1,024 bytes, in which a file takes whole pages of 4,096. */
function blocksOf({ status }: Entry): number {
  return Math.ceil(status.size / 4_096) * 4;
}

function formatTotal(tool: Tool, entries: readonly Entry[]): string {
  const blocks = entries.reduce((sum, entry) => sum + blocksOf(entry), 0);
  return tool.has('human-readable') ? formatSize(blocks * 1_024) : String(blocks);
}

function format(tool: Tool, entries: readonly Entry[]): string {
  const { terminal } = tool.process.streams[1] ?? {};
  const labels = entries.map((entry) => label(tool, entry, terminal !== undefined));
  if (tool.has('l')) return formatLong(tool, entries, labels);
  const isColumns = (terminal !== undefined && !tool.has('1')) || tool.has('C');
  if (!isColumns) return labels.map((name) => `${name}\n`).join('');
  return layColumns(labels, terminal?.size.columns ?? 80);
}

function label(tool: Tool, { name, status }: Entry, isTerminal: boolean): string {
  const isPlain = /^[\w@%+:,./=^~-]+$/.test(name) || /^[^\u0000-\u007f]+$/.test(name);
  const shown = isTerminal && !isPlain ? quoteName(name) : name;
  if (status.kind === 'directory') return tool.has('classify', 'p') ? `${shown}/` : shown;
  return tool.has('classify') && (status.mode & 0o111) !== 0 ? `${shown}*` : shown;
}

function formatLong(tool: Tool, entries: readonly Entry[], labels: readonly string[]): string {
  const isHuman = tool.has('human-readable');
  const rows = entries.map(({ path, status }) => ({
    mode: formatMode(status),
    links: String(countLinks(tool, path, status)),
    size: isHuman ? formatSize(status.size) : String(status.size),
    time: formatTime(status.modifiedAtUs, tool.process.nowUs),
  }));
  const links = Math.max(0, ...rows.map((row) => row.links.length));
  const sizes = Math.max(0, ...rows.map((row) => row.size.length));
  const lines = rows.map((row, index) => {
    const [count, size] = [row.links.padStart(links), row.size.padStart(sizes)];
    return `${row.mode} ${count} root root ${size} ${row.time} ${labels[index]!}\n`;
  });
  return lines.join('');
}

function countLinks(tool: Tool, path: string, status: FileStatus): number {
  if (status.kind === 'file') return 1;
  const inner = tool.files.list(path) ?? [];
  const isFolder = (name: string): boolean =>
    tool.files.isDirectory(tool.resolve(`${path}/${name}`));
  return 2 + inner.filter(isFolder).length;
}
