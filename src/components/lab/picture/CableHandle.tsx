import type { CableView } from './cables.ts';
import { lengthOf } from './geometry.ts';

/** On a shorter cable a number below the sign would lie on the next card. */
const ROOM_BELOW_PX = 60;

/** The sign on a cable by which it is cut and mended: a plug, or a cross where it is cut. */
export default function CableHandle({
  cable,
  count,
}: {
  cable: CableView;
  count?: number | undefined;
}) {
  const { x, y } = cable.handle;
  const isBeside = lengthOf(cable.route) < ROOM_BELOW_PX;
  const isCut = cable.isCutForth || cable.isCutBack;
  return (
    <g transform={`translate(${x} ${y})`} class={isCut ? 'q-handle is-cut' : 'q-handle'}>
      <circle class="q-handle-disc" r="9" />
      {isCut ? (
        <path class="q-handle-mark" d="M-4,-4L4,4M4,-4L-4,4" />
      ) : (
        <path class="q-handle-mark" d="M-4,0h8M-4,-3v6M4,-3v6" />
      )}
      {count !== undefined && count > 0 && (
        <text
          class="q-count"
          x={isBeside ? 14 : 0}
          y={isBeside ? 4 : 24}
          text-anchor={isBeside ? 'start' : 'middle'}
        >
          {count}/s
        </text>
      )}
    </g>
  );
}
