import { headProcessWidth } from './card-sizes.ts';
import { roleOf, toneOf } from './processes.ts';
import type { ProcessView } from './processes.ts';

interface Props {
  process: ProcessView;
  /** Where it ends. */
  x: number;
}

/** The process that belongs to the machine as a whole, at the right of the card's head. */
export default function HeadProcess({ process, x }: Props) {
  const role = roleOf(process);
  const left = x - headProcessWidth(process.name, role);
  return (
    <g class={`q-unit is-${toneOf(process)}`}>
      <rect class="q-unit-edge" x={left} y="10" width="5" height="11" rx="2" />
      <text class="q-process" x={x} y="20" text-anchor="end">
        {process.name}{' '}
        <tspan class={process.state === 'running' ? 'q-fine' : 'q-role is-small'}>{role}</tspan>
      </text>
    </g>
  );
}
