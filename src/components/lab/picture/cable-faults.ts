import { isBroken } from './cables.ts';
import type { PairView } from './cables.ts';
import type { FaultChoice } from './faults.ts';

type AddressOf = (name: string) => string;

/** How slow a slow cable is, one way, and how much a lossy one loses. */
const DELAY_MS = 100;
const LOSS_PERCENT = 30;

/** What the button on a cable offers. */
export function faultsOfCable(cable: PairView, addressOf: AddressOf): FaultChoice[] {
  const { a, b, isCutForth, isCutBack } = cable;
  const choices: FaultChoice[] = [];
  if (!isCutForth || !isCutBack) choices.push(cutBothWays(a, b, addressOf, 'Cut both ways'));
  if (!isCutForth) choices.push(cutOneWay(a, b, addressOf(a)));
  if (!isCutBack) choices.push(cutOneWay(b, a, addressOf(b)));
  if (cable.ailment !== 'slow') choices.push(slowDown(a, b));
  if (cable.ailment !== 'lossy') choices.push(loseSome(a, b));
  if (isBroken(cable)) choices.push(mend(a, b, 'Mend'));
  return choices;
}

/** What a machine's menu offers for one of its cables: all of it, or nothing. */
export function faultsOfPair(machine: string, pair: PairView, addressOf: AddressOf): FaultChoice {
  const other = pair.a === machine ? pair.b : pair.a;
  return isBroken(pair)
    ? mend(machine, other, `Mend the cable to ${other}`)
    : cutBothWays(other, machine, addressOf, `Cut the cable to ${other}`);
}

function cutBothWays(from: string, to: string, addressOf: AddressOf, label: string): FaultChoice {
  const [here, there] = from === 'workstation' ? [from, to] : [to, from];
  const address = addressOf(there);
  const rules = [`INPUT -s ${address}`, `OUTPUT -d ${address}`];
  const command = rules.map((rule) => `iptables -A ${rule} -j DROP`).join('; ');
  return {
    label,
    done: `Cable between ${from} and ${to} cut.`,
    fault: { kind: 'cut', from, to },
    command: here === 'workstation' ? command : `ssh ${here} '${command}'`,
  };
}

function cutOneWay(from: string, to: string, address: string): FaultChoice {
  const command = `iptables -A INPUT -s ${address} -j DROP`;
  return {
    label: `Cut ${from} → ${to} only`,
    done: `Messages from ${from} to ${to} are lost from now on.`,
    fault: { kind: 'cut', from, to, isOneWay: true },
    command: to === 'workstation' ? command : `ssh ${to} ${command}`,
  };
}

function slowDown(from: string, to: string): FaultChoice {
  return {
    label: `Slow down by ${DELAY_MS} ms`,
    done: `Messages between ${from} and ${to} take ${DELAY_MS} ms more each way.`,
    fault: { kind: 'slow', from, to, delayMs: DELAY_MS },
    command: `ssh ${to} tc qdisc add dev eth0 root netem delay ${DELAY_MS}ms`,
    where: `Slows all that ${to} sends`,
  };
}

function loseSome(from: string, to: string): FaultChoice {
  return {
    label: `Lose ${LOSS_PERCENT} % of all messages`,
    done: `Of ten messages between ${from} and ${to} three are lost, and sent again later.`,
    fault: { kind: 'lossy', from, to, percent: LOSS_PERCENT },
    command: `ssh ${to} tc qdisc add dev eth0 root netem loss ${LOSS_PERCENT}%`,
    where: `Of all that ${to} sends`,
  };
}

function mend(from: string, to: string, label: string): FaultChoice {
  return {
    label,
    done: `Cable between ${from} and ${to} mended.`,
    fault: { kind: 'mend', from, to },
    command: 'iptables -F; tc qdisc del dev eth0 root',
    where: `On ${from} and ${to}`,
  };
}
