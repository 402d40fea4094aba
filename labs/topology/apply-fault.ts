import { baseName, type Machine } from '../cluster/machine/index.ts';
import type { Cluster } from './cluster.ts';
import type { Fault, LinkFault, ServiceFault } from './fault.ts';
import { manifestPath, shelvedPath, staticPodNames } from './static-pods.ts';

/**
 * Does to a cluster what a fault says, at the present moment. Stopping and starting take their
 * time: they are systemd's work, or the kubelet's, as they are when an administrator asks for them.
 *
 * Errors:  throws for a machine that the topology does not have, which is a bug of the caller
 */
export function applyFault(cluster: Cluster, fault: Fault): void {
  if (fault.kind === 'cut' || fault.kind === 'mend') {
    applyToLink(cluster, fault);
    return;
  }
  const machine = cluster.machine(fault.machine);
  if (fault.kind === 'power-on') machine.boot();
  else if (fault.kind === 'power-off') machine.powerOff();
  else if (machine.isOn) applyToService(machine, fault);
}

function applyToService(machine: Machine, fault: ServiceFault): void {
  const pod = staticPodNames.find((name) => name === fault.unit);
  if (pod === undefined || machine.systemd.find(`${fault.unit}.service`)) {
    const unit = `${fault.unit}.service`;
    if (fault.kind === 'kill') machine.systemd.kill(unit, fault.signal);
    else machine.systemd.request(fault.kind, unit);
  } else if (fault.kind === 'kill') {
    for (const process of [...machine.processes.values()]) {
      if (baseName(process.argv[0] ?? '') === pod) process.signal(fault.signal);
    }
  } else {
    const [here, away] = [manifestPath(pod), shelvedPath(pod)];
    if (fault.kind === 'stop') machine.files.rename(here, away);
    else machine.files.rename(away, here);
  }
}

function applyToLink(cluster: Cluster, fault: LinkFault): void {
  const from = cluster.machine(fault.from);
  const to = cluster.machine(fault.to);
  const change = { isCut: fault.kind === 'cut' };
  cluster.kernel.network.setLink(from, to, change);
  if (fault.isOneWay !== true) cluster.kernel.network.setLink(to, from, change);
}
