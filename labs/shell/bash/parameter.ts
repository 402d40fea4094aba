import type { ParameterExpansionPart, ParameterOperation, Word } from 'unbash';
import type { Task } from '../../cluster/kernel/index.ts';
import { evaluateText } from './arithmetic.ts';
import { addWord, expandPattern, expandText } from './expand.ts';
import type { Fields } from './fields.ts';
import { matchesPattern, patternSource } from './pattern.ts';
import { quoteWord } from './quote.ts';
import { addPositional, parameterValue, readParameter } from './special.ts';
import type { Shell } from './shell.ts';
import { unwind } from './unwind.ts';

/** Adds `${…}` to the fields. */
export function* addParameter(
  shell: Shell,
  fields: Fields,
  part: ParameterExpansionPart,
  isQuoted: boolean,
): Task<void> {
  const { operation, prefix, index } = part;
  if (index !== undefined) {
    yield* shell.complain(`${part.parameter}: arrays are not modelled in this lab`);
    unwind('abort', 1);
  }
  if (operation?.type === 'Unknown' || !isParameter(part.parameter)) {
    yield* shell.complain(`${part.text}: bad substitution`);
    unwind('abort', 1);
  }
  let name = part.parameter;
  const add = (value: string): void =>
    isQuoted ? fields.addQuoted(value) : fields.addValue(value);
  if (prefix === '#') {
    const isList = name === '@' || name === '*';
    const value = yield* parameterValue(shell, name);
    return add(String(isList ? shell.positional.length : [...value].length));
  }
  if (prefix === '!' && operation?.type === 'Names') {
    const names = shell.variables.names().filter((other) => other.startsWith(name));
    return add(names.join(' '));
  }
  if (prefix === '!') name = yield* parameterValue(shell, name);
  if (operation === undefined) {
    if (name === '@' || name === '*') return addPositional(shell, fields, name, isQuoted);
    return add(yield* parameterValue(shell, name));
  }
  if (operation.type === 'Default') {
    return yield* addDefault(shell, fields, name, operation, isQuoted);
  }
  add(yield* transform(shell, name, yield* parameterValue(shell, name), operation));
}

function isParameter(name: string): boolean {
  return /^([A-Za-z_]\w*|\d+|[@*#?$!-])$/.test(name);
}

/** `:-`, `:=`, `:+`, `:?` and the four without a colon, which look only at whether it is set. */
function* addDefault(
  shell: Shell,
  fields: Fields,
  name: string,
  operation: Extract<ParameterOperation, { type: 'Default' }>,
  isQuoted: boolean,
): Task<void> {
  const value = readParameter(shell, name);
  const isColon = operation.operator.startsWith(':');
  const isMissing = value === undefined || (isColon && value === '');
  const kind = operation.operator.slice(-1);
  if (kind === '+') {
    if (!isMissing) yield* addWord(shell, fields, operation.operand, isQuoted);
    return;
  }
  if (!isMissing) {
    if (isQuoted) fields.addQuoted(value);
    else fields.addValue(value);
    return;
  }
  if (kind === '-') return yield* addOperand(shell, fields, operation.operand, isQuoted);
  const text = yield* expandText(shell, operation.operand);
  if (kind === '=') {
    shell.variables.set(name, text);
    if (isQuoted) fields.addQuoted(text);
    else fields.addValue(text);
    return;
  }
  const fallback = isColon ? 'parameter null or not set' : 'parameter not set';
  yield* shell.complain(`${name}: ${text || fallback}`);
  unwind('abort', shell.isInteractive ? 1 : 127);
}

/** Adds the word after `:-`, whose unquoted literals are split as a value would be. */
function* addOperand(shell: Shell, fields: Fields, operand: Word, isQuoted: boolean): Task<void> {
  if (isQuoted || operand.text.startsWith('~')) {
    return yield* addWord(shell, fields, operand, isQuoted);
  }
  if (operand.parts === undefined && operand.text === operand.value) {
    return fields.addValue(operand.value);
  }
  for (const part of operand.parts ?? []) {
    if (part.type === 'Literal' && part.text === part.value) fields.addValue(part.value);
    else yield* addWord(shell, fields, { ...operand, text: part.text, parts: [part] }, false);
  }
  if (operand.parts === undefined) fields.addQuoted(operand.value);
}

function* transform(
  shell: Shell,
  name: string,
  value: string,
  operation: ParameterOperation,
): Task<string> {
  switch (operation.type) {
    case 'Remove': {
      const pattern = patternSource(yield* expandPattern(shell, operation.operand));
      return removeEnd(value, pattern, operation.operator);
    }
    case 'Replace': {
      const pattern = patternSource(yield* expandPattern(shell, operation.pattern));
      const replacement = yield* expandText(shell, operation.replacement);
      return replaceIn(value, pattern, replacement, operation.operator);
    }
    case 'Slice':
      return yield* slice(shell, name, value, operation);
    case 'CaseModification': {
      const change = operation.operator.startsWith('^')
        ? (text: string): string => text.toUpperCase()
        : (text: string): string => text.toLowerCase();
      const isAll = operation.operator.length === 2;
      const pattern = operation.operand ? yield* expandPattern(shell, operation.operand) : '?';
      return [...value]
        .map((char, index) =>
          (isAll || index === 0) && matchesPattern(char, pattern) ? change(char) : char,
        )
        .join('');
    }
    case 'Transform':
      return operation.operand.value === 'Q' ? quoteWord(value, true) : value;
    default:
      return value;
  }
}

function removeEnd(value: string, pattern: string, operator: string): string {
  const expression = new RegExp(`^(?:${pattern})$`, 'u');
  const isPrefix = operator.startsWith('#');
  const isLongest = operator.length === 2;
  for (let step = 0; step <= value.length; step++) {
    const length = isLongest ? value.length - step : step;
    const piece = isPrefix ? value.slice(0, length) : value.slice(value.length - length);
    if (expression.test(piece)) {
      return isPrefix ? value.slice(length) : value.slice(0, value.length - length);
    }
  }
  return value;
}

function replaceIn(value: string, pattern: string, text: string, operator: string): string {
  if (pattern === '') return value;
  const source =
    operator === '/#' ? `^(?:${pattern})` : operator === '/%' ? `(?:${pattern})$` : pattern;
  const expression = new RegExp(source, operator === '//' ? 'gu' : 'u');
  return value.replace(expression, () => text);
}

function* slice(
  shell: Shell,
  name: string,
  value: string,
  operation: Extract<ParameterOperation, { type: 'Slice' }>,
): Task<string> {
  const offset = Number(yield* evaluateText(shell, yield* expandText(shell, operation.offset)));
  const length =
    operation.length &&
    Number(yield* evaluateText(shell, yield* expandText(shell, operation.length)));
  const isList = name === '@' || name === '*';
  const items = isList ? [shell.name, ...shell.positional] : [...value];
  const start = offset < 0 ? Math.max(0, items.length + offset) : offset;
  const end = length === undefined ? undefined : length < 0 ? length : start + length;
  return items.slice(start, end).join(isList ? ' ' : '');
}
