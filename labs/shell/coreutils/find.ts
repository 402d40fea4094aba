import {
  exitStatus,
  wait,
  type Program,
  type Process,
  type Task,
} from '../../cluster/kernel/index.ts';
import { machineOf } from '../../cluster/machine/machine.ts';
import { baseName, resolvePath } from '../../cluster/machine/path.ts';
import { matchesPattern } from '../bash/pattern.ts';
import { spawnChild } from '../procps/spawn-child.ts';
import { makeTool } from './tool.ts';

/** One test or action of find: true lets the next one run. */
type Predicate = (process: Process, name: string, path: string) => Task<boolean>;

interface Plan {
  readonly predicates: readonly Predicate[];
  readonly minDepth: number;
  readonly maxDepth: number;
}

/**
 * Differs: tests stand side by side (all must hold) and may be negated; `-o` and brackets are not
 * modelled
 */
export const find: Program = function* (process, argv, env) {
  const words = argv.slice(1);
  const at = words.findIndex((word) => /^[-!(]/.test(word));
  const names = at < 0 ? words : words.slice(0, at);
  const plan = parse(at < 0 ? [] : words.slice(at), env);
  if (typeof plan === 'string') {
    yield* process.warn(`find: ${plan}\n`);
    return 1;
  }
  let status = 0;
  for (const name of names.length === 0 ? ['.'] : names) {
    const path = resolvePath(process.cwd, name);
    if (machineOf(process).files.stat(path)) yield* visit(process, plan, name, path, 0);
    else {
      yield* process.warn(`find: ‘${name}’: No such file or directory\n`);
      status = 1;
    }
  }
  return status;
};

function* visit(
  process: Process,
  plan: Plan,
  name: string,
  path: string,
  depth: number,
): Task<void> {
  const { files } = machineOf(process);
  const inner = depth < plan.maxDepth ? (files.list(path) ?? []) : [];
  if (depth >= plan.minDepth) {
    for (const predicate of plan.predicates) if (!(yield* predicate(process, name, path))) break;
  }
  for (const each of inner) {
    const innerName = `${name.replace(/\/$/, '')}/${each}`;
    yield* visit(process, plan, innerName, resolvePath(path, each), depth + 1);
  }
}

/** Errors: GNU's message */
function parse(words: readonly string[], env: Record<string, string>): Plan | string {
  const predicates: Predicate[] = [];
  let [minDepth, maxDepth, hasAction, isNegated] = [0, Number.MAX_SAFE_INTEGER, false, false];
  const add = (predicate: Predicate): void => {
    const isWrong = isNegated;
    isNegated = false;
    predicates.push(function* (...args) {
      return (yield* predicate(...args)) !== isWrong;
    });
  };
  const rest = [...words];
  for (let word = rest.shift(); word !== undefined; word = rest.shift()) {
    if (word === '!' || word === '-not') {
      isNegated = true;
      continue;
    }
    if (word === '-print' || word === '-delete') {
      hasAction = true;
      add(word === '-print' ? print : remove);
      continue;
    }
    if (word === '-empty') {
      add(isEmpty);
      continue;
    }
    if (word === '-exec') {
      const end = rest.findIndex((each) => each === ';' || each === '+');
      if (end < 0) return "missing argument to `-exec'";
      hasAction = true;
      add(execute(rest.splice(0, end + 1).slice(0, -1), env));
      continue;
    }
    if (!/^-(name|iname|path|type|maxdepth|mindepth)$/.test(word)) {
      return `unknown predicate \`${word}'`;
    }
    const value = rest.shift();
    if (value === undefined) return `missing argument to \`${word}'`;
    if (word === '-maxdepth') maxDepth = Number(value);
    else if (word === '-mindepth') minDepth = Number(value);
    else if (word === '-type' && !/^[fdlbcps]$/.test(value))
      return `Unknown argument to -type: ${value}`;
    else add(testFor(word, value));
  }
  if (!hasAction) add(print);
  return { predicates, minDepth, maxDepth };
}

function* print(process: Process, name: string): Task<boolean> {
  yield* process.print(`${name}\n`);
  return true;
}

function* remove(process: Process, _name: string, path: string): Task<boolean> {
  return machineOf(process).files.removeAll(path) === undefined;
}

function* isEmpty(process: Process, _name: string, path: string): Task<boolean> {
  const { files } = machineOf(process);
  return files.isDirectory(path) ? files.list(path)!.length === 0 : files.stat(path)?.size === 0;
}

function testFor(word: string, value: string): Predicate {
  return function* (process, name, path) {
    const { files } = machineOf(process);
    if (word === '-type') return files.stat(path)?.kind.startsWith(value) ?? false;
    if (word === '-path') return matchesPattern(name, value);
    const base = baseName(name) || name;
    if (word === '-name') return matchesPattern(base, value);
    return matchesPattern(base.toLowerCase(), value.toLowerCase());
  };
}

function execute(words: readonly string[], env: Record<string, string>): Predicate {
  return function* (process, name) {
    const child = spawnChild(
      process,
      words.map((word) => word.replaceAll('{}', name)),
      env,
    );
    if ('why' in child) {
      yield* process.warn(`find: ‘${words[0]}’: ${child.why}\n`);
      return false;
    }
    return exitStatus(yield* wait(child.exited)) === 0;
  };
}

export const xargs = makeTool(
  {
    usage: '[OPTION]... COMMAND [INITIAL-ARGS]...',
    options: { 'max-args': 'n:', replace: 'I:', 'no-run-if-empty': 'r', null: '0', verbose: 't' },
    stopsAtOperand: true,
  },
  function* (tool) {
    const { process } = tool;
    let text = '';
    for (let part = yield* process.read(); part !== ''; part = yield* process.read()) text += part;
    const replace = tool.value('replace');
    const items = splitItems(text, tool.has('null'), replace !== undefined);
    const command = tool.operands.length === 0 ? ['echo'] : tool.operands;
    const batches: string[][] = [];
    const size = replace === undefined ? Number(tool.value('max-args') ?? 5_000) : 1;
    for (let at = 0; at < items.length; at += size) batches.push(items.slice(at, at + size));
    if (items.length === 0 && !tool.has('no-run-if-empty') && replace === undefined)
      batches.push([]);
    let status = 0;
    for (const batch of batches) {
      const words =
        replace === undefined
          ? [...command, ...batch]
          : command.map((word) => word.replaceAll(replace, batch[0]!));
      if (tool.has('verbose')) yield* process.warn(`${words.join(' ')}\n`);
      const child = spawnChild(process, words, process.env);
      if ('why' in child) {
        yield* tool.complain(`${words[0]}: ${child.why}`);
        return child.code;
      }
      const code = exitStatus(yield* wait(child.exited));
      if (code === 255) {
        yield* tool.complain(`${words[0]}: exited with status 255; aborting`);
        return 124;
      }
      if (code !== 0) status = 123;
    }
    return status;
  },
);

function splitItems(text: string, isNull: boolean, isLines: boolean): string[] {
  if (isNull) return text.split('\0').filter((item) => item !== '');
  if (isLines)
    return text
      .split('\n')
      .map((line) => line.trim())
      .filter((line) => line !== '');
  const items = text.match(/(?:"[^"]*"|'[^']*'|\\[^]|[^\s"'\\])+/g) ?? [];
  return items.map((item) => item.replace(/"([^"]*)"|'([^']*)'|\\([^])/g, '$1$2$3'));
}
