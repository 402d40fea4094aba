import type { CableView } from './cables.ts';
import { along, beside, directionAt, lengthOf, pieceOf } from './geometry.ts';
import type { Route } from './geometry.ts';

/** Half of the gap in a cable that is cut. Units: pixels. */
const HALF_GAP_PX = 15;

/**
 * A cable: one line while it works, another one where it is slow or loses messages; once it is cut,
 * one line for each direction.
 */
export default function Cable({ cable }: { cable: CableView }) {
  const { route, part, isCutForth, isCutBack, ailment } = cable;
  if (!isCutForth && !isCutBack) {
    const className = ailment === undefined ? 'q-cable' : `q-cable is-${ailment}`;
    return <Line route={route} className={className} />;
  }
  return (
    <>
      <Direction route={beside(route, 5)} part={part} isCut={isCutForth} />
      <Direction route={beside(route.toReversed(), 5)} part={1 - part} isCut={isCutBack} />
    </>
  );
}

interface DirectionProps {
  route: Route;
  /** Where the gap is, or would be. */
  part: number;
  isCut: boolean;
}

function Direction({ route, part, isCut }: DirectionProps) {
  if (!isCut) {
    return (
      <>
        <Line route={route} className="q-cable" />
        <Arrow route={route} part={part < 0.6 ? 0.82 : 0.3} />
      </>
    );
  }
  const gap = Math.min(0.4, HALF_GAP_PX / lengthOf(route));
  return (
    <>
      <Line route={pieceOf(route, 0, part - gap)} className="q-cable is-cut" />
      <Line route={pieceOf(route, part + gap, 1)} className="q-cable is-cut" />
    </>
  );
}

function Line({ route, className }: { route: Route; className: string }) {
  return <polyline class={className} points={route.map(({ x, y }) => `${x},${y}`).join(' ')} />;
}

/** Points in the direction in which messages still go. */
function Arrow({ route, part }: { route: Route; part: number }) {
  const { x, y } = along(route, part);
  return (
    <path
      class="q-arrow"
      d="M-5,-4L4,0L-5,4z"
      transform={`translate(${x} ${y}) rotate(${directionAt(route, part)})`}
    />
  );
}
