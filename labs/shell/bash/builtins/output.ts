import type { Task } from '../../../cluster/kernel/index.ts';
import { formatEcho } from '../echo.ts';
import { formatPrintf } from '../printf.ts';
import { assign } from '../assign.ts';
import { evaluateText } from '../arithmetic.ts';
import { Unwind } from '../unwind.ts';
import { isName } from '../variables.ts';
import { errorText } from '../../open.ts';
import type { Shell } from '../shell.ts';
import type { Builtin } from './builtin.ts';

export const echo: Builtin = function* (shell, argv) {
  const isWritten = yield* shell.process.writeTo(1, formatEcho(argv.slice(1)));
  if (isWritten) return 0;
  yield* complainOfWrite(shell, 'echo');
  return 1;
};

function complainOfWrite(shell: Shell, name: string): Task<void> {
  const why = errorText(shell.process.writeError ?? 'EBADF');
  return shell.complain(`${name}: write error: ${why}`);
}

export const printf: Builtin = function* (shell, argv) {
  const words = argv.slice(1);
  let target: string | undefined;
  if (words[0] === '-v') {
    target = words[1];
    words.splice(0, 2);
  }
  if (words[0] === '--') words.shift();
  const [format, ...values] = words;
  if (format === undefined) {
    yield* shell.process.warn('printf: usage: printf [-v var] format [arguments]\n');
    return 2;
  }
  const { text, problems } = formatPrintf(format, values);
  for (const { word, kind } of problems) {
    const message = {
      number: `${word}: invalid number`,
      format: `\`${word}': invalid format character`,
      missing: `\`${word}': missing format character`,
    }[kind];
    yield* shell.complain(`printf: ${message}`);
  }
  if (target !== undefined && isName(target)) yield* assign(shell, target, text);
  else if (!(yield* shell.process.writeTo(1, text))) {
    yield* complainOfWrite(shell, 'printf');
    return 1;
  }
  return problems.length > 0 ? 1 : 0;
};

export const letBuiltin: Builtin = function* (shell, argv) {
  if (argv.length === 1) {
    yield* shell.complain('let: expression expected');
    return 1;
  }
  let value = 0n;
  shell.arithmeticName = 'let: ';
  try {
    for (const word of argv.slice(1)) value = yield* evaluateText(shell, word);
  } catch (error) {
    if (error instanceof Unwind && error.kind === 'abort') return 1;
    throw error;
  } finally {
    shell.arithmeticName = '';
  }
  return value === 0n ? 1 : 0;
};

export const trueBuiltin: Builtin = function* () {
  return 0;
};

export const falseBuiltin: Builtin = function* () {
  return 1;
};
