import type { Environment } from '../kernel/index.ts';
import type { Machine } from './machine.ts';
import { DEFAULT_PATH } from './path.ts';
import { splitWords, type UnitFile } from './unit-file.ts';

/**
 * The environment that a service starts with.
 *
 * Errors:  undefined where an EnvironmentFile= is missing
 */
export function serviceEnvironment(machine: Machine, file: UnitFile): Environment | undefined {
  const env: Environment = { LANG: 'C.UTF-8', PATH: DEFAULT_PATH };
  if (file.type === 'notify') env['NOTIFY_SOCKET'] = '/run/systemd/notify';
  for (const assignment of file.environment) assign(env, assignment);
  for (const entry of file.environmentFiles) {
    const path = entry.replace(/^-/, '');
    const text = machine.files.read(path);
    if (text === undefined && entry === path) return undefined;
    for (const line of (text ?? '').split('\n')) {
      if (!/^\s*([#;]|$)/.test(line)) assign(env, line.trim());
    }
  }
  return env;
}

function assign(env: Environment, assignment: string): void {
  const at = assignment.indexOf('=');
  if (at <= 0) return;
  env[assignment.slice(0, at)] = splitWords(assignment.slice(at + 1)).join(' ');
}

/**
 * The words of ExecStart=, or of another command of the unit, with specifiers and variables
 * filled in.
 *
 * Source:  systemd.service(5), "Command lines": `${NAME}` stays one word, `$NAME` alone is split
 */
export function serviceArguments(
  machine: Machine,
  file: UnitFile,
  env: Environment,
  command = file.execStart,
): string[] {
  const words = splitWords(command.replace(/^[-@:+!]+/, ''));
  return words.flatMap((word) => {
    const name = /^\$([A-Za-z_]\w*)$/.exec(word)?.[1];
    if (name !== undefined) return splitWords(env[name] ?? '');
    return [expand(specify(word, machine, file), env)];
  });
}

function specify(word: string, machine: Machine, file: UnitFile): string {
  return word.replace(/%[nNpHl%]/g, (specifier) => {
    if (specifier === '%%') return '%';
    if (specifier === '%n') return file.name;
    if (specifier === '%H' || specifier === '%l') return machine.name;
    return file.name.replace(/\.service$/, '');
  });
}

function expand(word: string, env: Environment): string {
  return word.replace(/\$\{([A-Za-z_]\w*)\}/g, (_, name: string) => env[name] ?? '');
}
