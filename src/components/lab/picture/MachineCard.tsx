import type { MachineSnapshot } from '../../../../labs/host/protocol.ts';
import type { Place } from './layout.ts';
import UnitBox from './UnitBox.tsx';
import { unitsShown } from './unit-words.ts';

interface Props {
  machine: MachineSnapshot;
  place: Place;
}

/** One machine and what runs on it, drawn; whoever uses it decides what a click does. */
export default function MachineCard({ machine, place }: Props) {
  const { x, y, width, height } = place;
  const units = unitsShown(machine);
  return (
    <g transform={`translate(${x} ${y})`} class={machine.isOn ? 'q-machine' : 'q-machine is-off'}>
      <rect class="q-card" width={width} height={height} rx="8" />
      <text class="q-name" x="10" y="20">
        {machine.name}
      </text>
      {units.length === 0 ? (
        <text class="q-fine" x="10" y="38">
          {machine.isOn ? machine.address : 'off'}
        </text>
      ) : (
        <text class="q-fine" x={width - 10} y="20" text-anchor="end">
          {machine.isOn ? machine.address : 'off'}
        </text>
      )}
      {machine.isOn &&
        units
          .slice(0, 1)
          .map((unit) => <UnitBox key={unit.name} unit={unit} width={width - 12} y={29} />)}
      {!machine.isOn && units.length > 0 && <PowerMark x={width / 2} y={height / 2 + 14} />}
    </g>
  );
}

function PowerMark({ x, y }: { x: number; y: number }) {
  return (
    <path class="q-power" transform={`translate(${x} ${y})`} d="M0,-12V-2M-6,-8a9,9 0 1,0 12,0" />
  );
}
