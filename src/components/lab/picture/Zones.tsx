import type { MachineSnapshot } from '../../../../labs/host/protocol.ts';
import type { FaultChoice } from './faults.ts';
import { faultOfZone, zonesOf } from './zone-faults.ts';

interface Props {
  machines: readonly MachineSnapshot[];
  onChoose: (choice: FaultChoice) => void;
}

/** A button for each zone, by which it is lost and comes back. */
export default function Zones({ machines, onChoose }: Props) {
  const zones = zonesOf(machines);
  if (zones.length === 0) return null;
  return (
    <div class="q-zones" role="group" aria-label="Zones">
      {zones.map((zone) => {
        const choice = faultOfZone(zone);
        return (
          <button key={zone.name} type="button" onClick={() => onChoose(choice)}>
            {choice.label}
          </button>
        );
      })}
    </div>
  );
}
