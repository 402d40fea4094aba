import {
  makeContainerd,
  containerdUnit,
  kubelet,
  kubeletUnit,
} from '../../labs/cluster/kubelet/index.ts';
import { respond, serveHttp } from '../../labs/cluster/client/http.ts';
import {
  Kernel,
  Listener,
  never,
  SECOND,
  wait,
  type Program,
} from '../../labs/cluster/kernel/index.ts';
import { Machine } from '../../labs/cluster/machine/index.ts';

const MANIFESTS = '/etc/kubernetes/manifests';

/** What a test may tell the container that it runs. */
export interface Behaviour {
  /** What /livez answers. */
  status: number;
  /** Exits with this as soon as it has started. */
  exitCode: number | undefined;
  /** True where SIGTERM is not heard. */
  isDeaf: boolean;
}

/** A program that serves HTTP on 8080, as long as it is told to. */
function makeServer(behaviour: Behaviour): Program {
  return function* (process) {
    yield* process.print('hello from the container\n');
    if (behaviour.isDeaf) process.onSignal('SIGTERM', 'ignore');
    if (behaviour.exitCode !== undefined) return behaviour.exitCode;
    const listener = Listener.open(process, 8080);
    if (typeof listener === 'string') return 3;
    serveHttp(process, listener, function* (stream) {
      respond(stream, behaviour.status, {}, '');
    });
    return yield* wait(never);
  };
}

/** A manifest of one container, with lines of probes. */
export function manifest(probes = '', image = 'registry.k8s.io/web:1'): string {
  return `apiVersion: v1
kind: Pod
metadata:
  name: web
  namespace: kube-system
spec:
  hostNetwork: true
  containers:
  - name: web
    image: ${image}
    command: ["web", "--port=8080"]
${probes}`;
}

/** A machine with containerd and a kubelet that knows no API server, switched on. */
export function makeNode(files: Readonly<Record<string, string>>) {
  const kernel = new Kernel('kubelet');
  const behaviour: Behaviour = { status: 200, exitCode: undefined, isDeaf: false };
  const wants = '/etc/systemd/system/multi-user.target.wants';
  const machine = new Machine(kernel, {
    name: 'cp-1',
    addresses: ['10.0.0.21'],
    programs: new Map<string, Program>([
      [
        '/usr/bin/containerd',
        makeContainerd(new Map([['registry.k8s.io/web:1', makeServer(behaviour)]])),
      ],
      ['/usr/bin/kubelet', kubelet],
    ]),
    files: {
      '/etc/systemd/system/containerd.service': containerdUnit,
      '/etc/systemd/system/kubelet.service': kubeletUnit.replace(/--kubeconfig=\S+(?=")/, ''),
      [`${wants}/containerd.service`]: '',
      [`${wants}/kubelet.service`]: '',
      '/var/lib/kubelet/config.yaml': `kind: KubeletConfiguration\nstaticPodPath: ${MANIFESTS}\n`,
      ...Object.fromEntries(
        Object.entries(files).map(([name, text]) => [`${MANIFESTS}/${name}`, text]),
      ),
    },
  });
  machine.files.makeDirectory(MANIFESTS, true);
  machine.files.makeDirectory('/srv', true);
  machine.boot();
  return {
    kernel,
    machine,
    behaviour,
    manifests: MANIFESTS,
    run: (seconds: number) => kernel.run(kernel.nowUs + seconds * SECOND),
    web: () => [...machine.processes.values()].find(({ argv }) => argv[0] === 'web'),
    journal: () => machine.journal.since().map(({ message }) => message),
  };
}
