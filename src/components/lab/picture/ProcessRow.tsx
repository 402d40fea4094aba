import { ROW_PX } from './card-sizes.ts';
import { roleOf, toneOf } from './processes.ts';
import type { ProcessView } from './processes.ts';

interface Props {
  process: ProcessView;
  x: number;
  y: number;
  width: number;
}

/** A process in one line: what it is, and what it does. */
export default function ProcessRow({ process, x, y, width }: Props) {
  return (
    <g transform={`translate(${x} ${y})`} class={`q-unit is-${toneOf(process)}`}>
      <rect class="q-unit-box" width={width} height={ROW_PX} rx="5" />
      <rect class="q-unit-edge" width="5" height={ROW_PX} rx="2" />
      <text class="q-process" x="11" y="15">
        {process.name}
      </text>
      <text class="q-role is-small" x={width - 6} y="15" text-anchor="end">
        {roleOf(process)}
      </text>
    </g>
  );
}
