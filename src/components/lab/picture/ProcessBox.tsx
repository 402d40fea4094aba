import type { Place } from './geometry.ts';
import { roleOf, toneOf } from './processes.ts';
import type { ProcessView } from './processes.ts';

interface Props {
  process: ProcessView;
  place: Place;
}

/** A character of the small size. Units: pixels. */
const CHARACTER_PX = 6.7;

/** A process in two lines: what it is, and what it does. */
export default function ProcessBox({ process, place }: Props) {
  const { x, y, width, height } = place;
  const role = roleOf(process);
  const { beside, below } = detailsOf(process);
  const hasRoom = (role.length + below.length + 1) * CHARACTER_PX < width - 17;
  return (
    <g transform={`translate(${x} ${y})`} class={`q-unit is-${toneOf(process)}`}>
      <rect class="q-unit-box" width={width} height={height} rx="5" />
      <rect class="q-unit-edge" width="5" height={height} rx="2" />
      <text class="q-process" x="11" y="15">
        {process.name}
      </text>
      <text class="q-fine" x={width - 6} y="15" text-anchor="end">
        {beside}
      </text>
      <text class="q-role is-small" x="11" y="30">
        {role}
      </text>
      {hasRoom && (
        <text class="q-fine" x={width - 6} y="30" text-anchor="end">
          {below}
        </text>
      )}
    </g>
  );
}

interface Details {
  /** At the right of the name, and of the role where there is room. */
  readonly beside: string;
  readonly below: string;
}

function detailsOf({ state, pid, etcd, apiserver }: ProcessView): Details {
  if (state === 'starting' && pid === undefined) return { beside: '', below: 'soon' };
  if (etcd !== undefined) {
    return { beside: `term ${etcd.term}`, below: `commit ${etcd.commitIndex}` };
  }
  if (apiserver === undefined) return { beside: '', below: '' };
  const { watches } = apiserver;
  return { beside: '', below: watches === 1 ? '1 watch' : `${watches} watches` };
}
