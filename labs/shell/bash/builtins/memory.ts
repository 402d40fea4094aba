import { quoteWord } from '../quote.ts';
import { refuseOption, type Builtin } from './builtin.ts';

export const alias: Builtin = function* (shell, argv) {
  const words = argv.slice(1).filter((word) => word !== '-p');
  const show = (name: string): string =>
    `alias ${name}=${quoteWord(shell.aliases.get(name) ?? '', true)}\n`;
  if (words.length === 0) {
    yield* shell.process.print([...shell.aliases.keys()].sort().map(show).join(''));
    return 0;
  }
  let status = 0;
  for (const word of words) {
    const at = word.indexOf('=');
    if (at > 0) shell.aliases.set(word.slice(0, at), word.slice(at + 1));
    else if (shell.aliases.has(word)) yield* shell.process.print(show(word));
    else {
      yield* shell.complain(`alias: ${word}: not found`);
      status = 1;
    }
  }
  return status;
};

export const unalias: Builtin = function* (shell, argv) {
  let status = 0;
  if (argv.length === 1) {
    yield* shell.process.warn('unalias: usage: unalias [-a] name [name ...]\n');
    return 2;
  }
  if (argv[1] === '-a') shell.aliases.clear();
  for (const name of argv.slice(1)) {
    if (name === '-a' || shell.aliases.delete(name)) continue;
    yield* shell.complain(`unalias: ${name}: not found`);
    status = 1;
  }
  return status;
};

export const history: Builtin = function* (shell, argv) {
  const [, word] = argv;
  const { lines, firstNumber } = shell.history;
  if (word === '-c') {
    shell.history.clear();
    return 0;
  }
  if (word !== undefined && !/^\d+$/.test(word)) {
    if (word.startsWith('-')) {
      const usage =
        'history [-c] [-d offset] [n] or history -anrw [filename] or history -ps arg [arg...]';
      return yield* refuseOption(shell, 'history', word.slice(0, 2), usage);
    }
    yield* shell.complain(`history: ${word}: numeric argument required`);
    return 1;
  }
  const from = word === undefined ? 0 : Math.max(0, lines.length - Number(word));
  const text = lines.slice(from).map((line, index) => {
    return `${String(firstNumber + from + index).padStart(5)}  ${line}\n`;
  });
  yield* shell.process.print(text.join(''));
  return 0;
};

/** Differs: lists the names only; bash's own texts are not shown. */
export const help: Builtin = function* (shell, argv) {
  const [, name] = argv;
  if (name !== undefined && !shell.builtins.has(name)) {
    yield* shell.complain(
      `help: no help topics match \`${name}'.  ` +
        `Try \`help help' or \`man -k ${name}' or \`info ${name}'.`,
    );
    return 1;
  }
  const head = 'GNU bash, version 5.2.15(1)-release (x86_64-pc-linux-gnu)\n';
  const text = 'These shell commands are defined internally.\n\n';
  const names = [...shell.builtins.keys()].sort().join('\n ');
  yield* shell.process.print(
    name === undefined ? `${head}${text} ${names}\n` : `${name}: a shell builtin.\n`,
  );
  return 0;
};

export const umask: Builtin = function* (shell) {
  yield* shell.process.print('0022\n');
  return 0;
};
