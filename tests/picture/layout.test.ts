import { describe, expect, test } from 'vitest';
import { cablesOf, pairsInMenu } from '../../src/components/lab/picture/cables.ts';
import { along, beside, lengthOf, pieceOf } from '../../src/components/lab/picture/geometry.ts';
import type { Place, Point } from '../../src/components/lab/picture/geometry.ts';
import { layOut, routeOf } from '../../src/components/lab/picture/layout.ts';
import type { Layout } from '../../src/components/lab/picture/layout.ts';
import {
  externalTopology,
  stackedTopology,
  virtualTopology,
  zonedTopology,
  type TopologySpec,
} from '../../labs/topology/spec.ts';
import { snapshotOf, stackedSnapshot } from './clusters.ts';

/** A phone, beside the text at 1280 and at 1400, and the full width. */
const widths = [358, 586, 658, 1_320];
const clusters = [
  [stackedTopology(1, 0), 0],
  [stackedTopology(3, 2), 0],
  [stackedTopology(5, 4), 0],
  [virtualTopology(3, 2), 3],
  [zonedTopology(2), 0],
  [zonedTopology(3), 0],
  [externalTopology(3, 3, 2), 9],
  [externalTopology(5, 3, 2), 15],
] as const;

/** How many cables carry something by design; of those, so many have no room on a phone. */
function cablesOfDesign({ machines }: TopologySpec): number {
  const count = (role: string) => machines.filter((one) => one.role === role).length;
  const pairs = (all: number) => (all * (all - 1)) / 2;
  const [clients, balancers] = [count('worker') + 1, count('balancer')];
  const [planes, members] = [count('control-plane'), count('etcd')];
  const etcd = members > 0 ? planes * members + pairs(members) : pairs(planes);
  return balancers * (clients + planes) + pairs(balancers) + etcd;
}

describe.each(clusters)('$name', (topology, unseen) => {
  const snapshot = snapshotOf(topology);

  test.each(widths)('stands apart and inside %i pixels', (width) => {
    const layout = layOut(snapshot.machines, width);
    const places = [...layout.places.values()];
    expect(places).toHaveLength(snapshot.machines.length);
    for (const place of places) {
      expect(place.x).toBeGreaterThanOrEqual(0);
      expect(place.x + place.width).toBeLessThanOrEqual(width);
      expect(place.y + place.height).toBeLessThanOrEqual(layout.height);
      for (const other of places) expect(place === other || isApart(place, other)).toBe(true);
    }
  });

  test.each(widths)('is joined by what carries something, at %i pixels', (width) => {
    const layout = layOut(snapshot.machines, width);
    const isPhone = width === widths[0];
    expect(layout.routes.size).toBe(cablesOfDesign(topology) - (isPhone ? unseen : 0));
    for (const route of layout.routes.values()) {
      for (const { x, y } of route) {
        expect(Math.min(x, y)).toBeGreaterThanOrEqual(0);
        expect([x <= width, y <= layout.height]).toEqual([true, true]);
      }
    }
  });
});

test('a cable is the same from both its ends', () => {
  const layout = layOut(stackedSnapshot().machines, 658);
  expect(routeOf(layout, 'cp-1', 'lb')).toEqual(routeOf(layout, 'lb', 'cp-1')?.toReversed());
});

const plain = [
  stackedTopology(3, 2),
  externalTopology(3, 3, 2),
  zonedTopology(2),
  zonedTopology(3),
].flatMap((topology) => widths.map((width) => [topology.name, width, topology] as const));
test.each(plain)('no cable of %s passes a card, at %i', (_, width, topology) => {
  const layout = layOut(snapshotOf(topology).machines, width);
  for (const [key, route] of layout.routes) {
    for (const step of steps) {
      const under = cardAt(layout, along(route, step), key.split('~'));
      expect({ key, step, under }).toEqual({ key, step, under: undefined });
    }
  }
});

const zoned = ([2, 3] as const).flatMap((zones) => widths.map((width) => [zones, width] as const));
test.each(zoned)('each of %i zones is a band around its machines, at %i', (zones, width) => {
  const { machines } = snapshotOf(zonedTopology(zones));
  const layout = layOut(machines, width);
  const bands = [...layout.zones!];
  expect(bands).toHaveLength(zones);
  for (const [zone, band] of bands) {
    expect(isInside(band, { x: 0, y: 0, width, height: layout.height })).toBe(true);
    expect(isInside(band.label, band)).toBe(true);
    for (const [, other] of bands) expect(other === band || isApart(band, other)).toBe(true);
    for (const machine of machines) {
      const card = layout.places.get(machine.name)!;
      const belongs = machine.zone === zone;
      expect([isInside(card, band), isApart(card, band)]).toEqual([belongs, !belongs]);
      expect(isApart(card, band.label)).toBe(true);
    }
  }
});

test.each(zoned)('no sign on a cable of %i zones covers the name of one, at %i', (zones, width) => {
  const snapshot = snapshotOf(zonedTopology(zones));
  const layout = layOut(snapshot.machines, width);
  for (const { handle } of cablesOf(snapshot, layout)) {
    const sign = { x: handle.x - 9, y: handle.y - 9, width: 18, height: 18 };
    for (const { label } of layout.zones!.values()) expect(isApart(sign, label)).toBe(true);
  }
});

test('a cable that nothing uses is drawn once it is cut', () => {
  const snapshot = stackedSnapshot();
  const layout = layOut(snapshot.machines, 658);
  const keysOf = (links: typeof snapshot.links) =>
    cablesOf({ ...snapshot, links }, layout).map(({ key }) => key);
  expect(keysOf([])).not.toContain('cp-1~worker-1');
  const cut = { from: 'worker-1', to: 'cp-1', state: 'cut' } as const;
  expect(keysOf([cut])).toContain('cp-1~worker-1');
});

test("a machine's menu reaches what no button does", () => {
  const snapshot = stackedSnapshot();
  const layout = layOut(snapshot.machines, 658);
  for (const machine of snapshot.machines) {
    const count = pairsInMenu(machine, snapshot, layout).length;
    // The balancer talks to everybody: each of its cables is drawn.
    expect(count).toBe(machine.name === 'lb' ? 0 : snapshot.machines.length - 1);
  }
});

test('a way around a corner keeps its distance and its length', () => {
  const route = [
    { x: 0, y: 0 },
    { x: 10, y: 0 },
    { x: 10, y: 10 },
  ];
  expect(lengthOf(route)).toBe(20);
  expect(along(route, 0.75)).toEqual({ x: 10, y: 5 });
  expect(beside(route, 2)).toEqual([
    { x: 0, y: 2 },
    { x: 8, y: 2 },
    { x: 8, y: 10 },
  ]);
  expect(pieceOf(route, 0.25, 0.75)).toEqual([
    { x: 5, y: 0 },
    { x: 10, y: 0 },
    { x: 10, y: 5 },
  ]);
});

/** Points along a cable, without its ends, which touch their cards. */
const steps = Array.from({ length: 39 }, (_, index) => (index + 1) / 40);

function isApart(one: Place, other: Place): boolean {
  const isBeside = one.x + one.width <= other.x || other.x + other.width <= one.x;
  return isBeside || one.y + one.height <= other.y || other.y + other.height <= one.y;
}

function isInside({ x, y, width, height }: Place, outer: Place): boolean {
  const isWithin = x >= outer.x && x + width <= outer.x + outer.width;
  return isWithin && y >= outer.y && y + height <= outer.y + outer.height;
}

function cardAt({ places }: Layout, { x, y }: Point, ends: readonly string[]) {
  const found = [...places].find(
    ([name, card]) =>
      !ends.includes(name) &&
      x > card.x &&
      x < card.x + card.width &&
      y > card.y &&
      y < card.y + card.height,
  );
  return found?.[0];
}
