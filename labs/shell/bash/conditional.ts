import type { TestExpression } from 'unbash';
import type { Task } from '../../cluster/kernel/index.ts';
import { evaluateText } from './arithmetic.ts';
import { expandPattern, expandRegex, expandText } from './expand.ts';
import { testFile } from './file-test.ts';
import { matchesPattern, unescapePattern } from './pattern.ts';
import type { Shell } from './shell.ts';

/** `[[ … ]]`. Shape: 0 where it holds, 1 where not */
export function* evaluateConditional(shell: Shell, node: TestExpression): Task<number> {
  return (yield* holds(shell, node)) ? 0 : 1;
}

function* holds(shell: Shell, node: TestExpression): Task<boolean> {
  switch (node.type) {
    case 'TestGroup':
      return yield* holds(shell, node.expression);
    case 'TestNot':
      return (yield* holds(shell, node.operand)) === (node.negations.length % 2 === 0);
    case 'TestLogical': {
      for (const operand of node.operands) {
        const isTrue = yield* holds(shell, operand);
        if (isTrue === (node.operator === '||')) return isTrue;
      }
      return node.operator === '&&';
    }
    case 'TestUnary':
      return yield* unary(shell, node.operator, yield* expandText(shell, node.operand));
    case 'TestBinary':
      return yield* binary(shell, node);
  }
}

function* unary(shell: Shell, operator: string, text: string): Task<boolean> {
  return testFile(shell, operator, text) ?? text !== '';
}

const comparisons: Record<string, (left: bigint, right: bigint) => boolean> = {
  '-eq': (left, right) => left === right,
  '-ne': (left, right) => left !== right,
  '-lt': (left, right) => left < right,
  '-le': (left, right) => left <= right,
  '-gt': (left, right) => left > right,
  '-ge': (left, right) => left >= right,
};

/** Compares whole numbers for `-eq` and its kin. Errors: undefined for another operator. */
export function compareNumbers(operator: string, left: bigint, right: bigint): boolean | undefined {
  return comparisons[operator]?.(left, right);
}

function* binary(
  shell: Shell,
  node: Extract<TestExpression, { type: 'TestBinary' }>,
): Task<boolean> {
  const { operator } = node;
  const left = yield* expandText(shell, node.left);
  if (operator === '=~') {
    return matchRegularExpression(left, yield* expandRegex(shell, node.right));
  }
  const pattern = yield* expandPattern(shell, node.right);
  switch (operator) {
    case '=':
    case '==':
      return matchesPattern(left, pattern);
    case '!=':
      return !matchesPattern(left, pattern);
    case '<':
      return left < unescapePattern(pattern);
    case '>':
      return left > unescapePattern(pattern);
    default: {
      const right = unescapePattern(pattern);
      if (comparisons[operator] === undefined) {
        return testFilePair(shell, operator, left, right);
      }
      const first = yield* evaluateText(shell, left);
      return compareNumbers(operator, first, yield* evaluateText(shell, right)) ?? false;
    }
  }
}

/** `-nt` and `-ot`: which file is newer. */
export function testFilePair(shell: Shell, operator: string, left: string, right: string): boolean {
  const time = (path: string): number =>
    shell.machine.files.stat(shell.resolve(path))?.modifiedAtUs ?? -1;
  if (operator === '-nt') return time(left) > time(right);
  if (operator === '-ot') return time(left) < time(right);
  return operator === '-ef' && shell.resolve(left) === shell.resolve(right);
}

/** An invalid expression matches nothing. */
function matchRegularExpression(text: string, source: string): boolean {
  try {
    return new RegExp(source, 'u').test(text);
  } catch {
    return false;
  }
}
