import type { Task } from '../../cluster/kernel/index.ts';
import { fileErrorTexts, type FileError } from '../../cluster/machine/files.ts';
import { baseName, parentPath } from '../../cluster/machine/path.ts';
import { makeTool, quoteName, type Tool } from './tool.ts';

export const mkdir = makeTool(
  { usage: '[OPTION]... DIRECTORY...', options: { parents: 'p', verbose: 'v', mode: 'm:' } },
  function* (tool) {
    if (tool.operands.length === 0) return yield* tool.refuse('missing operand');
    let status = 0;
    for (const name of tool.operands) {
      const path = tool.resolve(name);
      const isThere = tool.files.stat(path) !== undefined;
      const error = tool.files.makeDirectory(path, tool.has('parents'));
      if (error === undefined) {
        if (tool.has('verbose') && !isThere) {
          yield* tool.process.print(`${tool.name}: created directory '${name}'\n`);
        }
        continue;
      }
      const place = tool.has('parents') ? obstacle(tool, name) : name;
      const why = fileErrorTexts[error];
      status = yield* tool.complain(`cannot create directory ‘${place}’: ${why}`);
    }
    return status;
  },
);

/** With `-p` the complaint names the file that stands in the way. */
function obstacle(tool: Tool, name: string): string {
  const parts = name.split('/');
  for (let length = 1; length <= parts.length; length++) {
    const head = parts.slice(0, length).join('/');
    if (head !== '' && tool.files.isFile(tool.resolve(head))) return head;
  }
  return name;
}

export const rmdir = makeTool(
  { usage: '[OPTION]... DIRECTORY...', options: { parents: 'p', verbose: 'v' } },
  function* (tool) {
    if (tool.operands.length === 0) return yield* tool.refuse('missing operand');
    let status = 0;
    for (const name of tool.operands) {
      const path = tool.resolve(name);
      const error = tool.files.check(path, 'directory') ?? tool.files.remove(path);
      if (error === undefined) continue;
      status = yield* tool.complain(
        `failed to remove ${quoteName(name)}: ${fileErrorTexts[error]}`,
      );
    }
    return status;
  },
);

export const touch = makeTool(
  { usage: '[OPTION]... FILE...', options: { 'no-create': 'c', a: '', m: '', date: 'd:' } },
  function* (tool) {
    if (tool.operands.length === 0) return yield* tool.refuse('missing file operand');
    let status = 0;
    for (const name of tool.operands) {
      const path = tool.resolve(name);
      if (tool.has('no-create') && tool.files.stat(path) === undefined) continue;
      const error = tool.files.touch(path);
      if (error === undefined) continue;
      status = yield* tool.complain(`cannot touch ${quoteName(name)}: ${fileErrorTexts[error]}`);
    }
    return status;
  },
);

export const rm = makeTool(
  {
    usage: '[OPTION]... [FILE]...',
    options: { force: 'f', recursive: 'rR', dir: 'd', verbose: 'v', i: '', 'no-preserve-root': '' },
  },
  function* (tool) {
    if (tool.operands.length === 0 && !tool.has('force')) {
      return yield* tool.refuse('missing operand');
    }
    let status = 0;
    for (const name of tool.operands) {
      const problem = removeOne(tool, name);
      if (problem !== undefined) {
        for (const line of problem) status = yield* tool.complain(line);
      } else if (tool.has('verbose')) yield* tool.process.print(`removed ${quoteName(name)}\n`);
    }
    return status;
  },
);

/** Errors: the lines to complain with */
function removeOne(tool: Tool, name: string): readonly string[] | undefined {
  const { files } = tool;
  const path = tool.resolve(name);
  const shown = quoteName(name);
  const isFolder = files.isDirectory(path);
  if (files.stat(path) === undefined) {
    const error = files.check(path, 'file')!;
    if (tool.has('force') && error === 'ENOENT') return undefined;
    return [`cannot remove ${shown}: ${fileErrorTexts[error]}`];
  }
  if (isFolder && !tool.has('recursive', 'dir')) return [`cannot remove ${shown}: Is a directory`];
  if (path === '/' && !tool.has('no-preserve-root')) {
    return [
      "it is dangerous to operate recursively on '/'",
      'use --no-preserve-root to override this failsafe',
    ];
  }
  if (/^\.\.?$/.test(baseName(name.replace(/\/+$/, '')))) {
    return [`refusing to remove '.' or '..' directory: skipping ${shown}`];
  }
  const error: FileError | undefined = tool.has('recursive')
    ? files.removeAll(path)
    : files.remove(path);
  return error && [`cannot remove ${shown}: ${fileErrorTexts[error]}`];
}

export const chmod = makeTool(
  {
    usage: '[OPTION]... MODE[,MODE]... FILE...',
    options: { recursive: 'R', verbose: 'v' },
    // `-x` and `-w` take rights away: they are modes, not options.
    rewrite: (args) => args.map((arg) => (/^-[rwx]+$/.test(arg) ? `a${arg}` : arg)),
  },
  function* (tool) {
    const [mode, ...names] = tool.operands;
    if (mode === undefined) return yield* tool.refuse('missing operand');
    if (names.length === 0) return yield* tool.refuse(`missing operand after ‘${mode}’`);
    const change = parseMode(mode);
    if (change === undefined) return yield* tool.refuse(`invalid mode: ‘${mode}’`);
    let status = 0;
    for (const name of names) status ||= yield* changeOne(tool, name, change);
    return status;
  },
);

function* changeOne(tool: Tool, name: string, change: (mode: number) => number): Task<number> {
  const path = tool.resolve(name);
  const found = tool.files.stat(path);
  if (found === undefined) {
    return yield* tool.complain(`cannot access ${quoteName(name)}: No such file or directory`);
  }
  tool.files.changeMode(path, change(found.mode));
  if (!tool.has('recursive')) return 0;
  for (const inner of tool.files.list(path) ?? []) {
    yield* changeOne(tool, `${name}/${inner}`, change);
  }
  return 0;
}

/** Reads `755`, `u+x`, `go-w`. Errors: undefined where it is no mode */
function parseMode(text: string): ((mode: number) => number) | undefined {
  if (/^[0-7]{1,4}$/.test(text)) return () => parseInt(text, 8);
  const clauses = text.split(',').map((clause) => /^([ugoa]*)([-+=])([rwxX]*)$/.exec(clause));
  if (clauses.includes(null)) return undefined;
  return (mode) => {
    let result = mode;
    for (const clause of clauses) {
      const [, who = '', operator, what = ''] = clause!;
      const places = { u: 0o700, g: 0o070, o: 0o007 };
      const all = who === '' || who.includes('a');
      let mask = 0;
      for (const [letter, bits] of Object.entries(places)) {
        if (all || who.includes(letter)) mask |= bits;
      }
      let bits = 0;
      for (const [letter, value] of [
        ['r', 0o444],
        ['w', 0o222],
        ['x', 0o111],
      ] as const) {
        if (what.toLowerCase().includes(letter)) bits |= value;
      }
      if (operator === '+') result |= bits & mask;
      else if (operator === '-') result &= ~(bits & mask);
      else result = (result & ~mask) | (bits & mask);
    }
    return result;
  };
}

/** The place that `mv` and `cp` put something: into a folder under its own name, or just there. */
export function targetFor(
  tool: Tool,
  source: string,
  target: string,
): { name: string; path: string } {
  const path = tool.resolve(target);
  if (!tool.files.isDirectory(path) || tool.has('no-target-directory'))
    return { name: target, path };
  const name = `${target.replace(/\/+$/, '') || ''}/${baseName(tool.resolve(source))}`;
  return { name, path: tool.resolve(name) };
}

/** True where a path lies in another one, or is it. */
export function isWithin(path: string, folder: string): boolean {
  for (let at = path; ; at = parentPath(at)) {
    if (at === folder) return true;
    if (at === '/') return false;
  }
}
