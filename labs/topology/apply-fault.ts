import type { Cluster } from './cluster.ts';
import type { Fault, LinkFault } from './fault.ts';

/**
 * Does to a cluster what a fault says, at the present moment. Stopping and starting take their time:
 * they are systemd's work, as they are when `systemctl` asks for them.
 *
 * Errors:  throws for a machine that the topology does not have, which is a bug of the caller
 */
export function applyFault(cluster: Cluster, fault: Fault): void {
  if (fault.kind === 'cut' || fault.kind === 'mend') {
    applyToLink(cluster, fault);
    return;
  }
  const machine = cluster.machine(fault.machine);
  if (fault.kind === 'power-on') {
    machine.boot();
  } else if (fault.kind === 'power-off') {
    machine.powerOff();
  } else if (machine.isOn) {
    const unit = `${fault.unit}.service`;
    if (fault.kind === 'kill') machine.systemd.kill(unit, fault.signal);
    else machine.systemd.request(fault.kind, unit);
  }
}

function applyToLink(cluster: Cluster, fault: LinkFault): void {
  const from = cluster.machine(fault.from);
  const to = cluster.machine(fault.to);
  const change = { isCut: fault.kind === 'cut' };
  cluster.kernel.network.setLink(from, to, change);
  if (fault.isOneWay !== true) cluster.kernel.network.setLink(to, from, change);
}
