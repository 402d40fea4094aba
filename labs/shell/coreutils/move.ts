import type { Task } from '../../cluster/kernel/index.ts';
import { fileErrorTexts } from '../../cluster/machine/files.ts';
import { isWithin, targetFor } from './files.ts';
import { makeTool, quoteName, type Tool } from './tool.ts';

const options = {
  force: 'f',
  interactive: 'i',
  'no-clobber': 'n',
  verbose: 'v',
  'target-directory': 't:',
  'no-target-directory': 'T',
};

/** Goes over sources and their target. `work` gets names as typed. */
function* eachSource(
  tool: Tool,
  work: (source: string, target: { name: string; path: string }) => Task<number>,
): Task<number> {
  const names = [...tool.operands];
  if (names.length === 0) return yield* tool.refuse('missing file operand');
  const target = tool.value('target-directory') ?? names.pop()!;
  if (names.length === 0) {
    return yield* tool.refuse(`missing destination file operand after ${quoteName(target)}`);
  }
  if (names.length > 1 && !tool.files.isDirectory(tool.resolve(target))) {
    const error = tool.files.check(tool.resolve(target), 'directory')!;
    return yield* tool.complain(`target ${quoteName(target)}: ${fileErrorTexts[error]}`);
  }
  let status = 0;
  for (const name of names) {
    const failed = yield* work(name, targetFor(tool, name, target));
    status ||= failed;
  }
  return status;
}

export const mv = makeTool({ usage: '[OPTION]... SOURCE... DEST', options }, (tool) =>
  eachSource(tool, function* (source, target) {
    const { files } = tool;
    const from = tool.resolve(source);
    const [one, other] = [quoteName(source), quoteName(target.name)];
    const error = files.stat(from) === undefined ? files.check(from, 'file') : undefined;
    if (error !== undefined) {
      return yield* tool.complain(`cannot stat ${one}: ${fileErrorTexts[error]}`);
    }
    if (from === target.path) return yield* tool.complain(`${one} and ${other} are the same file`);
    if (tool.has('no-clobber') && files.stat(target.path)) return 0;
    const [isFolder, isOntoFolder] = [files.isDirectory(from), files.isDirectory(target.path)];
    if (isFolder && files.isFile(target.path)) {
      return yield* tool.complain(`cannot overwrite non-directory ${other} with directory ${one}`);
    }
    if (!isFolder && isOntoFolder) {
      return yield* tool.complain(`cannot overwrite directory ${other} with non-directory`);
    }
    if (isFolder && isWithin(target.path, from)) {
      return yield* tool.complain(`cannot move ${one} to a subdirectory of itself, ${other}`);
    }
    if (isOntoFolder && files.list(target.path)!.length === 0) files.remove(target.path);
    const failure = files.rename(from, target.path);
    if (failure !== undefined) {
      return yield* tool.complain(`cannot move ${one} to ${other}: ${fileErrorTexts[failure]}`);
    }
    if (tool.has('verbose')) yield* tool.process.print(`renamed ${one} -> ${other}\n`);
    return 0;
  }),
);

export const cp = makeTool(
  {
    usage: '[OPTION]... SOURCE... DEST',
    options: { ...options, recursive: 'rR', archive: 'a', preserve: 'p' },
  },
  (tool) =>
    eachSource(tool, function* (source, target) {
      const { files } = tool;
      const from = tool.resolve(source);
      const [one, other] = [quoteName(source), quoteName(target.name)];
      const error = files.stat(from) === undefined ? files.check(from, 'file') : undefined;
      if (error !== undefined) {
        return yield* tool.complain(`cannot stat ${one}: ${fileErrorTexts[error]}`);
      }
      if (files.isDirectory(from) && !tool.has('recursive', 'archive')) {
        return yield* tool.complain(`-r not specified; omitting directory ${one}`);
      }
      if (from === target.path)
        return yield* tool.complain(`${one} and ${other} are the same file`);
      if (files.isDirectory(from) && isWithin(target.path, from)) {
        return yield* tool.complain(`cannot copy a directory, ${one}, into itself, ${other}`);
      }
      if (tool.has('no-clobber') && files.stat(target.path)) return 0;
      return yield* copy(tool, from, target);
    }),
);

function* copy(tool: Tool, from: string, target: { name: string; path: string }): Task<number> {
  const { files } = tool;
  const other = quoteName(target.name);
  if (files.isFile(from)) {
    if (target.name.endsWith('/')) {
      return yield* tool.complain(`cannot create regular file ${other}: Not a directory`);
    }
    const error = files.write(target.path, files.read(from) ?? '', files.stat(from)!.mode);
    if (error === undefined) return 0;
    return yield* tool.complain(`cannot create regular file ${other}: ${fileErrorTexts[error]}`);
  }
  const names = files.list(from)!;
  if (files.isFile(target.path)) {
    return yield* tool.complain(
      `cannot overwrite non-directory ${other} with directory ${quoteName(from)}`,
    );
  }
  const error = files.isDirectory(target.path) ? undefined : files.makeDirectory(target.path);
  if (error !== undefined) {
    return yield* tool.complain(`cannot create directory ${other}: ${fileErrorTexts[error]}`);
  }
  let status = 0;
  for (const name of names) {
    const inner = { name: `${target.name}/${name}`, path: `${target.path}/${name}` };
    const failed = yield* copy(tool, `${from}/${name}`, inner);
    status ||= failed;
  }
  return status;
}
