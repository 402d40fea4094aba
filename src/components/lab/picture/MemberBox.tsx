import type { EtcdSnapshot } from '../../../../labs/host/protocol.ts';
import { toneOf } from './processes.ts';
import type { ProcessView } from './processes.ts';

interface Props {
  process: ProcessView;
  width: number;
  y: number;
}

/** What stands side by side needs so much room. Units: pixels. */
const ROOM_FOR_LONGEST_ROLE_PX = 160;
const ROOM_FOR_ROLE_PX = 136;

/** An etcd member that has its machine to itself: its state, and its part in Raft. */
export default function MemberBox({ process, width, y }: Props) {
  const { name, state } = process;
  const etcd = state === 'running' || state === 'frozen' ? process.etcd : undefined;
  return (
    <g transform={`translate(6 ${y})`} class={`q-unit is-${toneOf(process)}`}>
      <rect class="q-unit-box" width={width} height="61" rx="5" />
      <rect class="q-unit-edge" width="5" height="61" rx="2" />
      <text class="q-unit-name" x="14" y="17">
        {name}
      </text>
      {(state !== 'running' || width >= ROOM_FOR_ROLE_PX) && (
        <text class="q-fine" x={width - 8} y="17" text-anchor="end">
          {state}
        </text>
      )}
      {etcd === undefined ? (
        <text class="q-fine" x="14" y="44">
          {formatAbsence(process)}
        </text>
      ) : (
        <RaftLines etcd={etcd} width={width} />
      )}
    </g>
  );
}

/** Why there is nothing to say of Raft. */
function formatAbsence({ state, pid }: ProcessView): string {
  if (state !== 'starting') return 'no process';
  return pid === undefined ? 'starts again soon' : 'looks for a leader';
}

function RaftLines({ etcd, width }: { etcd: EtcdSnapshot; width: number }) {
  const { role, term, commitIndex, revision } = etcd;
  const isWide = width >= ROOM_FOR_ROLE_PX;
  const hasRoom = role === 'pre-candidate' ? width >= ROOM_FOR_LONGEST_ROLE_PX : isWide;
  return (
    <>
      <text class="q-role" x="14" y="36">
        {role}
      </text>
      {hasRoom && (
        <text class="q-fine" x={width - 8} y="36" text-anchor="end">
          rev {revision}
        </text>
      )}
      <text class="q-term" x="14" y="53">
        term {term}
      </text>
      <text class="q-term" x={width - 8} y="53" text-anchor="end">
        {isWide ? `commit ${commitIndex}` : commitIndex}
      </text>
    </>
  );
}
