import type { Task } from '../../../cluster/kernel/index.ts';
import type { Shell } from '../shell.ts';
import { refuseOption, type Builtin } from './builtin.ts';

export const keywords: readonly string[] = (
  'if then else elif fi case esac for select while until do done ' +
  'in function time { } ! [[ ]] coproc'
).split(' ');

/** What a command's name means, in the words of `type`. */
function kindOf(shell: Shell, name: string): { kind: string; path?: string } | undefined {
  if (shell.aliases.has(name)) return { kind: 'alias' };
  if (keywords.includes(name)) return { kind: 'keyword' };
  if (shell.functions.has(name)) return { kind: 'function' };
  if (shell.builtins.has(name)) return { kind: 'builtin' };
  const resolved = shell.resolve(name);
  const path = name.includes('/')
    ? shell.isExecutable(resolved)
      ? name
      : undefined
    : shell.findExecutable(name);
  return path === undefined ? undefined : { kind: 'file', path };
}

/** `command -v`, `command -V` and `type`. */
export function* describe(
  shell: Shell,
  names: readonly string[],
  option: '-v' | '-V' | '-t' | '',
): Task<number> {
  let status = 0;
  for (const name of names) {
    const found = kindOf(shell, name);
    if (found === undefined) {
      if (option === '-V' || option === '') {
        yield* shell.complain(`${option === '' ? 'type' : 'command'}: ${name}: not found`);
      }
      status = 1;
    } else yield* shell.process.print(`${describeOne(shell, name, found, option)}\n`);
  }
  return status;
}

function describeOne(
  shell: Shell,
  name: string,
  { kind, path }: { kind: string; path?: string },
  option: string,
): string {
  if (option === '-t') return kind;
  const alias = shell.aliases.get(name);
  if (option === '-v') return alias === undefined ? (path ?? name) : `alias ${name}='${alias}'`;
  if (alias !== undefined) return `${name} is aliased to \`${alias}'`;
  if (kind === 'keyword') return `${name} is a shell keyword`;
  if (kind === 'builtin') return `${name} is a shell builtin`;
  if (kind === 'file') return `${name} is ${path}`;
  const { body, source } = shell.functions.get(name)!;
  return `${name} is a function\n${name} () \n${source.slice(body.pos, body.end)}`;
}

export const type: Builtin = function* (shell, argv) {
  const [, option] = argv;
  if (option === '-t') return yield* describe(shell, argv.slice(2), '-t');
  if (option === '-p' || option === '-P') {
    const paths = argv.slice(2).map((name) => shell.findExecutable(name));
    for (const path of paths) if (path) yield* shell.process.print(`${path}\n`);
    return paths.includes(undefined) ? 1 : 0;
  }
  if (option === '-a') return yield* describe(shell, argv.slice(2), '');
  if (option !== undefined && /^-./.test(option)) {
    return yield* refuseOption(shell, 'type', option.slice(0, 2), 'type [-afptP] name [name ...]');
  }
  return yield* describe(shell, argv.slice(1), '');
};
