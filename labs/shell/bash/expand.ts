import type { ArithmeticExpression, Script, Word, WordPart } from 'unbash';
import { makePipe, wait, exitStatus, type Task } from '../../cluster/kernel/index.ts';
import { evaluate } from './arithmetic.ts';
import { expandBraces } from './brace.ts';
import { Fields, type Field } from './fields.ts';
import { expandPathname } from './glob.ts';
import { addParameter } from './parameter.ts';
import { spawnSubshell } from './spawn.ts';
import type { Shell } from './shell.ts';
import { runStatements } from './execute.ts';
import { addPositional, parameterValue } from './special.ts';

/** Expands the words of a command: braces, variables, `$(…)`, splitting, file names, quotes. */
export function* expandWords(shell: Shell, words: readonly Word[]): Task<string[]> {
  const result: string[] = [];
  for (const word of words) {
    for (const single of expandBraces(word)) {
      for (const field of yield* expandFields(shell, single, true)) {
        result.push(...expandPathname(shell, field));
      }
    }
  }
  return result;
}

/** Expands to one text: no splitting, no file names. For assignments, redirects, `case`. */
export function* expandText(shell: Shell, word: Word): Task<string> {
  const fields = yield* expandFields(shell, word, false);
  return fields.map(({ text }) => text).join(' ');
}

/** Expands to a pattern, in which quoted characters are escaped. */
export function* expandPattern(shell: Shell, word: Word): Task<string> {
  const fields = yield* expandFields(shell, word, false);
  return fields.map(({ pattern }) => pattern).join(' ');
}

/** Expands the right side of `=~`: what is quoted stands for itself. */
export function* expandRegex(shell: Shell, word: Word): Task<string> {
  let source = word.parts === undefined ? word.text : '';
  for (const part of word.parts ?? []) {
    if (part.type === 'Literal' || part.type === 'Glob' || part.type === 'ExtendedGlob') {
      source += part.text;
      continue;
    }
    const fields = new Fields('', false);
    yield* addPart(shell, fields, part, true);
    const { text } = fields.finish()[0]!;
    source += part.type.endsWith('Quoted') ? text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&') : text;
  }
  return source;
}

/** Expands the value of an assignment, where `~` counts after every colon. */
export function* expandAssigned(shell: Shell, word: Word): Task<string> {
  if (word.parts === undefined && word.text.includes('~')) {
    const home = (piece: string): string => expandTilde(shell, piece);
    return word.value.split(':').map(home).join(':');
  }
  return yield* expandText(shell, word);
}

function* expandFields(shell: Shell, word: Word, isSplitting: boolean): Task<Field[]> {
  const fields = new Fields(shell.variables.get('IFS') ?? ' \t\n', isSplitting);
  yield* addWord(shell, fields, word, false);
  return fields.finish();
}

/** Adds a word's parts; `isQuoted` where the word stands inside double quotes. */
export function* addWord(shell: Shell, fields: Fields, word: Word, isQuoted: boolean): Task<void> {
  const parts = word.parts ?? [];
  const isHome = word.text.startsWith('~') && !isQuoted;
  const assigned = isQuoted ? null : /^([A-Za-z_]\w*=)(~.*)$/.exec(word.text);
  if (assigned && parts.length === 0 && word.text === word.value) {
    fields.addQuoted(assigned[1]! + expandTilde(shell, assigned[2]!));
    return;
  }
  if (parts.length === 0) {
    fields.addQuoted(isHome ? expandTilde(shell, word.value) : word.value);
    return;
  }
  for (const part of parts) {
    const isFirst = part === parts[0] && isHome && part.type === 'Literal';
    if (isFirst) fields.addQuoted(expandTilde(shell, part.value));
    else yield* addPart(shell, fields, part, isQuoted);
  }
}

/** Adds one part of a word. */
export function* addPart(
  shell: Shell,
  fields: Fields,
  part: WordPart,
  isQuoted: boolean,
): Task<void> {
  const addValue = (value: string): void =>
    isQuoted ? fields.addQuoted(value) : fields.addValue(value);
  switch (part.type) {
    case 'Literal':
    case 'SingleQuoted':
    case 'AnsiCQuoted':
      return fields.addQuoted(part.value);
    case 'DoubleQuoted':
    case 'LocaleString':
      return yield* addDoubleQuoted(shell, fields, part.parts);
    case 'Glob':
      return yield* addGlob(shell, fields, part);
    case 'ExtendedGlob':
      return fields.addPattern(`${part.operator}(${part.pattern})`);
    case 'SimpleExpansion': {
      const name = part.text.slice(1);
      if (name === '@' || name === '*') return addPositional(shell, fields, name, isQuoted);
      return addValue(yield* parameterValue(shell, name));
    }
    case 'ParameterExpansion':
      return yield* addParameter(shell, fields, part, isQuoted);
    case 'CommandExpansion':
      return addValue(yield* substitute(shell, part.script));
    case 'ArithmeticExpansion':
      return addValue(yield* expandArithmetic(shell, part.expression));
    case 'BraceExpansion':
      return fields.addQuoted(part.text);
    case 'ProcessSubstitution':
      yield* shell.complain('process substitution is not modelled in this lab');
      return fields.addQuoted(part.text);
  }
}

function* addDoubleQuoted(shell: Shell, fields: Fields, parts: readonly WordPart[]): Task<void> {
  // `"$@"` without arguments gives no field at all; any other quotes give at least an empty one.
  const isAllArguments = parts.length === 1 && /^\$(@|\{@\})$/.test(parts[0]!.text);
  if (!isAllArguments) fields.addQuoted('');
  for (const part of parts) yield* addPart(shell, fields, part, true);
}

function* addGlob(
  shell: Shell,
  fields: Fields,
  part: Extract<WordPart, { type: 'Glob' }>,
): Task<void> {
  if (part.kind !== 'bracket') return fields.addPattern(part.text);
  fields.addPattern('[');
  for (const inner of part.parts) {
    if (inner.type === 'Literal') fields.addPattern(inner.text);
    else yield* addPart(shell, fields, inner, false);
  }
  fields.addPattern(']');
}

function* expandArithmetic(
  shell: Shell,
  expression: ArithmeticExpression | undefined,
): Task<string> {
  return expression ? String(yield* evaluate(shell, expression)) : '0';
}

/** The text of a number or a name in `$((…))`, with what is expanded in it. */
export function* expandArithmeticWord(
  shell: Shell,
  node: { readonly value: string; readonly parts?: readonly WordPart[] | undefined },
): Task<string> {
  if (node.parts === undefined) {
    const simple = /^\$(\w+|[?#$!@*-])$/.exec(node.value);
    return simple ? yield* parameterValue(shell, simple[1]!) : node.value;
  }
  const fields = new Fields('', false);
  for (const part of node.parts) yield* addPart(shell, fields, part, true);
  return fields.finish()[0]!.text;
}

/** Expands the body of a here-document: as in double quotes, but quotes stand for themselves. */
export function* expandHereDocument(shell: Shell, parts: readonly WordPart[]): Task<string> {
  const fields = new Fields('', false);
  for (const part of parts) yield* addPart(shell, fields, part, true);
  return fields.finish()[0]!.text;
}

/** `$(…)`: what a subshell prints, without the newlines at the end. */
export function* substitute(shell: Shell, script: Script | undefined): Task<string> {
  if (script === undefined) return '';
  yield* shell.enter('command substitution');
  const { reader, writer } = makePipe();
  reader.retain();
  writer.retain();
  try {
    const [input, , errors] = shell.process.streams;
    const streams = [input!, writer, errors!];
    const child = yield* spawnSubshell(shell, streams, shell.process.group, function* (inner) {
      inner.source = script.source ?? inner.source;
      return yield* runStatements(inner, script.commands);
    });
    writer.release();
    if (child === undefined) return '';
    let text = '';
    for (;;) {
      const chunk = yield* reader.read();
      if (chunk === '') break;
      text += chunk;
    }
    shell.status = exitStatus(yield* wait(child.exited));
    shell.substitutionStatus = shell.status;
    return text.replace(/\n+$/, '');
  } finally {
    reader.release();
    shell.nesting--;
  }
}

function expandTilde(shell: Shell, text: string): string {
  const [name = '', ...rest] = text.split('/');
  const { variables } = shell;
  const home =
    name === '~'
      ? (variables.get('HOME') ?? '/root')
      : name === '~root'
        ? '/root'
        : name === '~+'
          ? variables.get('PWD')
          : name === '~-'
            ? variables.get('OLDPWD')
            : undefined;
  return home === undefined ? text : [home, ...rest].join('/');
}
