import type { Process, Task } from '../../cluster/kernel/index.ts';
import { flag, type Flag, type ParsedFlags } from '../pflag.ts';
import { restoreFlags } from './flags.ts';
import { restore } from './restore.ts';
import { status } from './status.ts';

export interface Command {
  /** The words that call it: `snapshot restore`. */
  readonly name: string;
  /** What stands after the words: `<filename>`. */
  readonly use?: string;
  readonly short: string;
  readonly flags: readonly Flag[];
  /** Flags that it can't do without. */
  readonly required?: readonly string[];
  /** Absent where the lab does not model it. Returns the exit code. */
  readonly run?: (process: Process, flags: ParsedFlags) => Task<number>;
}

const text = (name: string, usage: string): Flag => flag(name, 'string', '', usage);

function* version(process: Process): Task<number> {
  yield* process.print('etcdutl version: 3.5.30\nAPI version: 3.5\n');
  return 0;
}

/** All commands. Source: etcdutl/ctl.go, etcdutl/etcdutl/*_command.go */
export const commands: readonly Command[] = [
  {
    name: 'backup',
    short: '[legacy] offline backup of etcd directory',
    flags: [
      text('backup-dir', 'Path to the backup dir'),
      text('backup-wal-dir', 'Path to the backup wal dir'),
      text('data-dir', 'Path to the etcd data dir'),
      text('wal-dir', 'Path to the etcd wal dir'),
      flag('with-v3', 'bool', 'true', 'Backup v3 backend data'),
    ],
    required: ['backup-dir', 'data-dir'],
  },
  {
    name: 'check v2store',
    short: 'Check custom content in v2store',
    flags: [
      text('data-dir', 'Required. A data directory not in use by etcd.'),
      text('wal-dir', 'Optional. A dedicated WAL directory.'),
    ],
    required: ['data-dir'],
  },
  ...['bash', 'fish', 'powershell', 'zsh'].map((shell) => ({
    name: `completion ${shell}`,
    short: `Generate the autocompletion script for ${shell}`,
    flags: [flag('no-descriptions', 'bool', 'false', 'disable completion descriptions')],
  })),
  {
    name: 'defrag',
    short: 'Defragments the storage of the etcd',
    flags: [text('data-dir', 'Required. Defragments a data directory not in use by etcd.')],
    required: ['data-dir'],
  },
  {
    name: 'snapshot restore',
    use: '<filename> --data-dir {output dir} [options]',
    short: 'Restores an etcd member snapshot to an etcd directory',
    flags: restoreFlags('Path to the output data directory', '10737418240'),
    required: ['data-dir'],
    run: restore,
  },
  {
    name: 'snapshot status',
    use: '<filename>',
    short: 'Gets backend snapshot status of a given file',
    flags: [],
    run: status,
  },
  { name: 'version', short: 'Prints the version of etcdutl', flags: [], run: version },
];

/** What commands that only hold others say of themselves. */
export const groups: Readonly<Record<string, string>> = {
  check: 'commands for checking properties',
  completion: 'Generate the autocompletion script for the specified shell',
  snapshot: 'Manages etcd node snapshots',
};
