import { wait, type Task } from '../../cluster/kernel/index.ts';
import { fileErrorTexts, machineOf, resolvePath } from '../../cluster/machine/index.ts';
import { formatBytes } from '../../cluster/client/bytes.ts';
import { formatCallError, type SnapshotResponse } from '../../cluster/client/etcd/index.ts';
import { RpcError } from '../../cluster/client/grpc.ts';
import { spawnChild } from '../procps/spawn-child.ts';
import { restoreFlags } from '../etcdutl/flags.ts';
import type { Command } from './command.ts';
import { EXIT, Failure, type Context } from './context.ts';

/** A file whose length goes so far beyond a sector has a checksum. Source: `hasChecksum` */
const SECTOR = 512;
const CHECKSUM = 32;

/**
 * Fetches one member's whole database into a file.
 *
 * Source: etcdctl/ctlv3/command/snapshot_command.go; clientv3/snapshot/v3_snapshot.go
 */
function* save(context: Context): Task<number | Failure> {
  const [path, ...rest] = context.args;
  if (path === undefined || rest.length > 0) {
    return new Failure('snapshot save expects one argument', EXIT.badArgs);
  }
  const printer = context.prepare();
  if (printer instanceof Failure) return printer;
  const { endpoints, process } = context;
  if (endpoints.length !== 1) {
    const not = `not multiple [${endpoints.join(' ')}]`;
    const message = `snapshot must be requested to one selected node, ${not}`;
    return new Failure(message, EXIT.interrupted);
  }
  const error = yield* download(context, path, endpoints[0]!);
  yield* context.flush();
  if (error !== undefined) return new Failure(error, EXIT.interrupted);
  yield* process.print(`Snapshot saved at ${path}\n`);
  return 0;
}

/** Errors: why there is no snapshot. */
function* download(context: Context, path: string, endpoint: string): Task<string | undefined> {
  const { process } = context;
  const { files } = machineOf(process);
  const part = `${path}.part`;
  const target = resolvePath(process.cwd, part);
  const opened = files.write(target, '', 0o600);
  if (opened) {
    const why = fileErrorTexts[opened].toLowerCase();
    return `could not open ${part} (open ${part}: ${why})`;
  }
  const log = (line: number, message: string, fields: Record<string, string>): void =>
    context.log('info', `snapshot/v3_snapshot.go:${line}`, message, fields);
  log(65, 'created temporary db file', { path: part });
  yield* context.flush();
  const startUs = process.nowUs;
  const text = yield* receive(context, endpoint, log);
  if (text instanceof Failure) {
    files.remove(target);
    return text.message;
  }
  if (text.length % SECTOR !== CHECKSUM) {
    return `sha256 checksum not found [bytes: ${text.length}]`;
  }
  files.write(target, text, 0o600);
  yield* files.sync(target);
  const size = formatBytes(text.length);
  const took = process.nowUs - startUs < 1_000_000 ? 'now' : 'a second ago';
  log(88, 'fetched snapshot', { endpoint, size, took });
  files.rename(target, resolvePath(process.cwd, path));
  log(97, 'saved', { path });
  return undefined;
}

function* receive(
  context: Context,
  endpoint: string,
  log: (line: number, message: string, fields: Record<string, string>) => void,
): Task<string | Failure> {
  const client = context.client();
  const headers = yield* client.headers();
  if (headers instanceof RpcError) return new Failure(headers.message);
  const hasLimit = context.flags.changed.has('command-timeout');
  const { deadlineUs } = context.deadline();
  const options = hasLimit ? { headers, deadlineUs } : { headers };
  const method = 'etcdserverpb.Maintenance/Snapshot';
  const stream = yield* client.channel.stream(method, {}, options);
  const failed = (error: RpcError): Failure => new Failure(formatCallError(error, hasLimit));
  if (stream instanceof RpcError) return failed(stream);
  const own = (level: 'info' | 'warn', line: number, message: string, error?: string): void =>
    context.log(level, `v3/maintenance.go:${line}`, message, error ? { error } : {}, 'client');
  own('info', 212, 'opened snapshot stream; downloading');
  log(73, 'fetching snapshot', { endpoint });
  yield* context.flush();
  let text = '';
  for (;;) {
    const next = yield* stream.receive();
    if (!(next instanceof RpcError)) {
      text += (next.message as SnapshotResponse).blob;
      continue;
    }
    if (next.code === 'OK') break;
    own('warn', 222, 'failed to receive from snapshot stream; closing', next.toString());
    return failed(next);
  }
  own('info', 220, 'completed snapshot read; closing');
  return text;
}

/** Has etcdutl do it, as the deprecated forms are nothing else. */
function* runEtcdutl(context: Context, word: 'restore' | 'status'): Task<number> {
  const { process, env, args, flags } = context;
  yield* process.warn(`Deprecated: Use \`etcdutl snapshot ${word}\` instead.\n\n`);
  const isRestore = word === 'restore';
  const given = isRestore
    ? new Set([...flags.changed, 'initial-memory-map-size'])
    : [...flags.changed].filter((name) => name === 'write-out');
  const words = [...given].map((name) => `--${name}=${flags.values.get(name)}`);
  if (isRestore && !flags.changed.has('data-dir')) {
    words.push(`--data-dir=${flags.values.get('name')}.etcd`);
  }
  const child = spawnChild(process, ['etcdutl', 'snapshot', word, ...args, ...words], env);
  if (!('why' in child)) return (yield* wait(child.exited)).code;
  yield* process.warn(`Error: etcdutl: ${child.why}\n`);
  return EXIT.error;
}

export const snapshotCommands: readonly Command[] = [
  {
    name: 'snapshot restore',
    use: '<filename> [options]',
    short: 'Restores an etcd member snapshot to an etcd directory',
    long: 'Moved to `etcdutl snapshot restore ...`\n',
    flags: restoreFlags('Path to the data directory', '0'),
    run: (context) => runEtcdutl(context, 'restore'),
  },
  {
    name: 'snapshot save',
    use: '<filename>',
    short: 'Stores an etcd node backend snapshot to a given file',
    flags: [],
    run: save,
  },
  {
    name: 'snapshot status',
    use: '<filename>',
    short: '[deprecated] Gets backend snapshot status of a given file',
    long: `When --write-out is set to simple, this command prints out comma-separated status lists \
for each endpoint.\nThe items in the lists are hash, revision, total keys, total size.

Moved to 'etcdutl snapshot status ...'
`,
    flags: [],
    run: (context) => runEtcdutl(context, 'status'),
  },
];
