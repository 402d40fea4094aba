import { describe, expect, it } from 'vitest';
import {
  makeContainerd,
  SOCKET_PATH,
  type ContainerRuntime,
} from '../../labs/cluster/kubelet/runtime/index.ts';
import {
  Kernel,
  never,
  NullStream,
  SECOND,
  wait,
  type Program,
} from '../../labs/cluster/kernel/index.ts';
import { Machine } from '../../labs/cluster/machine/index.ts';
import { crictlPrograms } from '../../labs/shell/crictl/index.ts';
import { Sink, shellPrograms } from './run.ts';

const IMAGE = 'registry.k8s.io/etcd:3.5.30-0';

const etcd: Program = function* (process) {
  yield* process.print('ready\n');
  yield* process.warn('a warning\n');
  return yield* wait(never);
};

/** A machine with containerd, and a pod of one container. */
function makeLab() {
  const kernel = new Kernel('crictl');
  const programs = new Map([...shellPrograms, ...crictlPrograms]);
  const machine = new Machine(kernel, { name: 'cp-1', addresses: ['10.0.0.21'], programs });
  machine.boot();
  const nothing = [new NullStream(), new NullStream(), new NullStream()];
  const program = makeContainerd(new Map([[IMAGE, etcd]]));
  const containerd = machine.spawn({ program, argv: ['containerd'], streams: nothing });
  const settle = (seconds: number): void => {
    kernel.run(kernel.nowUs + seconds * SECOND);
    const [panic] = kernel.panics;
    if (panic) throw panic.error;
  };
  settle(1);
  const runtime = machine.sockets.connect<ContainerRuntime>(SOCKET_PATH) as ContainerRuntime;
  machine.spawn({
    argv: ['kubelet'],
    streams: nothing,
    program: function* () {
      const logFolder = '/var/log/pods/kube-system_etcd-cp-1_u1';
      const pod = {
        podUid: 'u1',
        name: 'etcd-cp-1',
        namespace: 'kube-system',
        attempt: 0,
        logFolder,
      };
      const sandbox = yield* runtime.runSandbox(pod);
      const spec = { name: 'etcd', image: IMAGE, command: [], env: {}, attempt: 2, hash: 'h' };
      const container = yield* runtime.createContainer(sandbox, spec);
      yield* runtime.startContainer(container);
      return 0;
    },
  });
  settle(5);
  const run = (line: string) => {
    const [out, err] = [new Sink(), new Sink()];
    const process = machine.spawn({
      program: machine.findProgram('bash', '/')!.program,
      argv: ['bash', '-c', line],
      env: { PATH: '/usr/bin:/bin' },
      streams: [new NullStream(), out, err],
    });
    const startUs = kernel.nowUs;
    while (process.state !== 'exited' && kernel.nowUs < startUs + 60 * SECOND) settle(0.01);
    const seconds = (kernel.nowUs - startUs) / SECOND;
    return { out: out.text, err: err.text, code: process.exit?.code, seconds };
  };
  return { containerd, machine, run, runtime };
}

describe('crictl', () => {
  const lab = makeLab();

  it('lists containers and pods', () => {
    const [head, row] = lab.run('crictl ps').out.split('\n');
    expect(head).toBe(
      'CONTAINER           IMAGE               CREATED             STATE               NAME     ' +
        '           ' +
        'ATTEMPT             POD ID              POD                 NAMESPACE',
    );
    const id = '[0-9a-f]{13} {7}';
    const state = '\\d seconds ago {7}Running {13}';
    expect(row).toMatch(
      new RegExp(`^${id}${id}${state}etcd {16}2 {19}${id}etcd-cp-1 {11}kube-system$`),
    );
    expect(lab.run('crictl pods').out).toMatch(/ Ready +etcd-cp-1 +kube-system +0 +\(default\)\n$/);
    expect(lab.run('crictl images').out).toMatch(/registry\.k8s\.io\/etcd +3\.5\.30-0 /);
  });

  it('shows what a container wrote, each on its stream', () => {
    const { err, out } = lab.run('crictl logs $(crictl ps -q)');
    expect([out, err]).toEqual(['ready\n', 'a warning\n']);
    expect(lab.run('crictl logs --tail 1 $(crictl ps -q)').err).toBe('a warning\n');
    expect(lab.run('crictl logs nosuch')).toMatchObject({ code: 1, out: '' });
    const { out: inspected } = lab.run('crictl inspect $(crictl ps -q) | jq -r .status.state');
    expect(inspected).toBe('CONTAINER_RUNNING\n');
  });

  it('shows a dead container only where it is asked to', () => {
    const id = lab.run('crictl ps -q').out.trim();
    expect(lab.run(`crictl stop ${id}`).out).toBe(`${id}\n`);
    expect(lab.run('crictl ps -q').out).toBe('');
    expect(lab.run('crictl ps -a').out).toContain(' Exited ');
  });

  it('says why nobody answers', () => {
    lab.containerd.signal('SIGSTOP');
    const { code, err, seconds } = lab.run('crictl ps');
    expect(err).toMatch(
      /^FATA\[0002\] validate service connection: .* context deadline exceeded\n$/,
    );
    expect([code, Math.round(seconds)]).toEqual([1, 2]);
    lab.containerd.signal('SIGKILL');
    expect(lab.run('crictl ps').err).toMatch(/connect: connection refused"\n$/);
  });
});
