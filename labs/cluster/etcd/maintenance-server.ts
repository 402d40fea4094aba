import { sleep, type Task } from '../kernel/index.ts';
import { formatBytes } from '../client/bytes.ts';
import {
  etcdError,
  type AlarmRequest,
  type HashKVResponse,
  type MoveLeaderRequest,
} from '../client/etcd/index.ts';
import { RpcError, type ServerCall } from '../client/grpc.ts';
import { formatDuration } from '../client/zap.ts';
import { formatAlarm } from './alarm.ts';
import type { AuthError, AuthInfo } from './auth/index.ts';
import { databaseOf } from './database.ts';
import { checksumOf, formatDatabase } from './database-file.ts';
import { agree } from './kv-server.ts';
import { logServing } from './log.ts';
import { sizesOf } from './quota.ts';
import { moveLeader as transferTo } from './leadership-transfer.ts';
import { hashStore } from './mvcc/index.ts';
import { ETCD_VERSION, type EtcdServer } from './server.ts';

/** How fast a database is copied. Units: bytes per microsecond, which are megabytes per second. */
const COPY_SPEED = 200;
/** Source: v3rpc/maintenance.go `snapshotSendBufferSize`. Units: bytes. */
const PIECE = 32_768;

/** A refusal that etcd hands out as it is: `auth: permission denied`. */
function authError(name: AuthError): RpcError {
  return new RpcError('Unknown', etcdError(name).message.replace('etcdserver:', 'auth:'));
}

/** What administrators ask of one member. Source: etcd v3rpc/maintenance.go */
export function* status(server: EtcdServer, _request: object, who?: AuthInfo): Task<unknown> {
  const { node, store, alarms, auth } = server;
  const denied = auth.checkAdmin(who);
  if (denied) return etcdError(denied);
  const errors = alarms.list.map(formatAlarm);
  return {
    header: server.header(),
    version: ETCD_VERSION,
    dbSize: store.size,
    leader: node.lead,
    raftIndex: node.committed,
    raftTerm: node.term,
    raftAppliedIndex: server.appliedIndex,
    errors: server.hasLeader ? errors : [etcdError('noLeader').message, ...errors],
    dbSizeInUse: store.sizeInUse,
    isLearner: server.isLearner,
  };
}

export function* alarm(server: EtcdServer, request: AlarmRequest, who?: AuthInfo): Task<unknown> {
  const { auth } = server;
  const denied = request.action === 'GET' ? auth.checkKnown(who) : auth.checkAdmin(who);
  return denied ? etcdError(denied) : yield* agree(server, { alarm: request }, who);
}

/**
 * Writes the database anew, without what compaction has freed.
 *
 * Source:  etcd server/mvcc/backend/backend.go `defrag`
 * Differs: others are served meanwhile
 */
export function* defragment(
  { log, store, config, process, auth }: EtcdServer,
  _request: object,
  who?: AuthInfo,
): Task<unknown> {
  const denied = auth.checkAdmin(who);
  if (denied) return authError(denied);
  const path = `${config.dataDir}/member/snap/db`;
  const before = { size: store.size, sizeInUse: store.sizeInUse };
  const startUs = process.nowUs;
  log.info('v3rpc/maintenance.go:97', 'starting defragment');
  log.info('backend/backend.go:527', 'defragmenting', { path, ...sizesOf(store) });
  yield* sleep(Math.ceil(store.size / COPY_SPEED));
  store.defragment();
  const took = formatDuration(process.nowUs - startUs);
  const message = 'finished defragmenting directory';
  log.info('backend/backend.go:589', message, { path, ...sizesOf(store, before), took });
  log.info('v3rpc/maintenance.go:105', 'finished defragment');
  logServing(log);
  return {};
}

/**
 * Sends the whole database, piece by piece, and its checksum in the end. It asks nobody: a member
 * without a leader does it too.
 */
export function* snapshot(server: EtcdServer, call: ServerCall, who?: AuthInfo): Task<RpcError> {
  const { auth, log, process } = server;
  const denied = auth.checkAdmin(who);
  if (denied) return etcdError(denied);
  const startUs = process.nowUs;
  const database = formatDatabase(databaseOf(server));
  const fields = { 'total-bytes': database.length, size: formatBytes(database.length) };
  log.info('v3rpc/maintenance.go:135', 'sending database snapshot to client', fields);
  for (let at = 0; at < database.length; at += PIECE) {
    const blob = database.slice(at, at + PIECE);
    call.send({ remaining_bytes: database.length - at - blob.length, blob });
    yield* sleep(Math.ceil(blob.length / COPY_SPEED));
  }
  call.send({ remaining_bytes: 0, blob: checksumOf(database) });
  log.info('v3rpc/maintenance.go:175', 'sending database sha256 checksum to client', {
    'total-bytes': database.length,
    'checksum-size': 32,
  });
  const took = process.nowUs - startUs < 1_000_000 ? 'now' : 'a second ago';
  const message = 'successfully sent database snapshot to client';
  log.info('v3rpc/maintenance.go:184', message, { ...fields, took });
  return new RpcError('OK', '');
}

export function* hashKV(
  server: EtcdServer,
  request: { readonly revision: number },
  who?: AuthInfo,
): Task<HashKVResponse | RpcError> {
  const { store, auth } = server;
  const denied = auth.checkAdmin(who);
  if (denied) return authError(denied);
  const revision = request.revision || store.revision;
  if (revision < store.compactRevision) return etcdError('compacted');
  if (revision > store.revision) return etcdError('futureRev');
  const compact_revision = store.compactRevision;
  return { header: server.header(), hash: hashStore(store, revision), compact_revision };
}

export function* moveLeader(
  server: EtcdServer,
  request: MoveLeaderRequest,
  who?: AuthInfo,
): Task<unknown> {
  const denied = server.auth.checkAdmin(who);
  if (denied) return etcdError(denied);
  if (!server.isLeader) return etcdError('notLeader');
  const deadlineUs = server.process.nowUs + server.requestTimeoutUs;
  return (yield* transferTo(server, request.targetID, deadlineUs)) ?? {};
}
