import * as sizes from '../components/lab/picture/card-sizes.ts';
import type { Place, Route } from '../components/lab/picture/geometry.ts';
import { routeOf } from '../components/lab/picture/layout.ts';
import type { Layout } from '../components/lab/picture/layout.ts';
import type { Call } from './calls.ts';

/** How far a call between two boxes that nearly touch reaches over each of them. */
const REACH_PX = 2;
/** From the kubelet's mark, and from the right edge of the API server's box. */
const BESIDE_PX = 4;
const INSET_PX = 12;
/** The middle of the letters in a card's head, and where they end. */
const LETTERS = { middlePx: 16, endPx: 10 };

/** Where a call runs in the drawing: along a cable, or within a machine's card. */
export function routeOfCall(call: Call, layout: Layout): Route {
  if (call.within === undefined) return routeOf(layout, call.from, call.to)!;
  const card = layout.places.get(call.within)!;
  return routeWithin(call, card).map(({ x, y }) => ({ x: card.x + x, y: card.y + y }));
}

/** The API server stands beside its member; the kubelet is above both, the rest below. */
function routeWithin({ from, to }: Call, { width }: Place): Route {
  const right = width / 2 - sizes.GAP_PX / 2;
  const bottom = sizes.HEAD_PX + sizes.BOX_PX;
  const x = right - INSET_PX;
  if (to === 'etcd') {
    const y = sizes.HEAD_PX + sizes.BOX_PX / 2;
    return [
      { x: right - REACH_PX, y },
      { x: right + sizes.GAP_PX + REACH_PX, y },
    ];
  }
  if (from === 'kubelet') {
    const mark = width - LETTERS.endPx - sizes.headProcessWidth('kubelet', 'running');
    return [
      { x: mark - BESIDE_PX, y: LETTERS.middlePx },
      { x, y: LETTERS.middlePx },
      { x, y: sizes.HEAD_PX },
    ];
  }
  return [
    { x, y: bottom + sizes.GAP_PX + REACH_PX },
    { x, y: bottom - REACH_PX },
  ];
}
