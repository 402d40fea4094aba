/*
 * What runs on a machine, whoever keeps it running: systemd its units, the kubelet its static pods.
 */
import type {
  Insight,
  MachineSnapshot,
  PodSnapshot,
  UnitSnapshot,
} from '../../../../labs/host/protocol.ts';

/** What became of a process, in one word that a reader knows. */
export type ProcessState = 'running' | 'starting' | 'stopping' | 'stopped' | 'failed' | 'frozen';

export interface ProcessView extends Insight {
  readonly name: string;
  readonly keeper: 'systemd' | 'kubelet';
  readonly state: ProcessState;
  /** Missing where there is no process. */
  readonly pid?: number;
  /** A static pod is to run while its manifest is there, a unit while systemd wants it to. */
  readonly isWanted: boolean;
}

/** Units that are there on every machine and that no lab is about. */
const BACKGROUND = new Set(['ssh', 'sshd']);

/** In the order in which cards and menus show them. */
export function processesOf(machine: MachineSnapshot): readonly ProcessView[] {
  const units = machine.units.filter((unit) => !BACKGROUND.has(unit.name)).map(ofUnit);
  const isKept = units.some(({ name, state }) => name === 'kubelet' && state === 'running');
  return [...units, ...machine.pods.map((pod) => ofPod(pod, isKept))];
}

function ofUnit(unit: UnitSnapshot): ProcessView {
  const state = unitState(unit);
  const isWanted = state !== 'stopped' && state !== 'failed';
  return { ...unit, keeper: 'systemd', state, isWanted };
}

function ofPod(pod: PodSnapshot, isKept: boolean): ProcessView {
  return { ...pod, keeper: 'kubelet', state: podState(pod, isKept), isWanted: pod.hasManifest };
}

function unitState(unit: UnitSnapshot): ProcessState {
  if (unit.isFrozen) return 'frozen';
  switch (unit.state) {
    case 'active':
      return 'running';
    case 'activating':
      return 'starting';
    case 'deactivating':
      return 'stopping';
    case 'inactive':
      return 'stopped';
    case 'failed':
      return 'failed';
  }
}

/** Without a kubelet that works nobody starts or stops a static pod. */
function podState(pod: PodSnapshot, isKept: boolean): ProcessState {
  if (pod.isFrozen) return 'frozen';
  if (pod.state === 'running') return pod.hasManifest || !isKept ? 'running' : 'stopping';
  return pod.hasManifest && isKept ? 'starting' : 'stopped';
}

/** The colour of a process: its role where it has one, else its state. */
export function toneOf({ state, etcd, manager, apiserver, router }: ProcessView): string {
  if (state === 'failed') return 'failed';
  if (state !== 'running' && state !== 'starting') return 'down';
  if (etcd?.role === 'leader' || manager?.isLeader === true) return 'leader';
  if (etcd?.role === 'follower') return 'follower';
  if (etcd !== undefined) return 'candidate';
  if (apiserver !== undefined) return apiserver.isReady ? 'follower' : 'troubled';
  if (router !== undefined) return routerTones[router.state];
  return 'plain';
}

const routerTones = {
  INIT: 'candidate',
  BACKUP: 'follower',
  MASTER: 'leader',
  FAULT: 'troubled',
} as const;

/** Shape: `leader`, `ready`, `standby`, `stopped`: its role where it has one, else its state. */
export function roleOf({ state, etcd, manager, apiserver, router }: ProcessView): string {
  if (state !== 'running') return state;
  if (etcd !== undefined) return etcd.role;
  if (apiserver !== undefined) return apiserver.isReady ? 'ready' : 'not ready';
  if (manager !== undefined) return manager.isLeader ? 'leader' : 'standby';
  if (router !== undefined) return router.state;
  return state;
}
