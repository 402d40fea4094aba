/**
 * etcdutl: what an administrator does with the files of a member that does not run.
 *
 * It speaks to nobody: it reads a snapshot that `etcdctl snapshot save` has fetched, and says what
 * is in it, or makes a member of a new cluster of it. So it is the one program that is built on the
 * member's own code (cluster/etcd/offline.ts).
 *
 * status.ts looks at a snapshot, restore.ts makes a member, flags.ts has the flags, which etcdctl's
 * deprecated forms of these commands take too.
 *
 * What it leaves out: backup, check, defrag of a folder, a log in a folder of its own, protobuf.
 *
 * Source: etcd v3.5.30 etcdutl
 */
import type { Process, Program, Task } from '../../cluster/kernel/index.ts';
import { flag, parseFlags, type Flag, type ParsedFlags } from '../pflag.ts';
import { restoreFlags } from './flags.ts';
import { restore } from './restore.ts';
import { status } from './status.ts';

const writeOut = flag(
  'write-out',
  'string',
  'simple',
  'set the output format (fields, json, protobuf, simple, table)',
  'w',
);

interface Command {
  readonly name: string;
  readonly short: string;
  readonly flags: readonly Flag[];
  /** Absent where the lab does not model it. */
  readonly run?: (process: Process, flags: ParsedFlags) => Task<number>;
}

const commands: readonly Command[] = [
  { name: 'backup', short: '[legacy] offline backup of etcd directory', flags: [] },
  { name: 'check', short: 'commands for checking properties', flags: [] },
  { name: 'defrag', short: 'Defragments the storage of the etcd', flags: [] },
  {
    name: 'snapshot restore',
    short: 'Restores an etcd member snapshot to an etcd directory',
    flags: restoreFlags,
    run: restore,
  },
  {
    name: 'snapshot status',
    short: 'Gets backend snapshot status of a given file',
    flags: [],
    run: status,
  },
  { name: 'version', short: 'Prints the version of etcdutl', flags: [], run: version },
];

function* version(process: Process): Task<number> {
  yield* process.print('etcdutl version: 3.5.30\nAPI version: 3.5\n');
  return 0;
}

const etcdutl: Program = function* (process, argv) {
  const words = argv.slice(1);
  const command = commands.find(({ name }) =>
    name.split(' ').every((word, at) => words[at] === word),
  );
  if (command === undefined) return yield* explain(process, words);
  const rest = words.slice(command.name.split(' ').length);
  const flags = parseFlags(rest, [writeOut, ...command.flags]);
  if (typeof flags === 'string') {
    yield* process.warn(`Error: ${flags}\n`);
    return 1;
  }
  if (command.run) return yield* command.run(process, flags);
  yield* process.warn(`Error: etcdutl ${command.name} is not part of this lab\n`);
  return 1;
};

/** Says what there is, or that there is no such command. */
function* explain(process: Process, words: readonly string[]): Task<number> {
  const [word] = words;
  const isUnknown = word !== undefined && !['-h', '--help', 'help', 'snapshot'].includes(word);
  if (isUnknown) {
    const error = `Error: unknown command "${word}" for "etcdutl"\n`;
    yield* process.warn(`${error}Run 'etcdutl --help' for usage.\n`);
    return 1;
  }
  const list = commands.map(({ name, short }) => `  ${name.padEnd(16)} ${short}\n`).join('');
  yield* process.print(
    `An administrative command line tool for etcd3.\n\nUsage:\n  etcdutl [command]\n` +
      `\nAvailable Commands:\n${list}\nFlags:\n  -h, --help               help for etcdutl\n` +
      `  -w, --write-out string   ${writeOut.usage} (default "simple")\n`,
  );
  return 0;
}

export const etcdutlPrograms: ReadonlyMap<string, Program> = new Map([
  ['/usr/bin/etcdutl', etcdutl],
]);
