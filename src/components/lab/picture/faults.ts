import type { Fault, MachineSnapshot, UnitSnapshot } from '../../../../labs/host/protocol.ts';
import type { CableView } from './cables.ts';
import { stateOf, unitsShown } from './unit-words.ts';

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

export function faultsOfMachine(machine: MachineSnapshot): FaultChoice[] {
  const { name } = machine;
  if (!machine.isOn) {
    return [
      {
        label: 'Power on',
        done: `${name} powered on.`,
        fault: { kind: 'power-on', machine: name },
        command: `ipmitool -H ${name}-bmc power on`,
        where: 'In a data centre',
      },
    ];
  }
  const powerOff: FaultChoice = {
    label: 'Power off',
    done: `${name} powered off, without a shutdown.`,
    fault: { kind: 'power-off', machine: name },
    command: `ipmitool -H ${name}-bmc power off`,
    where: 'In a data centre',
  };
  return [...unitsShown(machine).flatMap((unit) => faultsOfUnit(name, unit)), powerOff];
}

function faultsOfUnit(machine: string, unit: UnitSnapshot): FaultChoice[] {
  const state = stateOf(unit);
  if (state === 'stopped' || state === 'failed') return [startOrStop('start', machine, unit.name)];
  const stop = startOrStop('stop', machine, unit.name);
  const kill = signal('SIGKILL', 'Kill', 'killed', machine, unit.name);
  if (state === 'frozen') return [signal('SIGCONT', 'Thaw', 'thawed', machine, unit.name), kill];
  return [stop, kill, signal('SIGSTOP', 'Freeze', 'frozen', machine, unit.name)];
}

function startOrStop(kind: 'start' | 'stop', machine: string, unit: string): FaultChoice {
  const isStart = kind === 'start';
  return {
    label: `${isStart ? 'Start' : 'Stop'} ${unit}`,
    done: `${unit} on ${machine} ${isStart ? 'started' : 'stopped'}.`,
    fault: { kind, machine, unit },
    command: `ssh ${machine} systemctl ${kind} ${unit}`,
  };
}

function signal(
  name: 'SIGKILL' | 'SIGSTOP' | 'SIGCONT',
  verb: string,
  participle: string,
  machine: string,
  unit: string,
): FaultChoice {
  return {
    label: `${verb} ${unit}`,
    done: `${unit} on ${machine} ${participle}.`,
    fault: { kind: 'kill', machine, unit, signal: name },
    command: `ssh ${machine} systemctl kill -s ${name} ${unit}`,
  };
}

export function faultsOfCable(cable: CableView, addressOf: (name: string) => string) {
  const { a, b, isCutForth, isCutBack } = cable;
  const choices: FaultChoice[] = [];
  if (!isCutForth || !isCutBack) {
    choices.push({
      label: 'Cut both ways',
      done: `Cable between ${a} and ${b} cut.`,
      fault: { kind: 'cut', from: a, to: b },
      command: `iptables -A INPUT -s ${addressOf(a)} -j DROP`,
      where: `On a real ${b}, and its mirror image on ${a}`,
    });
  }
  if (!isCutForth) choices.push(cutOneWay(a, b, addressOf(a)));
  if (!isCutBack) choices.push(cutOneWay(b, a, addressOf(b)));
  if (isCutForth || isCutBack) {
    choices.push({
      label: 'Mend',
      done: `Cable between ${a} and ${b} mended.`,
      fault: { kind: 'mend', from: a, to: b },
      command: 'iptables -F INPUT',
      where: `On a real ${a} and ${b}`,
    });
  }
  return choices;
}

function cutOneWay(from: string, to: string, address: string): FaultChoice {
  return {
    label: `Cut ${from} → ${to} only`,
    done: `Messages from ${from} to ${to} are lost from now on.`,
    fault: { kind: 'cut', from, to, isOneWay: true },
    command: `iptables -A INPUT -s ${address} -j DROP`,
    where: `On a real ${to}`,
  };
}
