/*
 * Where things stand in the picture, and which cables it draws. Every machine has a cable to every
 * other; a picture of seven machines draws only those that carry something by design, so that it
 * reads as an architecture.
 */
import type { MachineSnapshot } from '../../../../labs/host/protocol.ts';
import { between } from './geometry.ts';
import type { Place, Route } from './geometry.ts';
import { layOutExternal } from './external-layout.ts';
import { layOutRing } from './ring-layout.ts';
import { layOutStacked } from './stacked-layout.ts';
import { layOutZoned } from './zoned-layout.ts';
import { zonesOf } from './zones.ts';

export interface Layout {
  readonly width: number;
  readonly height: number;
  /** Whether the corner at the bottom left is free for the legend. */
  readonly hasCorner: boolean;
  readonly places: ReadonlyMap<string, Place>;
  /** The bands of zones, by name; left out where there are none. */
  readonly zones?: ReadonlyMap<string, ZonePlace>;
  /** The cables to draw, by `a~b`. */
  readonly routes: ReadonlyMap<string, Route>;
}

/** A band, and in it the zone's name. */
export interface ZonePlace extends Place {
  readonly label: Place;
}

/** Shape: `width` in pixels, the height as it comes */
export function layOut(machines: readonly MachineSnapshot[], width: number): Layout {
  const has = (role: MachineSnapshot['role']) => machines.some((one) => one.role === role);
  if (!has('control-plane')) return layOutRing(machines, width);
  if (has('etcd')) return layOutExternal(machines, width);
  const isZoned = zonesOf(machines).length > 0;
  return isZoned ? layOutZoned(machines, width) : layOutStacked(machines, width);
}

/** The way along a cable that is drawn, in the direction asked for. */
export function routeOf(layout: Layout, from: string, to: string): Route | undefined {
  return layout.routes.get(`${from}~${to}`) ?? layout.routes.get(`${to}~${from}`)?.toReversed();
}

/** The way that no cable is drawn for. Shape: undefined where one of the two is not there. */
export function straightRoute(layout: Layout, from: string, to: string): Route | undefined {
  const [here, there] = [layout.places.get(from), layout.places.get(to)];
  return here && there && here !== there ? between(here, there) : undefined;
}
