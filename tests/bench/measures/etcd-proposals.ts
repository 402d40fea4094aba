import { EtcdClient } from '../../../labs/cluster/client/etcd/index.ts';
import { RpcError } from '../../../labs/cluster/client/grpc.ts';
import type { Program } from '../../../labs/cluster/kernel/index.ts';
import { TestCluster } from '../../etcd/harness.ts';
import { median } from './median.ts';

const WRITERS = 16;
const WRITES = 125;
const RUNS = 5;
const IDLE_S = 600;
const HOUR_S = 3_600;

/** A cluster on one machine, a few seconds after its election. */
function elected(members: number): TestCluster {
  const names = Array.from({ length: members }, (_, at) => `etcd-${at}`);
  const cluster = new TestCluster('bench', new Map(), 'loopback', { names, peerPort: 24_801 });
  cluster.start();
  cluster.runUntil(() => cluster.leader !== undefined);
  cluster.runFor(3);
  return cluster;
}

/** Sixteen clients at the leader, two thousand writes: how many are agreed on in a real second. */
export function proposalsPerSecond(members: number): number {
  const cluster = elected(members);
  const endpoints = [`http://127.0.0.1:${23_791 + cluster.members.indexOf(cluster.leader!)}`];
  let done = 0;
  const writer: Program = function* (process, [name]) {
    const client = new EtcdClient(process, { endpoints });
    for (let at = 0; at < WRITES; at++) {
      const reply = yield* client.put({ key: `${name}/${at % 10}`, value: String(at) });
      if (!(reply instanceof RpcError)) done++;
    }
    client.close();
    return 0;
  };
  const speeds = Array.from({ length: RUNS }, () => {
    done = 0;
    const startMs = performance.now();
    const writers = Array.from(
      { length: WRITERS },
      (_, at) => cluster.spawn(writer, [`writer-${at}`]).process,
    );
    cluster.runUntil(() => writers.every(({ state }) => state === 'exited'), 60);
    if (done !== WRITERS * WRITES) throw new Error(`${done} writes were answered`);
    return done / ((performance.now() - startMs) / 1_000);
  });
  return Math.round(median(speeds));
}

/** What an hour in which nobody asks for anything costs. Units: milliseconds of real time */
export function idleHourMs(members: number): number {
  const cluster = elected(members);
  const costs = Array.from({ length: RUNS }, () => {
    const startMs = performance.now();
    cluster.runFor(IDLE_S);
    return ((performance.now() - startMs) * HOUR_S) / IDLE_S;
  });
  return Math.round(median(costs));
}
