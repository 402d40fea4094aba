import { exitStatus, wait, type Program } from '../../cluster/kernel/index.ts';
import { parseOptions } from '../getopt.ts';
import { spawnChild } from './spawn-child.ts';

const options = { 'ignore-environment': 'i', unset: 'u:', chdir: 'C:', null: '0' };

/** `env`: prints the environment, or runs a command in a changed one. */
export const env: Program = function* (process, argv, environment) {
  const parsed = parseOptions(argv.slice(1), options, { stopsAtOperand: true });
  if ('error' in parsed) {
    yield* process.warn(`env: ${parsed.error}\nTry 'env --help' for more information.\n`);
    return 125;
  }
  const isEmpty = parsed.options.some(([name]) => name === 'ignore-environment');
  const changed = isEmpty || parsed.operands[0] === '-' ? {} : { ...environment };
  for (const [name, value] of parsed.options) if (name === 'unset') delete changed[value];
  const words = parsed.operands.slice(parsed.operands[0] === '-' ? 1 : 0);
  while (words[0]?.includes('=')) {
    const word = words.shift()!;
    const at = word.indexOf('=');
    changed[word.slice(0, at)] = word.slice(at + 1);
  }
  if (words.length === 0) {
    const end = parsed.options.some(([name]) => name === 'null') ? '\0' : '\n';
    for (const [name, value] of Object.entries(changed)) {
      yield* process.print(`${name}=${value}${end}`);
    }
    return 0;
  }
  const child = spawnChild(process, words, changed);
  if ('why' in child) {
    yield* process.warn(`env: ‘${words[0]}’: ${child.why}\n`);
    return child.code;
  }
  process.hold({ release: () => child.signal('SIGTERM') });
  return exitStatus(yield* wait(child.exited));
};
