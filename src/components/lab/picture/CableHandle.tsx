import type { CableView } from './cables.ts';
import { lengthOf } from './geometry.ts';

/** On a shorter cable a number below the sign would lie on the next card. */
const ROOM_BELOW_PX = 60;

const marks = {
  works: 'M-4,0h8M-4,-3v6M4,-3v6',
  cut: 'M-4,-4L4,4M4,-4L-4,4',
  slow: 'M-2.5,-4V4M2.5,-4V4',
  lossy: 'M-4.5,0h.2M0,0h.2M4.3,0h.2',
} as const;

/**
 * The sign on a cable by which it is broken and mended: a plug; a cross where it is cut, two bars
 * where it is slow, dots where it loses messages.
 */
export default function CableHandle({
  cable,
  count,
}: {
  cable: CableView;
  count?: number | undefined;
}) {
  const { x, y } = cable.handle;
  const isBeside = lengthOf(cable.route) < ROOM_BELOW_PX;
  const state = cable.isCutForth || cable.isCutBack ? 'cut' : (cable.ailment ?? 'works');
  const className = state === 'works' ? 'q-handle' : `q-handle is-cut is-${state}`;
  return (
    <g transform={`translate(${x} ${y})`} class={className}>
      <circle class="q-handle-disc" r="9" />
      <path class="q-handle-mark" d={marks[state]} />
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
