import { configMapKind, isStatus, leaseKind } from '../api/index.ts';
import { LoopContext, type ControlLoop } from '../client/control-loop.ts';
import type { ElectionBug } from '../client/election-bug.ts';
import { EventRecorder } from '../client/event-recorder.ts';
import { Klog } from '../client/klog.ts';
import { restConfigOf } from '../client/kubeconfig.ts';
import { LeaderElector } from '../client/leader-election.ts';
import { failureText, isFailure, ResourceClient } from '../client/rest-resource.ts';
import { RestClient, type RestConfig } from '../client/rest.ts';
import {
  MILLISECOND,
  never,
  SECOND,
  sleep,
  wait,
  type Process,
  type Program,
  type Task,
} from '../kernel/index.ts';
import { machineOf } from '../machine/index.ts';
import { parseFlags, type ManagerOptions } from './flags.ts';
import { serveHealth } from './health-server.ts';
import { makeIdentity } from './identity.ts';
import { namespaceLoop } from './namespace/index.ts';
import { nodeLifecycleLoop } from './node-lifecycle/index.ts';
import { taintEvictionLoop } from './taint-eviction/index.ts';

const VERSION = 'v1.36.3';
const NAME = 'kube-controller-manager';
const NAMESPACE = 'kube-system';
const USER_AGENT = `${NAME}/${VERSION} (linux/amd64) kubernetes`;

/** What an onlooker sees of a controller manager. */
export interface ControllerManagerView {
  readonly kind: 'kube-controller-manager';
  readonly isLeader: boolean;
  /** Who leads, as far as this one knows: an identity. */
  readonly leader: string;
}

/** Where this one stands. */
interface Role {
  isLeader: boolean;
  elector: LeaderElector | undefined;
  readonly bugs: ReadonlySet<ElectionBug> | undefined;
}

/** All loops, in the order in which they start. A new one is a folder and a line here. */
const loops: readonly ControlLoop[] = [namespaceLoop, nodeLifecycleLoop, taintEvictionLoop];

/** How long the program takes before it asks for anything: keys are made meanwhile. */
const BOOT_MIN_US = 400 * MILLISECOND;
const BOOT_MAX_US = 900 * MILLISECOND;
/** Source: apiserver server/options/authentication.go `ClientTimeout`. */
const LOOKUP_TIMEOUT_US = 10 * SECOND;
/** Half of the time in which the lease has to be renewed. Source: resourcelock/interface.go */
const ELECTION_TIMEOUT_US = 5 * SECOND;

/** The program `/usr/local/bin/kube-controller-manager`. SIGTERM ends it as it stands. */
export const kubeControllerManager = makeKubeControllerManager();

/** Makes the program; `bugs` are for tests alone. */
export function makeKubeControllerManager(bugs?: ReadonlySet<ElectionBug>): Program {
  return function* (process, argv) {
    const options = parseFlags(argv);
    if (typeof options === 'string') {
      yield* process.warn(options);
      return 1;
    }
    if (options.isVersionAsked) {
      yield* process.print(`Kubernetes ${VERSION}\n`);
      return 0;
    }
    const log = new Klog(process);
    const role: Role = { isLeader: false, elector: undefined, bugs };
    const why = yield* run(process, options, log, role);
    if (why !== undefined) log.error('run.go:72', 'command failed', why);
    yield* log.flush();
    return 1;
  };
}

/** Runs until the lease is lost. Errors: why it can't run. */
function* run(
  process: Process,
  options: ManagerOptions,
  log: Klog,
  role: Role,
): Task<string | undefined> {
  const machine = machineOf(process);
  process.view = (): ControllerManagerView => {
    const leader = role.elector?.leader ?? '';
    return { kind: 'kube-controller-manager', isLeader: role.isLeader, leader };
  };
  yield* sleep(process.random.int(BOOT_MIN_US, BOOT_MAX_US));
  log.plain('I', 'serving.go:386', 'Generated self-signed cert in-memory');
  const { authenticationKubeconfig: authenticationPath } = options;
  if (authenticationPath !== '') {
    const fault = yield* lookUpAuthentication(process, authenticationPath);
    if (fault !== undefined) return fault;
  }
  const config = restConfigOf(machine, options.kubeconfig, USER_AGENT);
  if (typeof config === 'string') return config;
  log.info('controllermanager.go:209', 'Starting', { version: VERSION });
  const golang = { GOGC: '', GOMAXPROCS: '', GOTRACEBACK: '' };
  log.info('controllermanager.go:211', 'Golang settings', golang);
  const enabled = loops.filter(({ name }) => isEnabled(name, options.controllers));
  const checks = (): string[] => [
    ...(options.isElected ? ['leaderElection'] : []),
    ...(role.isLeader ? enabled.map(({ name }) => name) : []),
  ];
  const { bindAddress, securePort } = options;
  const fault = serveHealth(process, bindAddress, securePort, checks);
  if (fault !== undefined) return fault;
  log.plain('I', 'secure_serving.go:211', `Serving securely on ${bindAddress}:${securePort}`);
  if (options.isElected) yield* elect(process, config, log, role);
  role.isLeader = true;
  startLoops(process, config, log, options, enabled);
  if (!role.elector) return yield* wait(never);
  yield* role.elector.renew();
  role.isLeader = false;
  log.plain('E', 'controllermanager.go:368', '"leaderelection lost"');
  return undefined;
}

/** Waits until this one is elected. */
function* elect(process: Process, config: RestConfig, log: Klog, role: Role): Task<void> {
  const client = new RestClient(process, { ...config, userAgent: `${USER_AGENT}/leader-election` });
  const leases = new ResourceClient(client, leaseKind, NAMESPACE, ELECTION_TIMEOUT_US);
  const identity = makeIdentity(process);
  const lock = { leases, namespace: NAMESPACE, name: NAME, identity, log };
  const { bugs } = role;
  role.elector = new LeaderElector(process, { ...lock, ...(bugs && { bugs }) });
  yield* role.elector.acquire();
  const { host, kernel, nowUs } = process;
  kernel.trace.add({ atUs: nowUs, kind: 'role', from: host.name, what: `${NAME} leader` });
  tellLeader(client, log, `${identity} became leader`);
}

function tellLeader(client: RestClient, log: Klog, message: string): void {
  const [kind, apiVersion] = ['Lease', 'coordination.k8s.io/v1'];
  const about = { object: `${NAMESPACE}/${NAME}`, fieldPath: '', kind, apiVersion };
  const what = { type: 'Normal', reason: 'LeaderElection', message };
  log.info('event.go:389', 'Event occurred', { ...about, ...what });
  new EventRecorder(client.process, client, { component: NAME }).record(
    { kind, apiVersion, namespace: NAMESPACE, name: NAME },
    'Normal',
    what.reason,
    message,
  );
}

function startLoops(
  process: Process,
  config: RestConfig,
  log: Klog,
  options: ManagerOptions,
  enabled: readonly ControlLoop[],
): void {
  const context = new LoopContext(process, new RestClient(process, config), log, options);
  for (const loop of enabled) {
    log.info('controllermanager.go:797', 'Started controller', { controller: loop.name });
    process.go(loop.start(context));
  }
}

/** Source: controller-manager app/helper.go `IsControllerEnabled` */
function isEnabled(name: string, controllers: readonly string[]): boolean {
  if (controllers.includes(name)) return true;
  return !controllers.includes(`-${name}`) && controllers.includes('*');
}

/**
 * Asks the cluster how it authenticates those that come in the name of others. That there is no
 * such setting is no fault; that nobody answers is one, so without an API server this program ends
 * at once.
 *
 * Source: apiserver server/options/authentication.go `ApplyTo`
 */
function* lookUpAuthentication(process: Process, path: string): Task<string | undefined> {
  const config = restConfigOf(machineOf(process), path, USER_AGENT);
  if (typeof config === 'string') {
    return `failed to get delegated authentication kubeconfig: ${config}`;
  }
  const client = new RestClient(process, config);
  const maps = new ResourceClient(client, configMapKind, NAMESPACE, LOOKUP_TIMEOUT_US);
  const found = yield* maps.get('extension-apiserver-authentication');
  client.close();
  if (!isFailure(found) || (isStatus(found) && found.code === 404)) return undefined;
  const what = 'unable to load configmap based request-header-client-ca-file';
  return `${what}: ${failureText(found)}`;
}

export const controllerManagerImages: ReadonlyMap<string, Program> = new Map([
  [`registry.k8s.io/kube-controller-manager:${VERSION}`, kubeControllerManager],
]);
export const controllerManagerPrograms: ReadonlyMap<string, Program> = new Map([
  ['/usr/local/bin/kube-controller-manager', kubeControllerManager],
]);
