/*
 * What a reader can break or mend, as menus offer it: each choice with the command that does the
 * same. A machine with several processes has a group of choices for each.
 */
import type { Fault, MachineSnapshot } from '../../../../labs/host/protocol.ts';
import { faultsOfPair } from './cable-faults.ts';
import { diskGroup } from './disk-faults.ts';
import { isBroken } from './cables.ts';
import type { PairView } from './cables.ts';
import { formatProcess } from './machine-words.ts';
import { processesOf } from './processes.ts';
import type { ProcessView } from './processes.ts';

/** One entry of a menu: what it breaks or mends, and what would do the same without a mouse. */
export interface FaultChoice {
  readonly label: string;
  /** Said once it is done. */
  readonly done: string;
  readonly fault: Fault;
  /** The command that does the same. */
  readonly command: string;
  /** Where that command belongs when it is none of the lab's terminals. */
  readonly where?: string;
}

/** An entry that opens a menu of its own. */
export interface FaultGroup {
  readonly label: string;
  /** How it is now. */
  readonly says: string;
  readonly choices: readonly FaultChoice[];
}

export type MenuEntry = FaultChoice | FaultGroup;

/** Shape: `pairs` are the cables to offer; see `pairsInMenu` */
export function faultsOfMachine(
  machine: MachineSnapshot,
  pairs: readonly PairView[],
  addressOf: (name: string) => string,
): MenuEntry[] {
  const { name, isOn } = machine;
  const groups = (isOn ? processesOf(machine) : []).map((process) => ({
    label: process.name,
    says: formatProcess(process),
    choices: [...faultsOfProcess(name, process), ...removal(name, process)],
  }));
  const own = groups.length === 1 ? groups.flatMap(({ choices }) => choices) : groups;
  return [
    ...own,
    ...cablesGroup(name, pairs, addressOf),
    ...(isOn ? [diskGroup(machine), restart(name)] : []),
    power(name, isOn),
  ];
}

function cablesGroup(
  machine: string,
  pairs: readonly PairView[],
  addressOf: (name: string) => string,
): FaultGroup[] {
  if (pairs.length === 0) return [];
  const broken = pairs.filter(isBroken).length;
  const says = broken === 0 ? `${pairs.length}, all whole` : `${broken} of ${pairs.length} broken`;
  const choices = pairs.map((pair) => faultsOfPair(machine, pair, addressOf));
  return [{ label: 'Cables', says, choices }];
}

function restart(name: string): FaultChoice {
  return {
    label: 'Restart',
    done: `${name} restarts: all is stopped in order, and started again.`,
    fault: { kind: 'reboot', machine: name },
    command: name === 'workstation' ? 'reboot' : `ssh ${name} reboot`,
  };
}

function power(name: string, isOn: boolean): FaultChoice {
  return {
    label: isOn ? 'Power off' : 'Power on',
    done: isOn ? `${name} powered off, without a shutdown.` : `${name} powered on.`,
    fault: { kind: isOn ? 'power-off' : 'power-on', machine: name },
    command: `ipmitool -H ${name}-bmc power ${isOn ? 'off' : 'on'}`,
    where: 'In a data centre',
  };
}

function faultsOfProcess(machine: string, process: ProcessView): FaultChoice[] {
  const { keeper, state, isWanted, pid } = process;
  const change = startOrStop(isWanted ? 'stop' : 'start', machine, process);
  const isThere = keeper === 'systemd' ? isWanted : pid !== undefined;
  if (!isThere) return [change];
  const kill = signal('SIGKILL', machine, process);
  if (state === 'frozen') return [signal('SIGCONT', machine, process), kill];
  return [change, kill, signal('SIGSTOP', machine, process)];
}

/** A member that runs can be taken out of its cluster. */
function removal(machine: string, { etcd }: ProcessView): FaultChoice[] {
  if (etcd === undefined) return [];
  return [
    {
      label: 'Remove the member',
      done:
        `Another member is asked to remove ${machine}'s from the cluster. To have it back, add ` +
        'it with `etcdctl member add` and let it start without its old data.',
      fault: { kind: 'remove-member', machine },
      command: `etcdctl member remove ${etcd.memberId}`,
      where: 'On another member',
    },
  ];
}

/** Where the kubelet looks for manifests, and where one lies that it is not to find. */
const MANIFESTS = '/etc/kubernetes/manifests';
const SHELF = '/root';

function startOrStop(
  kind: 'start' | 'stop',
  machine: string,
  { name, keeper }: ProcessView,
): FaultChoice {
  const isStart = kind === 'start';
  const label = `${isStart ? 'Start' : 'Stop'} ${name}`;
  const fault: Fault = { kind, machine, unit: name };
  if (keeper === 'systemd') {
    const done = `${name} on ${machine} ${isStart ? 'started' : 'stopped'}.`;
    return { label, done, fault, command: `ssh ${machine} systemctl ${kind} ${name}` };
  }
  const [from, to] = isStart ? [SHELF, MANIFESTS] : [MANIFESTS, SHELF];
  const done = isStart
    ? `Manifest put back: the kubelet of ${machine} starts ${name} soon.`
    : `Manifest moved away: the kubelet of ${machine} stops ${name} soon.`;
  return { label, done, fault, command: `ssh ${machine} mv ${from}/${name}.yaml ${to}/` };
}

const signals = {
  SIGKILL: { verb: 'Kill', participle: 'killed', short: 'KILL' },
  SIGSTOP: { verb: 'Freeze', participle: 'frozen', short: 'STOP' },
  SIGCONT: { verb: 'Thaw', participle: 'thawed', short: 'CONT' },
} as const;

/** Linux keeps this much of a process's name, and `pkill -x` compares no more. */
const PROCESS_NAME_MAX = 15;

function signal(
  name: keyof typeof signals,
  machine: string,
  { name: unit, keeper }: ProcessView,
): FaultChoice {
  const { verb, participle, short } = signals[name];
  const isPod = keeper === 'kubelet';
  const ending = isPod && name === 'SIGKILL' ? ': the kubelet starts it again.' : '.';
  const command = isPod
    ? `pkill -${short} -x ${unit.slice(0, PROCESS_NAME_MAX)}`
    : `systemctl kill -s ${name} ${unit}`;
  return {
    label: `${verb} ${unit}`,
    done: `${unit} on ${machine} ${participle}${ending}`,
    fault: { kind: 'kill', machine, unit, signal: name },
    command: `ssh ${machine} ${command}`,
  };
}
