import {
  SECOND,
  sleep,
  type Process,
  type Program,
  type Task,
} from '../../labs/cluster/kernel/index.ts';
import type { Machine } from '../../labs/cluster/machine/index.ts';
import { EtcdClient, type Member } from '../../labs/cluster/client/etcd/index.ts';
import { RpcError } from '../../labs/cluster/client/grpc.ts';
import type { SimulatedCluster } from './cluster.ts';
import { peerUrlOf } from './member-unit.ts';

const PATIENCE_US = 2 * SECOND;
const PAUSE_US = SECOND / 5;
/** Between two members at most. */
const THINKING_US = 6 * SECOND;

/**
 * Replaces members, one after the other: takes one out of the cluster, wipes its disk, and adds it
 * anew, now and then as a learner that is promoted later. It goes by what the cluster says, asks
 * again where it has heard nothing, and goes on whatever the faults.
 */
export function administratorProgram(cluster: SimulatedCluster, untilUs: number): Program {
  return function* (process) {
    const { random } = process;
    for (;;) {
      yield* sleep(random.int(0, THINKING_US));
      if (process.nowUs >= untilUs) return 0;
      yield* replace(cluster, process, random.pick(cluster.members));
    }
  };
}

function* replace(cluster: SimulatedCluster, process: Process, machine: Machine): Task<void> {
  const peerURL = peerUrlOf(cluster.specOf(machine));
  const isThere = (members: readonly Member[]): Member | undefined =>
    members.find(({ peerURLs }) => peerURLs.includes(peerURL));
  cluster.replacing = machine;
  yield* insist(cluster, process, function* (client, members, options) {
    const member = isThere(members);
    if (member === undefined) return true;
    const running = cluster.processOf(machine);
    if (running !== undefined) cluster.leaving.add(running);
    yield* client.memberRemove({ ID: member.ID }, options);
    return false;
  });
  const isLearner = process.random.chance(0.5);
  let initialCluster = '';
  yield* insist(cluster, process, function* (client, members, options) {
    const pairs = members.map(({ name, peerURLs }) => `${name || machine.name}=${peerURLs[0]}`);
    initialCluster = pairs.join(',');
    if (isThere(members) !== undefined) return true;
    yield* client.memberAdd({ peerURLs: [peerURL], isLearner }, options);
    return false;
  });
  cluster.wipe(machine, initialCluster);
  yield* insist(cluster, process, function* (client, members, options) {
    const member = isThere(members);
    if (member === undefined || (member.name !== '' && !member.isLearner)) return true;
    // Whom it asked for the members may have been behind: then it took its old id for its own.
    const its = cluster.viewOf(machine)?.memberId;
    if (its !== undefined && its !== member.ID) cluster.wipe(machine, initialCluster);
    if (member.isLearner) yield* client.memberPromote({ ID: member.ID }, options);
    return false;
  });
  cluster.replacing = undefined;
}

/** Looks who belongs to the cluster and does one step, until the step says that all is done. */
function* insist(
  { endpoints }: SimulatedCluster,
  process: Process,
  step: (
    client: EtcdClient,
    members: readonly Member[],
    options: { readonly deadlineUs: number },
  ) => Task<boolean>,
): Task<void> {
  for (;;) {
    const client = new EtcdClient(process, { endpoints });
    const options = { deadlineUs: process.nowUs + PATIENCE_US };
    const list = yield* client.memberList(options);
    const isDone = list instanceof RpcError ? false : yield* step(client, list.members, options);
    client.close();
    if (isDone) return;
    yield* sleep(PAUSE_US);
  }
}
