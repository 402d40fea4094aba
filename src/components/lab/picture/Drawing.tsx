import type { Signal } from '@preact/signals';
import type { MachineSnapshot } from '../../../../labs/host/protocol.ts';
import type { LabSession } from '../../../lab/lab-session.ts';
import Cable from './Cable.tsx';
import CableHandle from './CableHandle.tsx';
import { formatCable } from './cables.ts';
import type { CableView } from './cables.ts';
import type { Place } from './geometry.ts';
import type { Layout } from './layout.ts';
import MachineCard from './MachineCard.tsx';
import MenuButton from './MenuButton.tsx';
import Messages from './Messages.tsx';
import Toolbar from './Toolbar.tsx';
import ZoneBand from './ZoneBand.tsx';
import ZoneSign from './ZoneSign.tsx';
import { useCounts } from './message-counts.ts';
import { formatMachine } from './machine-words.ts';
import { formatZone, isLost, zonesOf } from './zones.ts';

interface Props {
  session: LabSession;
  machines: readonly MachineSnapshot[];
  cables: readonly CableView[];
  layout: Layout;
  /** The id of the zone, machine or cable whose menu is open. */
  open: Signal<string | undefined>;
}

/** Zones below cables, then messages, machines above all of them, and the cables' signs on top. */
export default function Drawing({ session, machines, cables, layout, open }: Props) {
  const { width, height } = layout;
  const counts = useCounts(session);
  const onOpen = (id: string): void => {
    open.value = open.value === id ? undefined : id;
  };
  // Only a layout with bands has places for them.
  const zones = layout.zones === undefined ? [] : zonesOf(machines);
  return (
    <svg class="q-drawing" viewBox={`0 0 ${width} ${height}`} width={width} height={height}>
      {zones.map((zone) => (
        <ZoneBand key={zone.name} place={layout.zones!.get(zone.name)!} isLost={isLost(zone)} />
      ))}
      {cables.map((cable) => (
        <Cable key={cable.key} cable={cable} />
      ))}
      <Messages session={session} layout={layout} />
      {zones.length > 0 && (
        <Toolbar label="Zones">
          {zones.map((zone, index) => (
            <MenuButton
              key={zone.name}
              id={zone.name}
              label={`${formatZone(zone)}. Faults`}
              place={layout.zones!.get(zone.name)!.label}
              isOpen={open.value === zone.name}
              isFirst={index === 0}
              onOpen={onOpen}
            >
              <ZoneSign name={zone.name} place={layout.zones!.get(zone.name)!.label} />
            </MenuButton>
          ))}
        </Toolbar>
      )}
      <Toolbar label="Machines">
        {machines.map((machine, index) => (
          <MenuButton
            key={machine.name}
            id={machine.name}
            label={`${formatMachine(machine)}. Faults`}
            place={layout.places.get(machine.name)!}
            isOpen={open.value === machine.name}
            isFirst={index === 0}
            onOpen={onOpen}
          >
            <MachineCard machine={machine} place={layout.places.get(machine.name)!} />
          </MenuButton>
        ))}
      </Toolbar>
      <Toolbar label="Cables">
        {cables.map((cable, index) => (
          <MenuButton
            key={cable.key}
            id={cable.key}
            label={`Cable ${cable.a} to ${cable.b}: ${formatCable(cable)}. Faults`}
            place={placeOf(cable)}
            isOpen={open.value === cable.key}
            isFirst={index === 0}
            onOpen={onOpen}
          >
            <CableHandle cable={cable} count={counts?.get(cable.key)} />
          </MenuButton>
        ))}
      </Toolbar>
    </svg>
  );
}

/** A little more than the sign, for fingers. */
function placeOf({ handle: { x, y } }: CableView): Place {
  return { x: x - 14, y: y - 14, width: 28, height: 28 };
}
