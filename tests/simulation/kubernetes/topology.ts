import { apiserverImages, makeKubeApiserver } from '../../../labs/cluster/apiserver/apiserver.ts';
import type { Filter } from '../../../labs/cluster/apiserver/pipeline.ts';
import type { ElectionBug } from '../../../labs/cluster/client/election-bug.ts';
import {
  controllerManagerImages,
  makeKubeControllerManager,
} from '../../../labs/cluster/controllers/index.ts';
import { etcdPrograms } from '../../../labs/cluster/etcd/index.ts';
import type { Program } from '../../../labs/cluster/kernel/index.ts';
import { kubelet, makeContainerd } from '../../../labs/cluster/kubelet/index.ts';
import { ETCD_IMAGE } from '../../../labs/topology/kubernetes/index.ts';
import { outfit } from '../../../labs/topology/outfits/kubernetes-outfit.ts';
import type { Outfit } from '../../../labs/topology/outfits/outfits.ts';
import { stackedTopology, type TopologySpec } from '../../../labs/topology/spec.ts';

/** The lab's machines, and one more for each client. */
export function makeTopology(workers: number, clients: number): TopologySpec {
  const topology = stackedTopology(3, workers);
  const more = Array.from({ length: clients }, (_, at) => ({
    name: `client-${at + 1}`,
    address: `10.0.1.${at + 1}`,
    role: 'workstation' as const,
  }));
  return { ...topology, machines: [...topology.machines, ...more] };
}

/** The lab's programs, with somebody who looks on in each API server, and with planted bugs. */
export function makeOutfit(onlooker: Filter, bugs: ReadonlySet<ElectionBug>): Outfit {
  const images = new Map<string, Program>([
    ...runAs(apiserverImages, makeKubeApiserver([onlooker])),
    ...runAs(controllerManagerImages, makeKubeControllerManager(bugs)),
    [ETCD_IMAGE, etcdPrograms.get('/usr/bin/etcd')!],
  ]);
  const node = new Map<string, Program>([
    ['/usr/bin/containerd', makeContainerd(images)],
    ['/usr/bin/kubelet', kubelet],
  ]);
  return { ...outfit, daemons: { ...outfit.daemons, 'control-plane': node, worker: node } };
}

function runAs(images: ReadonlyMap<string, Program>, program: Program): [string, Program][] {
  return [...images.keys()].map((image) => [image, program]);
}
