import { EventRecorder } from '../client/event-recorder.ts';
import { respond, serveHttp } from '../client/http.ts';
import { Klog } from '../client/klog.ts';
import { restConfigOf } from '../client/kubeconfig.ts';
import { RestClient } from '../client/rest.ts';
import {
  Condition,
  Listener,
  MILLISECOND,
  sleep,
  wait,
  type Process,
  type Program,
  type Task,
} from '../kernel/index.ts';
import { machineOf } from '../machine/index.ts';
import { ApiPods } from './api-pods.ts';
import { BackOff } from './back-off.ts';
import { connectRuntime, type KubeletContext } from './kubelet-context.ts';
import { NodeLease } from './node-lease.ts';
import { NodeStatusReporter } from './node-status.ts';
import { Pleg } from './pleg.ts';
import { watchPods } from './pod-watch.ts';
import { PodWorkers } from './pod-workers.ts';
import { RuntimeHealth } from './runtime-health.ts';
import { readSettings, type Settings } from './settings.ts';
import { StaticPods } from './static-pods.ts';

export const KUBELET_VERSION = 'v1.36.3';

/** What a picture may show of a machine's pods. */
export interface KubeletView {
  readonly kind: 'kubelet';
  readonly pods: readonly {
    readonly name: string;
    readonly phase: string;
    readonly isReady: boolean;
    readonly restarts: number;
  }[];
}

/** What it does before its main loop begins, such as looking at cgroups, takes it a while. */
const LEAST_START_US = 300 * MILLISECOND;
const MOST_START_US = 700 * MILLISECOND;

/** The program `/usr/bin/kubelet`. */
export const kubelet: Program = function* (process, argv) {
  if (argv.includes('--version')) {
    yield* process.print(`Kubernetes ${KUBELET_VERSION}\n`);
    return 0;
  }
  const log = new Klog(process);
  const fault = yield* run(process, argv, log);
  if (fault === undefined) return 0;
  log.error('run.go:72', 'command failed', fault);
  yield* log.flush();
  return 1;
};

/** Runs until it is asked to end. Errors: why it cannot. */
function* run(process: Process, argv: readonly string[], log: Klog): Task<string | undefined> {
  const machine = machineOf(process);
  const settings = readSettings(machine, argv);
  if (typeof settings === 'string') return settings;
  const config =
    settings.kubeconfig === undefined
      ? undefined
      : restConfigOf(machine, settings.kubeconfig, `kubelet/${KUBELET_VERSION} (linux/amd64)`);
  if (typeof config === 'string') return `failed to run Kubelet: invalid kubeconfig: ${config}`;
  log.info('server.go:530', 'Kubelet version', { kubeletVersion: KUBELET_VERSION });
  const client = config && new RestClient(process, config);
  const source = { component: 'kubelet', host: settings.nodeName };
  const context: KubeletContext = {
    process,
    settings,
    log,
    events: client && new EventRecorder(process, client, source),
    restarts: new BackOff(),
    pulls: new BackOff(),
  };
  const runtime = connectRuntime(context);
  if (typeof runtime === 'string') {
    const endpoint = `unix://${settings.socketPath}`;
    const what = 'validate service connection: validate CRI v1 runtime API for endpoint';
    return `failed to run Kubelet: ${what} "${endpoint}": ${runtime}`;
  }
  yield* sleep(process.random.int(LEAST_START_US, MOST_START_US));
  const asked = new Condition();
  process.onSignal('SIGTERM', () => asked.notify());
  start(context, client);
  machine.systemd.notifyReady(process);
  yield* wait(asked.changed);
  return undefined;
}

function start(context: KubeletContext, client: RestClient | undefined): void {
  const { events, log, process, settings } = context;
  const machine = machineOf(process);
  const health = new RuntimeHealth(context);
  const heartbeats = client && new RestClient(process, client.config);
  const reporter = heartbeats && new NodeStatusReporter(context, heartbeats, () => health.fault());
  const apiPods = client && new ApiPods(context, client, () => reporter?.node);
  const workers = new PodWorkers(context, (pod, status, isOver) => {
    apiPods?.set(pod, status, isOver);
  });
  const pleg = new Pleg(context, workers);
  log.info('kubelet.go:2425', 'Starting kubelet main sync loop');
  process.go(health.run());
  process.go(pleg.run());
  serveHealthz(process, settings);
  if (settings.staticPodPath !== undefined) {
    const statics = new StaticPods(machine, settings, log, (pods) => workers.update('file', pods));
    process.go(statics.watch(settings.staticPodPath));
  }
  process.view = (): KubeletView => ({ kind: 'kubelet', pods: viewOf(workers) });
  if (!client || !heartbeats || !reporter || !apiPods) return;
  const { nodeName: name } = settings;
  const itself = { kind: 'Node', name, uid: name };
  events?.record(itself, 'Normal', 'Starting', 'Starting kubelet.');
  const enforced = 'Updated Node Allocatable limit across pods';
  events?.record(itself, 'Normal', 'NodeAllocatableEnforced', enforced);
  process.go(reporter.run());
  process.go(new NodeLease(context, heartbeats, () => reporter.node).run());
  process.go(apiPods.run());
  watchPods(context, client, workers, apiPods);
}

function viewOf(workers: PodWorkers): KubeletView['pods'] {
  return workers.all
    .filter(({ isDone }) => !isDone)
    .map(({ pod, status }) => {
      const containers = status?.containerStatuses ?? [];
      return {
        name: pod.metadata.name ?? '',
        phase: status?.phase ?? 'Pending',
        isReady: containers.length > 0 && containers.every(({ ready }) => ready),
        restarts: containers.reduce((sum, { restartCount }) => sum + restartCount, 0),
      };
    });
}

function serveHealthz(process: Process, { healthzPort }: Settings): void {
  const listener = Listener.open(process, healthzPort);
  if (typeof listener === 'string') return;
  const headers = { 'content-type': 'text/plain; charset=utf-8' };
  serveHttp(process, listener, function* (stream) {
    const isKnown = stream.request?.path.split('?')[0] === '/healthz';
    respond(stream, isKnown ? 200 : 404, headers, isKnown ? 'ok' : '404 page not found\n');
  });
}
