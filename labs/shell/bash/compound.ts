import type { ArithmeticFor, Case, CompoundList, For, If, While } from 'unbash';
import type { Task } from '../../cluster/kernel/index.ts';
import { evaluate } from './arithmetic.ts';
import { assign } from './assign.ts';
import { runCondition, runList } from './execute.ts';
import { expandPattern, expandText, expandWords } from './expand.ts';
import { matchesPattern } from './pattern.ts';
import type { Shell } from './shell.ts';
import { isName } from './variables.ts';
import { Unwind, unwind } from './unwind.ts';

export function* runIf(shell: Shell, node: If): Task<number> {
  if (yield* runCondition(shell, node.clause)) return yield* runList(shell, node.then);
  for (const elif of node.elif) {
    if (yield* runCondition(shell, elif.clause)) return yield* runList(shell, elif.then);
  }
  return node.else ? yield* runList(shell, node.else) : 0;
}

export function* runFor(shell: Shell, node: For): Task<number> {
  const name = node.name.value;
  if (!isName(name)) {
    yield* shell.complain(`\`${name}': not a valid identifier`);
    return 1;
  }
  const words = node.wordlist ? yield* expandWords(shell, node.wordlist) : shell.positional;
  let status = 0;
  for (const word of words) {
    yield* assign(shell, name, word);
    if (shell.options.has('xtrace')) {
      const list = shell.source.slice(
        node.wordlist?.[0]?.pos ?? 0,
        node.wordlist?.at(-1)?.end ?? 0,
      );
      yield* shell.process.warn(`+ for ${name} in ${list || '"$@"'}\n`);
    }
    const turn = yield* runBody(shell, node.body);
    status = turn.status;
    if (turn.isOver) break;
  }
  return status;
}

export function* runNumericFor(shell: Shell, node: ArithmeticFor): Task<number> {
  if (node.initialize) yield* evaluate(shell, node.initialize);
  let status = 0;
  while (!node.test || (yield* evaluate(shell, node.test)) !== 0n) {
    yield* shell.breathe();
    const turn = yield* runBody(shell, node.body);
    status = turn.status;
    if (turn.isOver) break;
    if (node.update) yield* evaluate(shell, node.update);
  }
  return status;
}

export function* runLoop(shell: Shell, node: While): Task<number> {
  const isWanted = node.kind === 'while';
  let status = 0;
  for (;;) {
    const clause = yield* loopCondition(shell, node.clause);
    if (clause !== isWanted) return status;
    const turn = yield* runBody(shell, node.body);
    status = turn.status;
    if (turn.isOver) return status;
  }
}

/** A `break` may stand in the condition too. */
function* loopCondition(shell: Shell, clause: CompoundList): Task<boolean | 'over'> {
  shell.loopDepth++;
  try {
    return yield* runCondition(shell, clause);
  } catch (error) {
    return leaveLoop(error) ? 'over' : false;
  } finally {
    shell.loopDepth--;
  }
}

/** One turn of a loop. */
function* runBody(
  shell: Shell,
  body: CompoundList,
): Task<{ readonly status: number; readonly isOver: boolean }> {
  shell.loopDepth++;
  try {
    return { status: yield* runList(shell, body), isOver: false };
  } catch (error) {
    return { status: 0, isOver: leaveLoop(error) };
  } finally {
    shell.loopDepth--;
  }
}

/** Shape: true where this loop ends. Errors: throws on what is meant for somebody further out. */
function leaveLoop(error: unknown): boolean {
  if (!(error instanceof Unwind)) throw error;
  if (error.kind !== 'break' && error.kind !== 'continue') throw error;
  if (error.value > 1) unwind(error.kind, error.value - 1);
  return error.kind === 'break';
}

export function* runCase(shell: Shell, node: Case): Task<number> {
  const text = yield* expandText(shell, node.word);
  let status = 0;
  let isFallingThrough = false;
  for (const item of node.items) {
    let isMatch = isFallingThrough;
    for (const pattern of item.pattern) {
      isMatch ||= matchesPattern(text, yield* expandPattern(shell, pattern));
    }
    if (!isMatch) continue;
    status = yield* runList(shell, item.body);
    if (item.terminator === ';;' || item.terminator === undefined) return status;
    isFallingThrough = item.terminator === ';&';
  }
  return status;
}
