/*
 * What the layouts of a whole cluster share: the groups that its machines stand in, and the ways
 * that cables take between cards.
 */
import type { MachineSnapshot } from '../../../../labs/host/protocol.ts';
import * as sizes from './card-sizes.ts';
import type { Place, Route } from './geometry.ts';

export type Machines = readonly MachineSnapshot[];
export type Places = ReadonlyMap<string, Place>;

/** A cable and its way. Shape: `a~b` first */
export type Cable = [string, Route];

export interface Parts {
  /** Who asks: the workstation and the workers. */
  readonly clients: Machines;
  readonly balancers: Machines;
  readonly planes: Machines;
  /** Of etcd, where they have machines of their own. */
  readonly members: Machines;
}

export function partsOf(machines: Machines): Parts {
  const withRole = (role: MachineSnapshot['role']) => machines.filter((one) => one.role === role);
  return {
    clients: [...withRole('workstation'), ...withRole('worker')],
    balancers: withRole('balancer'),
    planes: withRole('control-plane'),
    members: withRole('etcd'),
  };
}

/** Between two rows or columns of cards there is room for a cable's button. */
export const CABLE_PX = 32;
/** A cable that goes around a card, and the first of them, whose button needs room. */
export const LANE_PX = 20;
export const FIRST_LANE_PX = 15;
/** The middle of a card's first row of boxes, from its top. */
export const MIDDLE_OF_BOX_PX = sizes.HEAD_PX + sizes.BOX_PX / 2;

export function join(
  places: Places,
  one: MachineSnapshot,
  other: MachineSnapshot,
  draw: (from: Place, to: Place) => Route,
): Cable {
  return [`${one.name}~${other.name}`, draw(places.get(one.name)!, places.get(other.name)!)];
}

/** Straight to the card below. */
export function fall(from: Place, to: Place, x: number): Route {
  return [
    { x, y: from.y + from.height },
    { x, y: to.y },
  ];
}

/** Of machines in a row or a column, those that are no neighbours. */
export function farPairs(machines: Machines): [MachineSnapshot, MachineSnapshot][] {
  return machines.flatMap((one, index) =>
    machines.slice(index + 2).map((other): [MachineSnapshot, MachineSnapshot] => [one, other]),
  );
}

/** Neighbours, in their order. */
export function nearPairs(machines: Machines): [MachineSnapshot, MachineSnapshot][] {
  return machines.slice(1).map((other, index) => [machines[index]!, other]);
}

/** From a card's edge over all lanes to the picture's edge. */
export function roomForLanes(count: number): number {
  return count === 0 ? 0 : 2 * FIRST_LANE_PX + (count - 1) * LANE_PX - 4;
}
