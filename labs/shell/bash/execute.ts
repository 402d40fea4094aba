import type { CompoundList, Redirected, Script, Statement } from 'unbash';
import type { Task } from '../../cluster/kernel/index.ts';
import { evaluate } from './arithmetic.ts';
import { runCommand } from './command.ts';
import { runCase, runFor, runIf, runLoop, runNumericFor } from './compound.ts';
import { evaluateConditional } from './conditional.ts';
import { startBackground, runPipeline } from './pipeline.ts';
import { withRedirects } from './redirect.ts';
import { spawnSubshell, waitForeground } from './spawn.ts';
import type { Shell } from './shell.ts';
import type { CommandNode } from './syntax.ts';
import { unwind } from './unwind.ts';

/** Runs a whole text. Shape: `source` is what the script's nodes point into */
export function* runScript(shell: Shell, source: string, script: Script): Task<number> {
  const before = { source: shell.source, position: shell.position };
  shell.source = source;
  try {
    return yield* runStatements(shell, script.commands);
  } finally {
    Object.assign(shell, before);
  }
}

export function* runStatements(shell: Shell, statements: readonly Statement[]): Task<number> {
  for (const statement of statements) {
    if (statement.background) shell.status = yield* startBackground(shell, statement.command);
    else shell.status = yield* runNode(shell, statement.command);
  }
  return statements.length === 0 ? 0 : shell.status;
}

export function* runList(shell: Shell, list: CompoundList): Task<number> {
  return yield* runStatements(shell, list.commands);
}

/** Runs a list whose failure is an answer and no error: `if`, `while`, `&&`. */
export function* runCondition(shell: Shell, list: CompoundList): Task<boolean> {
  shell.conditionDepth++;
  try {
    return (yield* runList(shell, list)) === 0;
  } finally {
    shell.conditionDepth--;
  }
}

/** Runs any command and returns its status, which is `$?` from then on. */
export function* runNode(shell: Shell, node: CommandNode): Task<number> {
  yield* shell.breathe();
  shell.status = yield* dispatch(shell, node);
  const mayFail = node.type === 'AndOr' || node.type === 'BraceGroup' || node.type === 'Pipeline';
  const isNegated =
    node.type === 'Pipeline' && node.prefixes.some(({ type }) => type === 'Negation');
  if (shell.status !== 0 && shell.options.has('errexit') && shell.conditionDepth === 0) {
    if (!isNegated && (!mayFail || node.type === 'Pipeline')) unwind('exit', shell.status);
  }
  return shell.status;
}

function* dispatch(shell: Shell, node: CommandNode): Task<number> {
  switch (node.type) {
    case 'Command':
      return yield* runCommand(shell, node);
    case 'Pipeline':
      return yield* runPipeline(shell, node);
    case 'AndOr':
      return yield* runAndOr(shell, node);
    case 'If':
      return yield* runIf(shell, node);
    case 'For':
      return yield* runFor(shell, node);
    case 'ArithmeticFor':
      return yield* runNumericFor(shell, node);
    case 'While':
      return yield* runLoop(shell, node);
    case 'Case':
      return yield* runCase(shell, node);
    case 'BraceGroup':
      return yield* runList(shell, node.body);
    case 'Subshell':
      return yield* runSubshell(shell, node.body, shell.source.slice(node.pos, node.end));
    case 'Redirected':
      return yield* runRedirected(shell, node);
    case 'Function':
      if (node.body.type === 'CompoundList') return 2;
      shell.functions.set(node.name.value, { body: node.body, source: shell.source });
      return 0;
    case 'TestCommand':
      return yield* evaluateConditional(shell, node.expression);
    case 'ArithmeticCommand':
      if (node.expression === undefined) return 1;
      return (yield* evaluate(shell, node.expression)) === 0n ? 1 : 0;
    case 'Select':
    case 'Coproc':
      yield* shell.complain(`${node.type.toLowerCase()}: not modelled in this lab`);
      return 2;
  }
}

function* runAndOr(shell: Shell, node: Extract<CommandNode, { type: 'AndOr' }>): Task<number> {
  let status = 0;
  for (const [index, command] of node.commands.entries()) {
    const operator = node.operators[index - 1];
    if (operator === '&&' && status !== 0) continue;
    if (operator === '||' && status === 0) continue;
    const isLast = index === node.commands.length - 1;
    if (isLast) {
      status = yield* runNode(shell, command);
      continue;
    }
    shell.conditionDepth++;
    try {
      status = yield* runNode(shell, command);
    } finally {
      shell.conditionDepth--;
    }
  }
  return status;
}

function* runSubshell(shell: Shell, body: CompoundList, text: string): Task<number> {
  yield* shell.enter('subshell');
  try {
    const group = shell.terminal ? undefined : shell.process.group;
    const run = (inner: Shell): Task<number> => runList(inner, body);
    const child = yield* spawnSubshell(shell, shell.process.streams, group, run);
    return child === undefined ? 254 : yield* waitForeground(shell, [child], text);
  } finally {
    shell.nesting--;
  }
}

function* runRedirected(shell: Shell, node: Redirected): Task<number> {
  return yield* withRedirects(shell, node.redirects, 1, () => dispatch(shell, node.command));
}
