/**
 * etcd: one member of the cluster that keeps Kubernetes' state.
 *
 * A member is three things put together. Raft (raft/) decides with the other members in what order
 * requests happen; the store (mvcc/) is what comes of carrying them out; and the write-ahead log on
 * the machine's disk makes both survive. A write goes
 *
 *     client ─ Put ─▶ kv-server ─▶ server.propose ─▶ raft ─▶ disk of a majority ─▶ apply ─▶ answer
 *
 * and a linearizable read asks Raft only whether what is here is up to date (read-index.ts).
 * Members meet on port 2380, by streams that stay open (peer.ts); clients on 2379, by gRPC and
 * plain HTTP.
 *
 * This file is the program: flags, the start in etcd's own order of log lines, readiness told to
 * systemd, and the end: on SIGTERM a leader hands over before it goes. server.ts is the heart,
 * raft-node.ts carries out what Raft asks for, apply.ts turns the log into state, storage.ts keeps
 * the log, membership.ts knows who belongs, bootstrap.ts makes a new member and conf-change.ts lets
 * it in, health.ts and metrics.ts are for onlookers.
 *
 * Around the store stand those who say what may become of it: auth/ knows users and roles,
 * alarm.ts and quota.ts what still has room, lease-expiry.ts what has run out. applier.ts asks them
 * all. service.ts lists what clients may call; database.ts is all of it as one value, for a
 * snapshot.
 *
 * What it leaves out: TLS, and the database as a file of its own: it is in the snapshots that
 * snapshot.ts takes now and then, and what came after them is in the log.
 *
 * Source: etcd v3.5.30: server/etcdmain, server/embed, server/etcdserver
 */
import {
  select,
  sleep,
  type Environment,
  type Process,
  type Program,
  type Task,
} from '../kernel/index.ts';
import { machineOf } from '../machine/machine.ts';
import { resolvePath } from '../machine/path.ts';
import { formatDuration } from '../client/zap.ts';
import { bootstrap, logRestart } from './bootstrap.ts';
import { parseFlags, type EtcdConfig } from './flags.ts';
import { forceNewCluster } from './force-new-cluster.ts';
import { EtcdLog, MAIN_STACK } from './log.ts';
import { Membership } from './membership.ts';
import { openMember } from './open.ts';
import { EtcdServer } from './server.ts';
import { logStart, openPorts, serveClients, serveMetrics, servePeers } from './serve.ts';
import { logClosed, logClosing, stopOnSignal } from './stop.ts';
import { Storage, type Recovered } from './storage.ts';
import type { Bug } from './raft/index.ts';

/** What an onlooker sees of a member. */
export interface EtcdView {
  readonly kind: 'etcd';
  readonly name: string;
  readonly memberId: string;
  readonly role: 'follower' | 'pre-candidate' | 'candidate' | 'leader';
  readonly term: number;
  readonly commitIndex: number;
  readonly appliedIndex: number;
  readonly leaderId: string;
  readonly revision: number;
}

/**
 * How long a member opens its files before it begins to count ticks. The spread is one heartbeat,
 * so that members which were started together do not tick together.
 */
const START_MIN_US = 20_000;
const START_MAX_US = 120_000;

/**
 * Makes the program.
 *
 * Shape:   `bugs` is test-only: rules that this member breaks on purpose, see raft/bug.ts
 */
export function makeEtcd(bugs: ReadonlySet<Bug> = new Set()): Program {
  return (process, argv, env) => runProgram(process, argv, env, bugs);
}

function* runProgram(
  process: Process,
  argv: readonly string[],
  env: Environment,
  bugs: ReadonlySet<Bug>,
): Task<number> {
  const config = parseFlags(argv, env);
  if ('code' in config && config.verify === undefined) {
    yield* process.print(config.stdout ?? '');
    yield* process.warn(config.stderr ?? '');
    return config.code;
  }
  const log = new EtcdLog(process);
  // What is said before the flags are checked all together.
  if (!('code' in config) || config.verify?.startsWith('--')) logOnePort(log);
  log.info('etcdmain/etcd.go:73', 'Running: ', { args: argv });
  if ('code' in config) {
    const error = config.verify ?? '';
    log.warn('etcdmain/etcd.go:75', 'failed to verify flags', { error });
    if (error.startsWith('--advertise')) {
      log.warn('etcdmain/etcd.go:78', 'advertise client URLs are not set', { error });
    }
    yield* log.flush();
    return config.code;
  }
  const error = yield* runMember(process, config, log, bugs);
  if (error !== undefined) {
    log.error('etcdmain/etcd.go:204', 'discovery failed', { error }, STACK, 'fatal');
    yield* log.flush();
    return 1;
  }
  return 0;
}

const STACK = ['etcdmain.startEtcdOrProxyV2 etcdmain/etcd.go:204', ...MAIN_STACK];

function logOnePort(log: EtcdLog): void {
  const message = 'Running http and grpc server on single port.';
  log.warn('embed/config.go:689', `${message} This is not recommended for production.`);
}

/**
 * Reads the log back, once it is safe on the disk: what a member that was killed had written and
 * not synced is in its log again, and its next acknowledgement promises that too.
 *
 * Differs: v3.5 leaves the sync to the next write, and a power loss before it can break the promise
 */
function* recover(
  storage: Storage,
  config: EtcdConfig,
  log: EtcdLog,
  bugs: ReadonlySet<Bug>,
): Task<Recovered | string> {
  const recovered = storage.recover();
  const error = bugs.has('unsynced-restart') ? undefined : yield* storage.sync();
  if (error) return error;
  if (recovered === undefined) return 'wal: file not found';
  logRestart(recovered, config.isForcedNew, log);
  if (config.isForcedNew) return yield* forceNewCluster(storage, recovered, log);
  return recovered;
}

/** Errors: why the member could not start; it does not return while the member runs. */
function* runMember(
  process: Process,
  config: EtcdConfig,
  log: EtcdLog,
  bugs: ReadonlySet<Bug>,
): Task<string | undefined> {
  const machine = machineOf(process);
  const dataDir = resolvePath(process.cwd, config.dataDir);
  const storage = new Storage(machine, dataDir);
  const isInitialized = storage.exists;
  if (isInitialized) {
    const fields = { 'data-dir': config.dataDir, 'dir-type': 'member' };
    log.info('etcdmain/etcd.go:116', 'server has been already initialized', fields);
  }
  logOnePort(log);
  const ports = openPorts(process, config, log);
  if (typeof ports === 'string') return failStart(ports, config, isInitialized, log);
  logStart(config, isInitialized, log);
  const openUs = process.random.int(START_MIN_US, START_MAX_US);
  yield* sleep(openUs);
  log.info('etcdserver/backend.go:81', 'opened backend db', {
    path: `${config.dataDir}/member/snap/db`,
    took: formatDuration(openUs),
  });
  const recovered = isInitialized
    ? yield* recover(storage, config, log, bugs)
    : yield* bootstrap(process, storage, config, log);
  if (typeof recovered === 'string') return failStart(recovered, config, isInitialized, log);

  const membership = new Membership(recovered.clusterId, recovered.memberId);
  const server = new EtcdServer(process, config, membership, storage, recovered, log, bugs);
  process.view = () => viewOf(server);
  openMember(server, recovered);
  server.start(recovered.founders?.length ?? membership.members.length);
  const peers = servePeers(server, ports, log);
  const metrics = serveMetrics(server, ports);
  const stopped = stopOnSignal(server, log, [...peers, ...metrics]);
  const first = yield* select({ published: server.published.given, failed: server.failed.given });
  if (first.which === 'published') {
    stopped.serveClients(serveClients(server, ports, log));
    machine.systemd.notifyReady(process);
    log.info('etcdmain/main.go:44', 'notifying init daemon');
    log.info('etcdmain/main.go:50', 'successfully notified init daemon');
  }
  yield* stopped.wait();
  return undefined;
}

/** Shape: `error` as it came */
function failStart(
  error: string,
  config: EtcdConfig,
  isInitialized: boolean,
  log: EtcdLog,
): string {
  logClosing(config, log);
  logClosed(config, log);
  if (!isInitialized) log.warn('etcdmain/etcd.go:146', 'failed to start etcd', { error });
  return error;
}

function viewOf(server: EtcdServer): EtcdView {
  const { node, membership, config, store, appliedIndex } = server;
  return {
    kind: 'etcd',
    name: config.name,
    memberId: membership.localId,
    role: node.role,
    term: node.term,
    commitIndex: node.committed,
    appliedIndex,
    leaderId: node.lead,
    revision: store.revision,
  };
}

export const etcdPrograms: ReadonlyMap<string, Program> = new Map([['/usr/bin/etcd', makeEtcd()]]);
