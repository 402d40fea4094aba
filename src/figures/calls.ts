/*
 * Who calls whom in a control plane behind a balancer, and who gets an answer. A snapshot tells how
 * each part is; who calls whom is how kubeadm joins them: clients go through the balancer, the
 * kubelet and the controller manager of a control-plane machine to the API server beside them, and
 * that one to the etcd member beside it. Only the members call each other.
 */
import type { MachineSnapshot, Snapshot } from '../../labs/host/protocol.ts';
import { isCut } from '../components/lab/picture/cables.ts';
import { processesOf } from '../components/lab/picture/processes.ts';
import type { ProcessView } from '../components/lab/picture/processes.ts';

export interface Call {
  /** Two machines; where `within` names one, two of its processes. */
  readonly from: string;
  readonly to: string;
  readonly within?: string;
  /** Each calls the other, as members of etcd do. */
  readonly isMutual: boolean;
  readonly isAnswered: boolean;
}

/** The order is that of reading: from who asks to who stores. */
export function callsOf(snapshot: Snapshot): Call[] {
  const planes = snapshot.machines.filter(({ role }) => role === 'control-plane');
  const calls = [...callsThroughBalancer(snapshot), ...callsBetweenMembers(planes)];
  const isWhole = ({ from, to }: Call): boolean =>
    !isCut(snapshot.links, from, to) && !isCut(snapshot.links, to, from);
  return [
    ...calls.map((call) => ({ ...call, isAnswered: call.isAnswered && isWhole(call) })),
    ...planes.flatMap(callsWithin),
  ];
}

/** A client gets an answer where the balancer has a server left; each server is as it sees it. */
function callsThroughBalancer({ machines }: Snapshot): Call[] {
  const clients = machines.filter(({ role }) => role === 'workstation' || role === 'worker');
  const balancers = machines.filter(({ role }) => role === 'balancer');
  return balancers.flatMap((lb) => {
    const servers = running(lb, 'haproxy')?.balancer?.servers ?? [];
    const isServing = servers.some(({ isUp }) => isUp);
    return [
      ...clients.map(({ name, isOn }) => call(name, lb.name, isOn && isServing)),
      ...servers.map(({ name, isUp }) => call(lb.name, name, isUp)),
    ];
  });
}

function callsBetweenMembers(planes: readonly MachineSnapshot[]): Call[] {
  return planes.flatMap((one, index) =>
    planes.slice(index + 1).map((other) => {
      const areUp = [one, other].every((plane) => running(plane, 'etcd') !== undefined);
      return { ...call(one.name, other.name, areUp), isMutual: true };
    }),
  );
}

/** None on a machine without power: nobody is there to call. */
function callsWithin(machine: MachineSnapshot): Call[] {
  const server = running(machine, 'kube-apiserver')?.apiserver;
  const isReady = server?.isReady === true;
  const calls = [
    call('kubelet', 'kube-apiserver', isReady),
    call('kube-controller-manager', 'kube-apiserver', isReady),
    call('kube-apiserver', 'etcd', isReady),
  ];
  return calls
    .filter(({ from }) => running(machine, from) !== undefined)
    .map((one) => ({ ...one, within: machine.name }));
}

function call(from: string, to: string, isAnswered: boolean): Call {
  return { from, to, isAnswered, isMutual: false };
}

function running(machine: MachineSnapshot, name: string): ProcessView | undefined {
  if (!machine.isOn) return undefined;
  return processesOf(machine).find((one) => one.name === name && one.state === 'running');
}
