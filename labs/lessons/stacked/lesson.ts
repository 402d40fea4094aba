/**
 * The second lab: a control plane on three machines, with etcd stacked on each. The reader loses a
 * member, an API server, a machine, and two machines. A check reads what the cluster was when a
 * `kubectl` command ended, so it does not matter on which machine, or by which way, something
 * broke.
 */
import { stackedTopology } from '../../topology/spec.ts';
import type { MachineSnapshot, PodSnapshot, Snapshot } from '../../topology/snapshot-shape.ts';
import type { CommandRecord, LabView, Lesson } from '../lesson.ts';
import { words } from './words.ts';

export const lesson: Lesson = {
  words,
  seed: 'stacked-8',
  topology: stackedTopology(3, 2),
  checks: {
    look: checkLook,
    member: checkMember,
    'member-back': checkMemberBack,
    server: checkServer,
    machine: checkMachine,
    'two-machines': checkTwoMachines,
    back: checkBack,
  },
};

const NODES = /kubectl\b.*\bget\b.*\b(no|nodes?)\b/;
const PODS = /kubectl\b.*\bget\b.*\b(po|pods?)\b/;

function checkLook(view: LabView): string | undefined {
  if (!view.commands.some((command) => worked(command, NODES))) {
    return 'No `kubectl get nodes` has succeeded yet.';
  }
  const sawPods = view.commands.some((command) => worked(command, PODS));
  return sawPods ? undefined : 'The nodes are listed. Now list the pods of `kube-system`.';
}

function checkMember(view: LabView): string | undefined {
  const seen = view.commands.some(
    (command) => worked(command, NODES) && hasLostOnlyMember(command.snapshot),
  );
  if (seen) return undefined;
  const members = serving(view.snapshot, 'etcd');
  if (members === 3) return 'All three members run. Move the manifest of one away.';
  if (members < 2) return 'Only one member runs. Bring another one back: this step loses one.';
  if (serversInRotation(view.snapshot) === 3) {
    return 'A member is gone. The balancer still sends requests to its API server: wait a little.';
  }
  return 'The balancer has taken that API server out. Now list the nodes.';
}

function checkMemberBack(view: LabView): string | undefined {
  const lost = view.commands.findIndex(({ snapshot }) => serving(snapshot, 'etcd') < 3);
  if (lost === -1) return 'No member has been lost yet.';
  const after = view.commands.slice(lost);
  if (after.some((command) => worked(command, NODES) && isWhole(command.snapshot)))
    return undefined;
  return missing(view.snapshot) ?? 'All is back. List the nodes.';
}

function checkServer(view: LabView): string | undefined {
  const seen = view.commands.some(
    (command) => worked(command, NODES) && hasLostOnlyServer(command.snapshot),
  );
  if (seen) return undefined;
  const { snapshot } = view;
  if (serving(snapshot, 'etcd') < 3) return 'All three etcd members should run in this step.';
  const servers = running(snapshot, 'kube-apiserver');
  if (servers === 3) return 'All three API servers run. Move the manifest of one away.';
  if (servers < 2) return 'Leave two API servers running.';
  return 'One API server is gone. List the nodes while it is.';
}

function checkMachine(view: LabView): string | undefined {
  const seen = view.commands.some(
    (command) => worked(command, NODES) && off(command.snapshot) === 1,
  );
  if (seen) return undefined;
  const now = off(view.snapshot);
  if (now === 0) return 'All machines have power. Take it from one control-plane machine.';
  return now === 1 ? 'One machine is dark. List the nodes.' : 'Switch one of them on again.';
}

function checkTwoMachines(view: LabView): string | undefined {
  const seen = view.commands.some(
    (command) => NODES.test(command.line) && command.code !== 0 && off(command.snapshot) === 2,
  );
  if (seen) return undefined;
  const now = off(view.snapshot);
  if (now === 0) return 'All control-plane machines have power. Take it from two of them.';
  if (now === 1) return 'One control-plane machine is dark. Make it two.';
  return now === 2 ? 'Two are dark. Ask for the nodes.' : 'Leave one machine on.';
}

function checkBack(view: LabView): string | undefined {
  const lost = view.commands.findIndex(({ snapshot }) => off(snapshot) >= 2);
  if (lost === -1) return 'Two machines have not been dark yet.';
  const after = view.commands.slice(lost);
  if (after.some((command) => worked(command, NODES) && isWhole(command.snapshot)))
    return undefined;
  return missing(view.snapshot) ?? 'All is back. List the nodes.';
}

function worked(command: CommandRecord, line: RegExp): boolean {
  return command.code === 0 && line.test(command.line);
}

function controlPlane({ machines }: Snapshot): MachineSnapshot[] {
  return machines.filter(({ role }) => role === 'control-plane');
}

function podsNamed(snapshot: Snapshot, name: string): PodSnapshot[] {
  return controlPlane(snapshot).flatMap(({ isOn, pods }) =>
    isOn ? pods.filter((pod) => pod.name === name && pod.state === 'running') : [],
  );
}

function running(snapshot: Snapshot, name: string): number {
  return podsNamed(snapshot, name).length;
}

/** How many members know a leader, or API servers are ready. */
function serving(snapshot: Snapshot, name: 'etcd' | 'kube-apiserver'): number {
  return podsNamed(snapshot, name).filter(
    ({ etcd, apiserver, isFrozen }) =>
      !isFrozen && (etcd?.leaderId !== undefined || apiserver?.isReady === true),
  ).length;
}

function serversInRotation({ machines }: Snapshot): number {
  const units = machines.flatMap((machine) => machine.units);
  return units.flatMap(({ balancer }) => balancer?.servers ?? []).filter(({ isUp }) => isUp).length;
}

function hasLostOnlyMember(snapshot: Snapshot): boolean {
  return serving(snapshot, 'etcd') === 2 && serversInRotation(snapshot) === 2;
}

function hasLostOnlyServer(snapshot: Snapshot): boolean {
  return serving(snapshot, 'etcd') === 3 && running(snapshot, 'kube-apiserver') === 2;
}

/** How many control-plane machines have no power. */
function off(snapshot: Snapshot): number {
  return controlPlane(snapshot).filter(({ isOn }) => !isOn).length;
}

function isWhole(snapshot: Snapshot): boolean {
  return missing(snapshot) === undefined;
}

/** What is not yet as it was. Errors: undefined where all is well */
function missing(snapshot: Snapshot): string | undefined {
  const dark = off(snapshot);
  if (dark === 1) return 'One control-plane machine has no power.';
  if (dark > 1) return `${dark} of three control-plane machines have no power.`;
  const members = serving(snapshot, 'etcd');
  if (members < 3) return `Members of etcd that serve: ${members} of three.`;
  const servers = serving(snapshot, 'kube-apiserver');
  if (servers < 3) return `API servers that are ready: ${servers} of three.`;
  const taken = serversInRotation(snapshot);
  return taken < 3 ? `The balancer has ${taken} of three API servers in rotation.` : undefined;
}
