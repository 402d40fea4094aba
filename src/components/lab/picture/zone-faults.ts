import type { FaultChoice } from './faults.ts';
import type { Zone } from './zones.ts';

/** What the button on a zone's name offers: to lose it, or what is left of it, and the way back. */
export function faultsOfZone({ name, machines }: Zone): FaultChoice[] {
  const power = (isOn: boolean): FaultChoice => {
    const names = machines.filter((machine) => machine.isOn !== isOn).map((one) => one.name);
    const word = isOn ? 'on' : 'off';
    return {
      label: isOn ? `Bring ${name} back` : `Lose ${name}`,
      done: `${name} ${isOn ? 'is back' : 'is lost'}: ${names.join(', ')} powered ${word}.`,
      fault: { kind: isOn ? 'zone-on' : 'zone-off', zone: name },
      command: `for m in ${names.join(' ')}; do ipmitool -H $m-bmc power ${word}; done`,
      where: 'In a data centre',
    };
  };
  const hasPower = machines.some(({ isOn }) => isOn);
  const isWhole = machines.every(({ isOn }) => isOn);
  return [...(hasPower ? [power(false)] : []), ...(isWhole ? [] : [power(true)])];
}
