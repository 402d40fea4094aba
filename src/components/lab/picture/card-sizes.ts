/*
 * How large the parts of a card are, for those who place cards and those who draw them.
 * Units: pixels.
 */

import type { MachineSnapshot } from '../../../../labs/host/protocol.ts';

/** The machine's name, and what keeps its processes. */
export const HEAD_PX = 26;
/** A process with two lines of its own, and one with a single line. */
export const BOX_PX = 36;
export const ROW_PX = 21;
/** Around boxes, and between them. */
export const EDGE_PX = 6;
export const GAP_PX = 4;
/** A server in a balancer's list. */
export const SERVER_PX = 18;

export const STATION_PX = 50;
export const WORKER_PX = HEAD_PX + BOX_PX + EDGE_PX;
export const CONTROL_PLANE_PX = HEAD_PX + BOX_PX + GAP_PX + ROW_PX + EDGE_PX;

/** `kube-controller-manager` and its role need so wide a card to stand in one row. */
const LONGEST_ROW_FROM_PX = 240;

/** The height of what stands below the boxes of a control-plane machine: a row, or two lines. */
export function lowerHeight(width: number): number {
  return width >= LONGEST_ROW_FROM_PX ? ROW_PX : BOX_PX;
}

export function controlPlaneHeight(width: number): number {
  return CONTROL_PLANE_PX - ROW_PX + lowerHeight(width);
}

/** A balancer as wide as this has its servers in a row. */
export const SERVERS_IN_ROW_FROM_PX = 200;

/** A line that says which address a balancer holds. */
export const ADDRESS_PX = 17;

/** The height of a balancer's card: of two, each has keepalived, and may hold their address. */
export function balancerHeight({ units }: MachineSnapshot, servers: number, width: number): number {
  const keepalived = units.length > 1 ? BOX_PX + GAP_PX + ADDRESS_PX : 0;
  if (width >= SERVERS_IN_ROW_FROM_PX) return HEAD_PX + ROW_PX + EDGE_PX + keepalived;
  return HEAD_PX + BOX_PX + GAP_PX + servers * SERVER_PX + EDGE_PX + keepalived;
}

/** How far below the card's top a server stands in the list of a narrow balancer. */
export function serverTop(index: number): number {
  return HEAD_PX + BOX_PX + GAP_PX + index * SERVER_PX;
}

/** A character of a process in the head, and of the smaller word after it. */
const NAME_PX = 6.95;
const ROLE_PX = 6.65;

/** How far a process in the head, with its mark, reaches to the left of where it ends. */
export function headProcessWidth(name: string, role: string): number {
  return (name.length + 1) * NAME_PX + role.length * ROLE_PX + 10;
}
