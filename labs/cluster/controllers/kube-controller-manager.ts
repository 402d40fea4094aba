import { leaseKind, type Certificate } from '../api/index.ts';
import { EventRecorder } from '../client/event-recorder.ts';
import { respond } from '../client/http.ts';
import { Klog } from '../client/klog.ts';
import { restConfigOf } from '../client/kubeconfig.ts';
import { LeaderElector } from '../client/leader-election.ts';
import { ResourceClient } from '../client/rest-resource.ts';
import { RestClient } from '../client/rest.ts';
import { serveHttps } from '../client/tls-server.ts';
import {
  Condition,
  EPOCH_SECONDS,
  Listener,
  SECOND,
  select,
  type Process,
  type Program,
} from '../kernel/index.ts';
import { machineOf } from '../machine/index.ts';
import { NodeLifecycle } from './node-lifecycle/index.ts';

const VERSION = 'v1.36.3';
const NAMESPACE = 'kube-system';
const NAME = 'kube-controller-manager';
/** One call may take half of the time in which the lease must be renewed. */
const CALL_TIMEOUT_US = 5 * SECOND;
const PORT = 10_257;

/** What a picture and a checker may see of it. */
export interface ControllerManagerView {
  readonly kind: 'kube-controller-manager';
  readonly isLeader: boolean;
  readonly leader: string;
}

/**
 * The program `/usr/local/bin/kube-controller-manager`.
 *
 * Flags that are obeyed: `--kubeconfig`, `--leader-elect`, `--node-monitor-period`,
 * `--node-monitor-grace-period`, `--secure-port`; others are accepted.
 */
export const kubeControllerManager: Program = function* (process, argv) {
  const log = new Klog(process);
  const flags = parseFlags(argv);
  if (flags.has('version')) {
    yield* process.print(`Kubernetes ${VERSION}\n`);
    return 0;
  }
  const agent = `kube-controller-manager/${VERSION} (linux/amd64)`;
  const config = restConfigOf(machineOf(process), flags.get('kubeconfig') ?? '', agent);
  if (typeof config === 'string') {
    log.error('run.go:72', 'command failed', config);
    yield* log.flush();
    return 1;
  }
  log.info('controllermanager.go:189', 'Starting', { version: VERSION });
  serveHealthz(process, Number(flags.get('secure-port') ?? PORT), log);
  const stop = new Condition();
  process.onSignal('SIGTERM', () => stop.notify());
  const identity = `${process.host.name}_${uuid(process)}`;
  const leases = new ResourceClient(
    new RestClient(process, config),
    leaseKind,
    NAMESPACE,
    CALL_TIMEOUT_US,
  );
  const elector = new LeaderElector(process, {
    leases,
    namespace: NAMESPACE,
    name: NAME,
    identity,
    log,
  });
  let isWorking = false;
  process.view = (): ControllerManagerView => ({
    kind: 'kube-controller-manager',
    isLeader: isWorking,
    leader: elector.leader,
  });
  const run = process.go(
    (function* () {
      if (flags.get('leader-elect') !== 'false') yield* elector.acquire();
      isWorking = true;
      tell(process, 'leader');
      startLoops(process, new RestClient(process, config), flags, log, identity);
      if (flags.get('leader-elect') === 'false') yield new Condition().changed;
      yield* elector.renew();
      isWorking = false;
    })(),
  );
  yield* select({ lost: run.done, stop: stop.changed });
  const wasLeader = isWorking || run.isDone;
  if (wasLeader) log.error('controllermanager.go:347', 'leaderelection lost', undefined);
  yield* log.flush();
  return wasLeader ? 1 : 0;
};

function startLoops(
  process: Process,
  client: RestClient,
  flags: ReadonlyMap<string, string>,
  log: Klog,
  identity: string,
): void {
  const leaders = new EventRecorder(process, client, { component: 'kube-controller-manager' });
  const lease = { kind: 'Lease', namespace: NAMESPACE, name: NAME };
  leaders.record(lease, 'Normal', 'LeaderElection', `${identity} became leader`);
  const events = new EventRecorder(process, client, { component: 'node-controller' });
  const loop = new NodeLifecycle(process, client, {
    log,
    events,
    periodUs: durationOf(flags.get('node-monitor-period')) ?? 5 * SECOND,
    graceUs: durationOf(flags.get('node-monitor-grace-period')) ?? 50 * SECOND,
  });
  log.info('controllermanager.go:758', 'Started controller', {
    controller: 'node-lifecycle-controller',
  });
  process.go(loop.run());
}

/** A change of roles, for the trace. */
function tell(process: Process, role: string): void {
  const { kernel, host, nowUs } = process;
  kernel.trace.add({ atUs: nowUs, kind: 'role', from: host.name, what: `${NAME} ${role}` });
}

function parseFlags(argv: readonly string[]): Map<string, string> {
  const flags = new Map<string, string>();
  for (const word of argv.slice(1)) {
    const match = /^--?([a-z][\w-]*)(?:=(.*))?$/s.exec(word);
    if (match) flags.set(match[1]!, match[2] ?? 'true');
  }
  return flags;
}

/** Shape: `50s`, `1m0s`. Units: microseconds */
function durationOf(text: string | undefined): number | undefined {
  const match = /^(?:(\d+)m)?(?:(\d+)s)?$/.exec(text ?? '');
  if (!match || !text) return undefined;
  return (Number(match[1] ?? 0) * 60 + Number(match[2] ?? 0)) * SECOND;
}

function uuid(process: Process): string {
  const hex = process.random.hex(32);
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    hex.slice(12, 16),
    hex.slice(16, 20),
    hex.slice(20),
  ].join('-');
}

function serveHealthz(process: Process, port: number, log: Klog): void {
  const listener = Listener.open(process, port);
  if (typeof listener === 'string') return;
  log.info('secure_serving.go:211', 'Serving securely on [::]:10257');
  const headers = { 'content-type': 'text/plain; charset=utf-8' };
  serveHttps(process, listener, selfSigned(process.host.name), function* (stream) {
    const isKnown = /^\/(healthz|livez|readyz)(\?|$)/.test(stream.request?.path ?? '');
    respond(stream, isKnown ? 200 : 404, headers, isKnown ? 'ok' : '404 page not found\n');
  });
}

/** What the program makes for itself where it is given no certificate. */
function selfSigned(host: string): Certificate {
  const subject = { commonName: `${host}@${EPOCH_SECONDS}`, organizations: [] };
  return {
    subject,
    sans: [host, 'localhost', '127.0.0.1'],
    issuer: subject,
    serial: '1',
    notBefore: EPOCH_SECONDS,
    notAfter: EPOCH_SECONDS + 365 * 86_400,
    isAuthority: false,
    usages: ['server auth'],
    keyId: `${NAME} on ${host}`,
    authorityKeyId: `${NAME} on ${host}`,
  };
}
