import type { Process, Task } from '../../cluster/kernel/index.ts';
import { machineOf, resolvePath } from '../../cluster/machine/index.ts';
import { formatBytes } from '../../cluster/client/bytes.ts';
import {
  databaseStatus,
  parseDatabase,
  splitSnapshot,
  type DatabaseStatus,
} from '../../cluster/etcd/offline.ts';
import { drawTable } from '../etcdctl/print-table.ts';
import type { ParsedFlags } from '../pflag.ts';

/** Source: etcd pkg/cobrautl/error.go */
const EXIT = { error: 1, badFeature: 4, badArgs: 128 } as const;

/** Says what is in a snapshot. Source: etcdutl/etcdutl/snapshot_command.go, printer*.go */
export function* status(process: Process, { args, values }: ParsedFlags): Task<number> {
  const fail = function* (message: string, code: number): Task<number> {
    yield* process.warn(`Error: ${message}\n`);
    return code;
  };
  const [path, ...rest] = args;
  if (path === undefined || rest.length > 0) {
    return yield* fail('snapshot status requires exactly one argument', EXIT.badArgs);
  }
  const format = formats[values.get('write-out') ?? ''];
  if (format === undefined) return yield* fail('unsupported output format', EXIT.badFeature);
  const text = machineOf(process).files.read(resolvePath(process.cwd, path));
  if (text === undefined) {
    return yield* fail(`stat ${path}: no such file or directory`, EXIT.error);
  }
  const database = parseDatabase(splitSnapshot(text).database);
  if (database === undefined) return yield* fail('invalid database', EXIT.error);
  yield* process.print(format(databaseStatus(database)));
  return 0;
}

const formats: Readonly<Record<string, (status: DatabaseStatus) => string>> = {
  simple: (status) => `${rowOf(status).join(', ')}\n`,
  table: (status) => {
    const header = ['HASH', 'REVISION', 'TOTAL KEYS', 'TOTAL SIZE'];
    return drawTable({ header, rows: [rowOf(status)] }).out;
  },
  fields: ({ hash, revision, totalKey, totalSize }) =>
    `"Hash" : ${hash}\n"Revision" : ${revision}\n"Keys" : ${totalKey}\n"Size" : ${totalSize}\n`,
  json: (status) => `${JSON.stringify(status)}\n`,
};

function rowOf({ hash, revision, totalKey, totalSize }: DatabaseStatus): string[] {
  return [hash.toString(16), String(revision), String(totalKey), formatBytes(totalSize)];
}
