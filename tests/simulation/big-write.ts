import { SECOND, type Program } from '../../labs/cluster/kernel/index.ts';
import type { Machine } from '../../labs/cluster/machine/index.ts';
import { EtcdClient } from '../../labs/cluster/client/etcd/index.ts';

/** More than fits in one message with anything else, so that it travels alone. Units: bytes. */
const BIG = 600_000;

/** True once the big value is in a machine's files, be it on the disk or not. */
export function hasBig(machine: Machine): boolean {
  return machine.disk.used > BIG;
}

/** Writes the big value at one member, and does not care what comes of it. */
export function writeBig(endpoint: string): Program {
  return function* (process) {
    const client = new EtcdClient(process, { endpoints: [endpoint] });
    const deadlineUs = process.nowUs + SECOND;
    yield* client.put({ key: 'x', value: 'X'.repeat(BIG) }, { deadlineUs });
    client.close();
    return 0;
  };
}
