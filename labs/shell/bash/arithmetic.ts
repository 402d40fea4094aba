import { parse, type ArithmeticExpression } from 'unbash';
import type { Task } from '../../cluster/kernel/index.ts';
import { expandArithmeticWord, substitute } from './expand.ts';
import type { Shell } from './shell.ts';
import { unwind } from './unwind.ts';

/** How deep a variable may name another one in arithmetic. */
const RECURSION_MAX = 32;

/** Evaluates `$((…))` in 64-bit integers. Errors: prints why, and leaves the line. */
export function* evaluate(shell: Shell, node: ArithmeticExpression, depth = 0): Task<bigint> {
  switch (node.type) {
    case 'ArithmeticWord':
      return yield* valueOf(shell, yield* expandArithmeticWord(shell, node), depth);
    case 'ArithmeticCommandExpansion':
      return yield* valueOf(shell, yield* substitute(shell, node.script), depth);
    case 'ArithmeticGroup':
      return yield* evaluate(shell, node.expression, depth);
    case 'ArithmeticTernary': {
      const isTrue = (yield* evaluate(shell, node.test, depth)) !== 0n;
      return yield* evaluate(shell, isTrue ? node.consequent : node.alternate, depth);
    }
    case 'ArithmeticUnary':
      return yield* unary(shell, node, depth);
    case 'ArithmeticBinary':
      return yield* binary(shell, node, depth);
  }
}

/** Evaluates text, as `let`, `[[ a -lt b ]]` and `${x:1}` need it. */
export function* evaluateText(shell: Shell, text: string, depth = 0): Task<bigint> {
  const trimmed = text.trim();
  if (trimmed === '') return 0n;
  if (/^\d+$/.test(trimmed) && (trimmed === '0' || trimmed[0] !== '0')) {
    return BigInt.asIntN(64, BigInt(trimmed));
  }
  const { commands, errors } = parse(`((${trimmed}))`);
  const command = commands[0]?.command;
  const expression = command?.type === 'ArithmeticCommand' ? command.expression : undefined;
  if (errors !== undefined || expression === undefined) {
    const token = /\s*(\S+)$/.exec(trimmed)?.[1] ?? trimmed;
    yield* shell.complain(`${trimmed}: syntax error: operand expected (error token is "${token}")`);
    return unwind('abort', 1);
  }
  const { source } = shell;
  shell.source = `((${trimmed}))`;
  try {
    return yield* evaluate(shell, expression, depth);
  } finally {
    shell.source = source;
  }
}

function* valueOf(shell: Shell, text: string, depth: number): Task<bigint> {
  const number = parseNumber(text.trim());
  if (number !== undefined) return BigInt.asIntN(64, number);
  if (depth >= RECURSION_MAX) {
    yield* shell.complain(
      `${text}: expression recursion level exceeded (error token is "${text}")`,
    );
    unwind('abort', 1);
  }
  if (/^[A-Za-z_]\w*$/.test(text)) {
    const value = shell.variables.get(text) ?? '';
    return yield* evaluateText(shell, value, depth + 1);
  }
  if (/^\d+$/.test(text)) {
    yield* shell.complain(`${text}: value too great for base (error token is "${text}")`);
    unwind('abort', 1);
  }
  return yield* evaluateText(shell, text, depth + 1);
}

function parseNumber(text: string): bigint | undefined {
  if (/^(0[xX][0-9a-fA-F]+|[1-9]\d*|0)$/.test(text)) return BigInt(text);
  if (/^0[0-7]+$/.test(text)) return BigInt(`0o${text.slice(1)}`);
  const based = /^(\d+)#([0-9a-zA-Z]+)$/.exec(text);
  if (based === null) return undefined;
  const base = BigInt(based[1]!);
  let value = 0n;
  for (const digit of based[2]!.toLowerCase()) value = value * base + BigInt(parseInt(digit, 36));
  return value;
}

function* unary(
  shell: Shell,
  node: Extract<ArithmeticExpression, { type: 'ArithmeticUnary' }>,
  depth: number,
): Task<bigint> {
  const value = yield* evaluate(shell, node.operand, depth);
  switch (node.operator) {
    case '-':
      return BigInt.asIntN(64, -value);
    case '!':
      return value === 0n ? 1n : 0n;
    case '~':
      return ~value;
    case '++':
    case '--': {
      const next = BigInt.asIntN(64, node.operator === '++' ? value + 1n : value - 1n);
      if (node.operand.type === 'ArithmeticWord') {
        shell.variables.set(node.operand.value, String(next));
      }
      return node.prefix ? next : value;
    }
    default:
      return value;
  }
}

function* binary(
  shell: Shell,
  node: Extract<ArithmeticExpression, { type: 'ArithmeticBinary' }>,
  depth: number,
): Task<bigint> {
  const { operator } = node;
  if (operator === '&&' || operator === '||') {
    const isTrue = (yield* evaluate(shell, node.left, depth)) !== 0n;
    if (isTrue === (operator === '||')) return isTrue ? 1n : 0n;
    return (yield* evaluate(shell, node.right, depth)) === 0n ? 0n : 1n;
  }
  const isAssignment = /^([-+*/%&|^]|<<|>>)?=$/.test(operator);
  const left = operator === '=' ? 0n : yield* evaluate(shell, node.left, depth);
  const right = yield* evaluate(shell, node.right, depth);
  const applied = isAssignment ? operator.slice(0, -1) : operator;
  if ((applied === '/' || applied === '%') && right === 0n) {
    const text = shell.source.slice(node.pos, node.end);
    const token = shell.source.slice(node.right.pos, node.right.end);
    const name = shell.arithmeticName;
    yield* shell.complain(`${name}${text}: division by 0 (error token is "${token}")`);
    unwind('abort', 1);
  }
  const value = BigInt.asIntN(64, apply(applied, left, right));
  if (isAssignment && node.left.type === 'ArithmeticWord') {
    shell.variables.set(node.left.value, String(value));
  }
  return value;
}

/** The highest power that is worked out exactly; beyond it bash's own result is an overflow too. */
const EXPONENT_MAX = 4_096n;

function apply(operator: string, left: bigint, right: bigint): bigint {
  const truth = (isTrue: boolean): bigint => (isTrue ? 1n : 0n);
  switch (operator) {
    case '+':
      return left + right;
    case '-':
      return left - right;
    case '*':
      return left * right;
    case '/':
      return left / right;
    case '%':
      return left % right;
    case '**':
      return right < 0n || right > EXPONENT_MAX ? 0n : left ** right;
    case '<<':
      return left << (right & 63n);
    case '>>':
      return left >> (right & 63n);
    case '&':
      return left & right;
    case '|':
      return left | right;
    case '^':
      return left ^ right;
    case '<':
      return truth(left < right);
    case '<=':
      return truth(left <= right);
    case '>':
      return truth(left > right);
    case '>=':
      return truth(left >= right);
    case '==':
      return truth(left === right);
    case '!=':
      return truth(left !== right);
    default:
      return right;
  }
}
