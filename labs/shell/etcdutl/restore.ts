import { formatRfc3339, type Process, type Task } from '../../cluster/kernel/index.ts';
import { machineOf, resolvePath } from '../../cluster/machine/index.ts';
import { parseCluster, restoreMember } from '../../cluster/etcd/offline.ts';
import type { ParsedFlags } from '../pflag.ts';

const EXIT = { error: 1, badArgs: 128 } as const;

/**
 * Makes the data directory of one member of a new cluster out of a snapshot.
 *
 * Source: etcdutl/etcdutl/snapshot_command.go
 */
export function* restore(process: Process, { args, values, changed }: ParsedFlags): Task<number> {
  const text = (name: string): string => values.get(name) ?? '';
  const [path, ...rest] = args;
  if (path === undefined || rest.length > 0) {
    yield* process.warn('Error: snapshot restore requires exactly one argument\n');
    return EXIT.badArgs;
  }
  const bump = Number(text('bump-revision'));
  if (bump > 0 !== (text('mark-compacted') === 'true')) {
    yield* process.warn('Error: --mark-compacted required if --revision-bump > 0\n');
    return EXIT.badArgs;
  }
  if (changed.has('wal-dir')) {
    yield* process.warn('Error: --wal-dir is not part of this lab\n');
    return EXIT.error;
  }
  let log = '';
  const error = yield* restoreMember(machineOf(process), {
    snapshotPath: path,
    dataDir: text('data-dir'),
    name: text('name'),
    initialCluster: parseCluster(text('initial-cluster')),
    initialClusterToken: text('initial-cluster-token'),
    initialAdvertisePeerUrls: text('initial-advertise-peer-urls').split(','),
    skipHashCheck: text('skip-hash-check') === 'true',
    initialMmapSize: Number(text('initial-memory-map-size')),
    revisionBump: bump,
    resolve: (name) => resolvePath(process.cwd, name),
    log: (caller, message, fields) => {
      log += formatConsole(process.nowUs, caller, message, fields);
    },
  });
  yield* process.warn(log);
  if (error === undefined) return 0;
  yield* process.warn(`Error: ${error}\n`);
  return EXIT.error;
}

/** A line of zap's, for people: tabs between its parts, and fields as JSON with spaces. */
function formatConsole(
  atUs: number,
  caller: string,
  message: string,
  fields: Readonly<Record<string, unknown>>,
): string {
  const pairs = Object.entries(fields).map(([key, value]) => {
    return `"${key}": ${JSON.stringify(value).replaceAll('","', '", "')}`;
  });
  const line = `${formatRfc3339(atUs)}\tinfo\t${caller}\t${message}`;
  return pairs.length === 0 ? `${line}\n` : `${line}\t{${pairs.join(', ')}}\n`;
}
