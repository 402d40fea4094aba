import { fileErrorTexts } from '../../../cluster/machine/files.ts';
import { refuseOption, type Builtin } from './builtin.ts';

export const cd: Builtin = function* (shell, argv) {
  const words = argv.slice(1);
  while (words[0] === '-L' || words[0] === '-P' || words[0] === '--') {
    if (words.shift() === '--') break;
  }
  const [target] = words;
  if (target !== undefined && /^-./.test(target)) {
    const option = target.slice(0, 2);
    return yield* refuseOption(shell, 'cd', option, 'cd [-L|[-P [-e]] [-@]] [dir]');
  }
  if (words.length > 1) {
    yield* shell.complain('cd: too many arguments');
    return 1;
  }
  const { variables, process } = shell;
  const variable = target === undefined ? 'HOME' : target === '-' ? 'OLDPWD' : undefined;
  const name = variable === undefined ? target! : variables.get(variable);
  if (name === undefined) {
    yield* shell.complain(`cd: ${variable} not set`);
    return 1;
  }
  const path = shell.resolve(name);
  const error = shell.machine.files.check(path, 'directory');
  if (error !== undefined) {
    yield* shell.complain(`cd: ${name}: ${fileErrorTexts[error]}`);
    return 1;
  }
  variables.set('OLDPWD', process.cwd);
  process.cwd = path;
  variables.set('PWD', path);
  if (target === '-') yield* process.print(`${path}\n`);
  return 0;
};

export const pwd: Builtin = function* (shell, argv) {
  const option = argv.slice(1).find((word) => /^-[^LP]/.test(word));
  if (option !== undefined) {
    return yield* refuseOption(shell, 'pwd', option.slice(0, 2), 'pwd [-LP]');
  }
  yield* shell.process.print(`${shell.process.cwd}\n`);
  return 0;
};
