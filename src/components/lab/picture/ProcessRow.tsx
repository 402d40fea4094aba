import type { Place } from './geometry.ts';
import { roleOf, toneOf } from './processes.ts';
import type { ProcessView } from './processes.ts';

interface Props {
  process: ProcessView;
  place: Place;
}

/** A process in one line: what it is, and what it does. */
export default function ProcessRow({ process, place: { x, y, width, height } }: Props) {
  return (
    <g transform={`translate(${x} ${y})`} class={`q-unit is-${toneOf(process)}`}>
      <rect class="q-unit-box" width={width} height={height} rx="5" />
      <rect class="q-unit-edge" width="5" height={height} rx="2" />
      <text class="q-process" x="11" y="15">
        {process.name}
      </text>
      <text class="q-role is-small" x={width - 6} y="15" text-anchor="end">
        {roleOf(process)}
      </text>
    </g>
  );
}
