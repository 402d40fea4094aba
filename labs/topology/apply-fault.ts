import type { EtcdView } from '../cluster/etcd/index.ts';
import { HEALTHY_SYNC_US, MILLISECOND, type Network } from '../cluster/kernel/index.ts';
import { baseName, type Machine } from '../cluster/machine/index.ts';
import type { Cluster } from './cluster.ts';
import type { DiskFault, Fault, LinkFault, ServiceFault, ZoneFault } from './fault.ts';
import { manifestPath, shelvedPath, staticPodNames } from './static-pods.ts';

/** What a full disk is full of. */
const FILLER = '/root/filler';

/**
 * Does to a cluster what a fault says, at the present moment. Stopping and starting take their
 * time: they are systemd's work, or the kubelet's, as they are when an administrator asks for them.
 *
 * Errors:  throws for a machine or a zone that the topology does not have: a bug of the caller
 */
export function applyFault(cluster: Cluster, fault: Fault): void {
  switch (fault.kind) {
    case 'cut':
    case 'slow':
    case 'lossy':
    case 'mend':
      applyToLink(cluster, fault);
      break;
    case 'power-on':
      cluster.machine(fault.machine).boot();
      break;
    case 'power-off':
      cluster.machine(fault.machine).powerOff();
      break;
    case 'zone-on':
    case 'zone-off':
      applyToZone(cluster, fault);
      break;
    default:
      applyToRunning(cluster, fault);
  }
}

type RunningFault = Exclude<
  Fault,
  LinkFault | ZoneFault | { readonly kind: 'power-on' | 'power-off' }
>;

/** What needs a machine that has power. */
function applyToRunning(cluster: Cluster, fault: RunningFault): void {
  const machine = cluster.machine(fault.machine);
  if (!machine.isOn) return;
  switch (fault.kind) {
    case 'reboot':
      machine.systemd.shutDown('reboot');
      break;
    case 'fill-disk':
    case 'slow-disk':
    case 'repair-disk':
      applyToDisk(machine, fault);
      break;
    case 'remove-member':
      removeMember(cluster, machine);
      break;
    default:
      applyToService(machine, fault);
  }
}

function applyToDisk({ disk, files }: Machine, fault: DiskFault): void {
  switch (fault.kind) {
    case 'fill-disk':
      files.allocate(FILLER, disk.capacity - disk.used + files.size(FILLER));
      break;
    case 'slow-disk':
      disk.syncUs = fault.syncMs * MILLISECOND;
      break;
    case 'repair-disk':
      files.remove(FILLER);
      disk.syncUs = HEALTHY_SYNC_US;
      break;
  }
}

/** What an administrator types on another machine that has a member. */
function removeMember(cluster: Cluster, machine: Machine): void {
  const memberOn = (one: Machine) =>
    [...one.processes.values()].find(({ argv }) => baseName(argv[0] ?? '') === 'etcd');
  const id = (memberOn(machine)?.view?.() as EtcdView | undefined)?.memberId;
  const other = [...cluster.machines.values()].find((one) => one !== machine && memberOn(one));
  if (id !== undefined && other) cluster.runLine(other, `etcdctl member remove ${id}`);
}

function applyToZone(cluster: Cluster, { kind, zone }: ZoneFault): void {
  const { name: topology, machines } = cluster.topology;
  const lost = machines.filter((spec) => spec.zone === zone);
  if (lost.length === 0) throw new Error(`topology ${topology} has no ${zone}`);
  for (const { name: machine } of lost) {
    applyFault(cluster, { kind: kind === 'zone-off' ? 'power-off' : 'power-on', machine });
  }
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
  changeLink(cluster.kernel.network, from, to, fault);
  if (fault.isOneWay !== true) changeLink(cluster.kernel.network, to, from, fault);
}

function changeLink(network: Network, from: Machine, to: Machine, fault: LinkFault): void {
  switch (fault.kind) {
    case 'cut':
      network.setLink(from, to, { isCut: true });
      break;
    case 'slow': {
      const { latencyUs } = network.laidLink(from, to);
      network.setLink(from, to, { latencyUs: latencyUs + fault.delayMs * MILLISECOND });
      break;
    }
    case 'lossy':
      network.setLink(from, to, { loss: fault.percent / 100 });
      break;
    case 'mend':
      network.mendLink(from, to);
      from.filter.forget(to);
      to.filter.forget(from);
      break;
  }
}
