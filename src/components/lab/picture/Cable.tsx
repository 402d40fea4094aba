import { lengthOf } from './cables.ts';
import type { CableView } from './cables.ts';
import { along, beside } from './layout.ts';
import type { Segment } from './layout.ts';

/** Half of the gap in a cable that is cut. Units: pixels. */
const HALF_GAP_PX = 15;

/** A cable: one line while it works; once it is cut, one line for each direction. */
export default function Cable({ cable }: { cable: CableView }) {
  const { segment, part, isCutForth, isCutBack } = cable;
  if (!isCutForth && !isCutBack) return <Line segment={segment} className="q-cable" />;
  const back = { from: segment.to, to: segment.from };
  return (
    <>
      <Direction segment={beside(segment, 5)} part={part} isCut={isCutForth} />
      <Direction segment={beside(back, 5)} part={1 - part} isCut={isCutBack} />
    </>
  );
}

interface DirectionProps {
  segment: Segment;
  /** Where the gap is, or would be. */
  part: number;
  isCut: boolean;
}

function Direction({ segment, part, isCut }: DirectionProps) {
  if (!isCut) {
    return (
      <>
        <Line segment={segment} className="q-cable" />
        <Arrow segment={segment} part={part < 0.6 ? 0.82 : 0.3} />
      </>
    );
  }
  const gap = Math.min(0.4, HALF_GAP_PX / lengthOf(segment));
  const near = { from: segment.from, to: along(segment, part - gap) };
  const far = { from: along(segment, part + gap), to: segment.to };
  return (
    <>
      <Line segment={near} className="q-cable is-cut" />
      <Line segment={far} className="q-cable is-cut" />
    </>
  );
}

function Line({ segment: { from, to }, className }: { segment: Segment; className: string }) {
  return <line class={className} x1={from.x} y1={from.y} x2={to.x} y2={to.y} />;
}

/** Points in the direction in which messages still go. */
function Arrow({ segment, part }: { segment: Segment; part: number }) {
  const { x, y } = along(segment, part);
  const { from, to } = segment;
  const degrees = (Math.atan2(to.y - from.y, to.x - from.x) * 180) / Math.PI;
  return (
    <path
      class="q-arrow"
      d="M-5,-4L4,0L-5,4z"
      transform={`translate(${x} ${y}) rotate(${degrees})`}
    />
  );
}
