import type { BalancedServer } from '../../../../labs/host/protocol.ts';
import * as sizes from './card-sizes.ts';
import HeadProcess from './HeadProcess.tsx';
import ProcessBox from './ProcessBox.tsx';
import type { ProcessView } from './processes.ts';

interface Props {
  process: ProcessView;
  /** Of the card. */
  width: number;
}

/** A character of the small size. Units: pixels. */
const CHARACTER_PX = 6.65;

/** A balancer, and every server as the balancer sees it: that may differ from how the server is. */
export default function BalancerBody({ process, width }: Props) {
  const servers = process.balancer?.servers ?? [];
  const inner = width - 2 * sizes.EDGE_PX;
  if (width >= sizes.SERVERS_IN_ROW_FROM_PX) {
    const step = inner / servers.length;
    return (
      <>
        <HeadProcess process={process} x={width - 10} />
        {servers.map((one, index) => (
          <Server key={one.name} server={one} x={10 + index * step} y={sizes.HEAD_PX} />
        ))}
      </>
    );
  }
  const box = { x: sizes.EDGE_PX, y: sizes.HEAD_PX, width: inner, height: sizes.BOX_PX };
  return (
    <>
      <ProcessBox process={process} place={box} />
      {servers.map((one, index) => (
        <Server key={one.name} server={one} x={9} y={sizes.serverTop(index)} width={inner - 6} />
      ))}
    </>
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
