import { roleOf, toneOf } from './processes.ts';
import type { ProcessView } from './processes.ts';

interface Props {
  process: ProcessView;
  /** Where it ends. */
  x: number;
}

/** A character of a name, and of the smaller word after it. Units: pixels. */
const NAME_PX = 6.95;
const ROLE_PX = 6.65;

/** The process that belongs to the machine as a whole, at the right of the card's head. */
export default function HeadProcess({ process, x }: Props) {
  const role = roleOf(process);
  const left = x - (process.name.length + 1) * NAME_PX - role.length * ROLE_PX - 10;
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
