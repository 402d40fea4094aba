import type { MachineSnapshot } from '../../../../labs/host/protocol.ts';
import CardBody from './CardBody.tsx';
import { headProcessWidth, SERVERS_IN_ROW_FROM_PX } from './card-sizes.ts';
import type { Place } from './geometry.ts';
import { formatDisk } from './machine-words.ts';

interface Props {
  machine: MachineSnapshot;
  place: Place;
}

/** A name and an address side by side need so much room. Units: pixels. */
const ROOM_FOR_ADDRESS_PX = 150;
const ROOM_BESIDE_SHORT_NAME_PX = 108;
const CHARACTER_PX = 7.9;
const FINE_CHARACTER_PX = 6.65;

/** One machine and what runs on it, drawn; whoever uses it decides what a click does. */
export default function MachineCard({ machine, place }: Props) {
  const { x, y, width, height } = place;
  const { name, isOn, role } = machine;
  return (
    <g transform={`translate(${x} ${y})`} class={isOn ? 'q-machine' : 'q-machine is-off'}>
      <rect class="q-card" width={width} height={height} rx="8" />
      <text class="q-name" x="10" y="20">
        {name}
      </text>
      <FineText machine={machine} width={width} />
      {isOn && <CardBody machine={machine} width={width} />}
      {!isOn && role !== 'workstation' && <PowerMark x={width / 2} y={height / 2 + 12} />}
    </g>
  );
}

/**
 * The address, where there is room for it; `off` instead on a machine without power, and what ails
 * its disk.
 */
function FineText({ machine, width }: { machine: MachineSnapshot; width: number }) {
  const { name, address, isOn, role } = machine;
  const [trouble] = formatDisk(machine);
  const text = trouble ?? address;
  const isBad = trouble !== undefined;
  if (isOn && role === 'workstation') return <Fine x={10} y={38} text={text} isBad={isBad} />;
  if (!isOn) return <Fine x={width - 10} y={20} text="off" isEnd />;
  const needs = name.length < 4 ? ROOM_BESIDE_SHORT_NAME_PX : ROOM_FOR_ADDRESS_PX;
  if (width < needs && !isBad) return null;
  // At the right end of the head there may be a process.
  const isHeadShared =
    role === 'control-plane' || (role === 'balancer' && width >= SERVERS_IN_ROW_FROM_PX);
  if (!isHeadShared) return <Fine x={width - 10} y={20} text={text} isEnd isBad={isBad} />;
  const x = 18 + name.length * CHARACTER_PX;
  const process = role === 'balancer' ? 'haproxy' : 'kubelet';
  const room = width - 10 - headProcessWidth(process, 'running') - x;
  if (room < text.length * FINE_CHARACTER_PX) return null;
  return <Fine x={x} y={20} text={text} isBad={isBad} />;
}

interface FineProps {
  x: number;
  y: number;
  text: string;
  isEnd?: boolean;
  isBad?: boolean;
}

function Fine({ x, y, text, isEnd, isBad }: FineProps) {
  const className = isBad ? 'q-fine is-bad' : 'q-fine';
  return (
    <text class={className} x={x} y={y} text-anchor={isEnd ? 'end' : 'start'}>
      {text}
    </text>
  );
}

function PowerMark({ x, y }: { x: number; y: number }) {
  return (
    <path class="q-power" transform={`translate(${x} ${y})`} d="M0,-12V-2M-6,-8a9,9 0 1,0 12,0" />
  );
}
