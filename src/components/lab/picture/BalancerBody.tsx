import type { BalancedServer } from '../../../../labs/host/protocol.ts';
import * as sizes from './card-sizes.ts';
import HeadProcess from './HeadProcess.tsx';
import ProcessBox from './ProcessBox.tsx';
import type { ProcessView } from './processes.ts';

interface Props {
  processes: readonly ProcessView[];
  heldAddresses: readonly string[];
  /** Of the card. */
  width: number;
}

/** A character of the small size. Units: pixels. */
const CHARACTER_PX = 6.65;
const ROOM_FOR_HOLDS_PX = 120;

/** A balancer, and every server as the balancer sees it: that may differ from how the server is. */
export default function BalancerBody({ processes, heldAddresses, width }: Props) {
  const haproxy = processes.find(({ name }) => name === 'haproxy');
  const keepalived = processes.find(({ name }) => name === 'keepalived');
  const servers = haproxy?.balancer?.servers ?? [];
  const inner = width - 2 * sizes.EDGE_PX;
  const isRow = width >= sizes.SERVERS_IN_ROW_FROM_PX;
  const step = inner / servers.length;
  const y = isRow ? sizes.HEAD_PX + sizes.ROW_PX : sizes.serverTop(servers.length);
  const box = { x: sizes.EDGE_PX, y: sizes.HEAD_PX, width: inner, height: sizes.BOX_PX };
  return (
    <>
      {haproxy && isRow && <HeadProcess process={haproxy} x={width - 10} />}
      {haproxy && !isRow && <ProcessBox process={haproxy} place={box} />}
      {servers.map((one, index) =>
        isRow ? (
          <Server key={one.name} server={one} x={10 + index * step} y={sizes.HEAD_PX} />
        ) : (
          <Server key={one.name} server={one} x={9} y={sizes.serverTop(index)} width={inner - 6} />
        ),
      )}
      {keepalived && <ProcessBox process={keepalived} place={{ ...box, y: y + sizes.GAP_PX }} />}
      {heldAddresses.map((address) => (
        <HeldAddress
          key={address}
          address={address}
          y={y + sizes.GAP_PX + sizes.BOX_PX}
          width={width}
        />
      ))}
    </>
  );
}

/** The address that this balancer answers at now. */
function HeldAddress({ address, y, width }: { address: string; y: number; width: number }) {
  return (
    <text class="q-held" x={width - 10} y={y + 14} text-anchor="end">
      {width >= ROOM_FOR_HOLDS_PX && 'holds '}
      {address}
    </text>
  );
}

interface ServerProps {
  server: BalancedServer;
  x: number;
  y: number;
  /** The word stands at its end; behind the name where left out. */
  width?: number;
}

function Server({ server: { name, isUp }, x, y, width }: ServerProps) {
  const middle = sizes.SERVER_PX / 2;
  return (
    <g transform={`translate(${x} ${y})`} class={isUp ? 'q-server is-up' : 'q-server is-down'}>
      <path
        class="q-server-mark"
        transform={`translate(6 ${middle})`}
        d={isUp ? 'M-4,0a4,4 0 1,0 8,0a4,4 0 1,0 -8,0z' : 'M-4,-4L4,4M4,-4L-4,4'}
      />
      <text class="q-server-name" x="16" y={middle + 4}>
        {name}
      </text>
      <text
        class="q-server-state"
        x={width ?? 23 + name.length * CHARACTER_PX}
        y={middle + 4}
        text-anchor={width === undefined ? 'start' : 'end'}
      >
        {isUp ? 'up' : 'down'}
      </text>
    </g>
  );
}
