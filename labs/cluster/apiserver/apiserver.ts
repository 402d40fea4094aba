/**
 * kube-apiserver: the one door to the cluster's state.
 *
 * Everybody in Kubernetes talks to an API server and to nobody else, and only API servers talk to
 * etcd. A server keeps no state of its own: all that it knows is in etcd, and its memory of it, the
 * watch caches, can be made anew at any time. So there may be several, all of them active.
 *
 *     TLS → authentication → impersonation → fairness → authorization → route
 *       route → health checks
 *             → discovery
 *             → resources: admission → registry → storage → etcd
 *                          lists and watches ← watch cache ← one watch on etcd for each kind
 *
 * `server.ts` has the pipeline's stations in order; `registry.ts` is one for all kinds, whose
 * differences are data in `api/kinds/`; `storage.ts` speaks with etcd through the same client as
 * etcdctl; `watch-cache.ts` and `watch-stream.ts` serve those who follow. Without etcd the server
 * waits as long as the real one does and answers in its words; it exits where it finds no etcd for
 * 20 s at its start, and it is not ready where etcd does not answer.
 *
 * What it leaves out: tokens and service accounts, Roles as objects, webhooks, audit, apply on the
 * server's side and `managedFields`, OpenAPI, aggregation, protobuf, and the kinds beyond those of
 * `api/kinds/`. Events do not expire.
 *
 * Source: kubernetes/kubernetes v1.36: cmd/kube-apiserver, staging/src/k8s.io/apiserver,
 *         pkg/controlplane; waits and texts as recorded from the real server
 */
import { decodeCertificates } from '../api/index.ts';
import { Klog } from '../client/klog.ts';
import { serveHttps } from '../client/tls-server.ts';
import {
  after,
  Condition,
  Listener,
  SECOND,
  select,
  sleep,
  wait,
  type Process,
  type Program,
  type Task,
} from '../kernel/index.ts';
import { machineOf } from '../machine/index.ts';
import { dialEtcd } from './etcd-client.ts';
import { parseFlags, type ApiServerConfig } from './flags.ts';
import type { Filter } from './pipeline.ts';
import { ApiServer } from './server.ts';

/** What an onlooker sees of an API server. */
export interface ApiServerView {
  readonly kind: 'apiserver';
  readonly isReady: boolean;
  readonly isLive: boolean;
  readonly watches: number;
  readonly inFlight: number;
}

/** Source: etcd3 client `dialTimeout`. Units: microseconds. */
const ETCD_DIAL_TIMEOUT_US = 20 * SECOND;
/** How long the program takes before it looks for etcd, and before it listens. *recorded* */
const BOOT_MIN_US = 150_000;
const BOOT_MAX_US = 300_000;
const SETUP_MIN_US = 400_000;
const SETUP_MAX_US = 900_000;
/** Source: apiserver `ShutdownDelayDuration` 0, `RequestTimeout` for what is under way. */
const DRAIN_US = 60 * SECOND;

export const kubeApiserver = makeKubeApiserver();

/**
 * Makes the program.
 *
 * Shape:   `onlookers` see each request once it is known who asks, as an audit log would; tests use
 *          them
 */
export function makeKubeApiserver(onlookers: readonly Filter[] = []): Program {
  return function* (process, argv) {
    const config = parseFlags(argv);
    if (typeof config === 'string') {
      yield* process.warn(config);
      return 1;
    }
    const log = new Klog(process);
    const why = yield* run(process, config, log, onlookers);
    if (why !== undefined) log.error('run.go:72', 'command failed', why);
    yield* log.flush();
    return why === undefined ? 0 : 1;
  };
}

/** Runs until it is told to stop. Errors: why it can't run. */
function* run(
  process: Process,
  config: ApiServerConfig,
  log: Klog,
  onlookers: readonly Filter[],
): Task<string | undefined> {
  log.info('server.go:149', 'Version', { version: 'v1.36.3' });
  if (config.etcdServers.length === 0) return '--etcd-servers must be specified';
  const { files } = machineOf(process);
  const read = (path: string): string => files.read(path) ?? '';
  const [certificate] = decodeCertificates(read(config.tlsCertFile));
  if (!certificate) return `open ${config.tlsCertFile}: no such file or directory`;
  const ca = read(config.clientCaFile);
  if (ca === '') return `open ${config.clientCaFile}: no such file or directory`;
  yield* sleep(process.random.int(BOOT_MIN_US, BOOT_MAX_US));
  const endpoints = config.etcdServers;
  const client = dialEtcd(process, endpoints);
  if (!(yield* client.channel.waitReady(process.nowUs + ETCD_DIAL_TIMEOUT_US))) {
    return 'error creating storage factory: context deadline exceeded';
  }
  yield* sleep(process.random.int(SETUP_MIN_US, SETUP_MAX_US));
  const server = new ApiServer(process, config, client, log, ca, onlookers);
  process.view = () => viewOf(server);
  const listener = Listener.open(process, config.securePort);
  if (listener === 'EADDRINUSE') {
    const where = `0.0.0.0:${config.securePort}`;
    const why = `listen tcp ${where}: bind: address already in use`;
    return `failed to create listener: failed to listen on ${where}: ${why}`;
  }
  const https = serveHttps(process, listener, certificate, (stream) => server.serve(stream));
  log.plain('I', 'secure_serving.go:211', `Serving securely on [::]:${config.securePort}`);
  yield* stopSignal(process);
  server.isShuttingDown = true;
  listener.close();
  server.endWatches();
  yield* drain(server);
  yield* https.drain(process.nowUs + SECOND);
  log.plain('I', 'secure_serving.go:257', `Stopped listening on [::]:${config.securePort}`);
  return undefined;
}

function* stopSignal(process: Process): Task<void> {
  const stopped = new Condition();
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.onSignal(signal, () => stopped.notify());
  }
  yield* wait(stopped.changed);
}

/** Waits for the requests under way. */
function* drain(server: ApiServer): Task<void> {
  const endUs = server.process.nowUs + DRAIN_US;
  while (server.openRequests > 0 && server.process.nowUs < endUs) {
    yield* select({ idle: server.idle.changed, timeout: after(endUs - server.process.nowUs) });
  }
}

function viewOf(server: ApiServer): ApiServerView {
  const { isReady, isLive, watches, inFlight } = server;
  const open = inFlight.reads + inFlight.writes;
  return { kind: 'apiserver', isReady, isLive, watches, inFlight: open };
}

export const apiserverImages: ReadonlyMap<string, Program> = new Map([
  ['registry.k8s.io/kube-apiserver:v1.36.3', kubeApiserver],
]);
export const apiserverPrograms: ReadonlyMap<string, Program> = new Map([
  ['/usr/local/bin/kube-apiserver', kubeApiserver],
]);
