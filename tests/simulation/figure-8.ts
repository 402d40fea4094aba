import { MILLISECOND, SECOND } from '../../labs/cluster/kernel/index.ts';
import type { Machine } from '../../labs/cluster/machine/index.ts';
import { hasBig, writeBig } from './big-write.ts';
import type { SimulatedCluster } from './cluster.ts';
import { cut, everywhere, others } from './cables.ts';
import { beginFault, endFault } from './fault.ts';
import { until, type Plan } from './plan.ts';

/** One way. So slow that there is time to cut a cable while a message is on its way. */
const LATENCY_US = 20 * MILLISECOND;
const PATIENCE_US = 10 * SECOND;

/**
 * Figure 8 of the Raft paper, played by cables and power buttons on five machines:
 *
 *     first   leads, writes X on its own disk alone, and loses power
 *     second  is elected, writes its own entry at the same place, alone, and loses power
 *     first   is back and leads again: X comes to a majority, but nothing of the new term does
 *     second  is back, and may be elected, because its last entry is of a later term than X
 *
 * So X may be on a majority and still be replaced. A leader that counts X as committed at the third
 * line (bug `commit-old-term`) has promised what the fourth takes away.
 */
export function* figure8(cluster: SimulatedCluster): Plan {
  yield* until(cluster, 'a leader', () => cluster.leader() !== undefined, PATIENCE_US);
  const first = cluster.leader()!;
  beginFault(cluster, everywhere(cluster, { latencyUs: LATENCY_US, jitterUs: 0 }));
  yield SECOND;

  const alone = [cut([first], others(cluster, first)), cut(others(cluster, first), [first])];
  for (const fault of alone) beginFault(cluster, fault);
  cluster.spawn(cluster.clients[0]!, 'writer', writeBig(`http://${first.name}:2379`));
  yield* until(cluster, 'X on the first disk', () => hasBig(first), SECOND / 2);
  yield 10 * MILLISECOND;
  first.powerOff();

  const second = yield* electInSilence(cluster);
  yield 30 * MILLISECOND;
  second.powerOff();
  // From here on three are up, and all three are needed.
  const [third, fourth, fifth] = others(cluster, first).filter((machine) => machine !== second);
  fifth!.powerOff();
  beginFault(cluster, everywhere(cluster, { isCut: false }));
  first.boot();
  const hasX = (): boolean => hasBig(third!) && hasBig(fourth!);
  yield* until(cluster, 'X on a majority', hasX, PATIENCE_US);
  beginFault(cluster, cut([first], [third!, fourth!]));
  // The answers still arrive: now the first member knows of a majority.
  yield 100 * MILLISECOND;
  first.powerOff();

  second.boot();
  const isElected = (): boolean => cluster.leader() === second;
  yield* until(cluster, 'the second leader again', isElected, PATIENCE_US);
  yield SECOND;
  endFault(cluster, everywhere(cluster, {}));
}

/** Lets somebody be elected of whom nobody hears anything any more after its question for votes. */
function* electInSilence(cluster: SimulatedCluster): Generator<number, Machine> {
  const candidate = (): Machine | undefined =>
    cluster.members.find((machine) => cluster.viewOf(machine)?.role === 'candidate');
  yield* until(cluster, 'a candidate', () => candidate() !== undefined, PATIENCE_US);
  const second = candidate()!;
  // It asks for votes once its own is on its disk; the questions are on their way by then.
  yield LATENCY_US / 2;
  beginFault(cluster, cut([second], others(cluster, second)));
  const isElected = (): boolean => cluster.viewOf(second)?.role === 'leader';
  yield* until(cluster, 'its election', isElected, SECOND);
  return second;
}
