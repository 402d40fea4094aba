/*
 * What both layouts of a cluster in zones share: the sizes of a band, and how a machine in it is
 * joined to the balancer. Units: pixels.
 */
import type { MachineSnapshot } from '../../../../labs/host/protocol.ts';
import { join } from './cluster-parts.ts';
import type { Cable, Places } from './cluster-parts.ts';
import type { Place, Route } from './geometry.ts';

/** Between a band's edge and its cards, and between two bands. */
export const PAD_PX = 8;
export const BAND_GAP_PX = 10;
/** The zone's name, and what it takes of the band above the cards. */
export const LABEL_PX = 24;
export const BAND_HEAD_PX = LABEL_PX + 6;

const CHARACTER_PX = 7.9;

/** How wide the sign with a zone's name is. */
export function labelWidth(name: string): number {
  return name.length * CHARACTER_PX + 12;
}

/** The sign with a zone's name, from its top left. */
export function labelAt(name: string, x: number, y: number): Place {
  return { x, y, width: labelWidth(name), height: LABEL_PX };
}

/**
 * A cable between a balancer and a machine: a worker asks, an API server is asked.
 *
 * Shape:   `draw` gives the way from the balancer
 */
export function joinNode(
  places: Places,
  lb: MachineSnapshot,
  node: MachineSnapshot,
  draw: (from: Place, to: Place) => Route,
): Cable {
  return node.role === 'worker'
    ? join(places, node, lb, (to, from) => draw(from, to).toReversed())
    : join(places, lb, node, draw);
}
