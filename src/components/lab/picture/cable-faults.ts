import type { PairView } from './cables.ts';
import type { FaultChoice } from './faults.ts';

type AddressOf = (name: string) => string;

/** What the button on a cable offers. */
export function faultsOfCable(cable: PairView, addressOf: AddressOf): FaultChoice[] {
  const { a, b, isCutForth, isCutBack } = cable;
  const choices: FaultChoice[] = [];
  if (!isCutForth || !isCutBack) choices.push(cutBothWays(a, b, addressOf, 'Cut both ways'));
  if (!isCutForth) choices.push(cutOneWay(a, b, addressOf(a)));
  if (!isCutBack) choices.push(cutOneWay(b, a, addressOf(b)));
  if (isCutForth || isCutBack) choices.push(mend(a, b, 'Mend'));
  return choices;
}

/** What a machine's menu offers for one of its cables: all of it, or nothing. */
export function faultsOfPair(machine: string, pair: PairView, addressOf: AddressOf): FaultChoice {
  const other = pair.a === machine ? pair.b : pair.a;
  return pair.isCutForth || pair.isCutBack
    ? mend(machine, other, `Mend the cable to ${other}`)
    : cutBothWays(other, machine, addressOf, `Cut the cable to ${other}`);
}

function cutBothWays(from: string, to: string, addressOf: AddressOf, label: string): FaultChoice {
  return {
    label,
    done: `Cable between ${from} and ${to} cut.`,
    fault: { kind: 'cut', from, to },
    command: `iptables -A INPUT -s ${addressOf(from)} -j DROP`,
    where: `On a real ${to}, and its mirror image on ${from}`,
  };
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

function mend(from: string, to: string, label: string): FaultChoice {
  return {
    label,
    done: `Cable between ${from} and ${to} mended.`,
    fault: { kind: 'mend', from, to },
    command: 'iptables -F INPUT',
    where: `On a real ${from} and ${to}`,
  };
}
