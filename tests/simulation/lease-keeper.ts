import {
  after,
  SECOND,
  select,
  sleep,
  type Program,
  type Task,
} from '../../labs/cluster/kernel/index.ts';
import {
  EtcdClient,
  type LeaseGrantResponse,
  type LeaseKeepAliveResponse,
} from '../../labs/cluster/client/etcd/index.ts';
import { RpcError } from '../../labs/cluster/client/grpc.ts';

/** Something that a holder was told, and the term of the member that told it. */
interface Told {
  readonly atUs: number;
  readonly term: number;
}

/** A lease, and what its holder was told. */
export interface KeptLease {
  readonly id: string;
  readonly ttlUs: number;
  /** Each renewal that was answered, at the moment at which it had been asked for. */
  readonly renewals: Told[];
  /** That it is gone, at the moment of the answer. */
  gone: Told | undefined;
}

const TTL_SECONDS = 4;
const PAUSE_US = SECOND / 2;
const PATIENCE_US = SECOND;

/** Holds a lease for as long as it can, then another one, and notes what it is told. */
export function leaseKeeperProgram(
  endpoints: readonly string[],
  untilUs: number,
  record: KeptLease[],
): Program {
  return function* (process) {
    let lease: KeptLease | undefined;
    while (process.nowUs < untilUs) {
      yield* sleep(PAUSE_US);
      const client = new EtcdClient(process, { endpoints });
      if (lease === undefined) {
        lease = yield* grant(client);
        if (lease) record.push(lease);
      } else {
        yield* renew(client, lease);
        if (lease.gone !== undefined) lease = undefined;
      }
      client.close();
    }
    return 0;
  };
}

function* grant(client: EtcdClient): Task<KeptLease | undefined> {
  const askedAtUs = client.process.nowUs;
  const request = { ID: '0', TTL: TTL_SECONDS };
  const options = { deadlineUs: askedAtUs + PATIENCE_US };
  const method = 'Lease/LeaseGrant';
  const granted = yield* client.invoke<LeaseGrantResponse>(method, request, false, options);
  if (granted instanceof RpcError) return undefined;
  const { ID: id, TTL, header } = granted;
  const renewals = [{ atUs: askedAtUs, term: header.raft_term }];
  return { id, ttlUs: TTL * SECOND, renewals, gone: undefined };
}

function* renew({ channel, process }: EtcdClient, lease: KeptLease): Task<void> {
  const askedAtUs = process.nowUs;
  const options = { deadlineUs: askedAtUs + PATIENCE_US };
  const request = { ID: lease.id };
  const stream = yield* channel.stream('etcdserverpb.Lease/LeaseKeepAlive', request, options);
  if (stream instanceof RpcError) return;
  const first = yield* select({ answer: stream.readable, timeout: after(PATIENCE_US) });
  const answer = first.which === 'answer' ? yield* stream.receive() : undefined;
  stream.cancel();
  if (answer === undefined || answer instanceof RpcError) return;
  const { TTL, header } = answer.message as LeaseKeepAliveResponse;
  if (TTL > 0) lease.renewals.push({ atUs: askedAtUs, term: header.raft_term });
  else lease.gone = { atUs: process.nowUs, term: header.raft_term };
}
