import { expect, test } from 'vitest';
import { ApplyQueue } from '../../labs/cluster/etcd/apply-queue.ts';
import { BackendCommits } from '../../labs/cluster/etcd/backend-commits.ts';
import { formatProposal, sizeOfResponse } from '../../labs/cluster/etcd/loggable-request.ts';
import type { Entry } from '../../labs/cluster/etcd/raft/index.ts';
import type { InternalRequest } from '../../labs/cluster/etcd/requests.ts';
import { MILLISECOND, SECOND, sleep, type Task } from '../../labs/cluster/kernel/index.ts';
import { makeHosts, spawn } from '../kernel/bare-lab.ts';

const normal = (index: number): Entry => ({ term: 1, index, kind: 'EntryNormal', data: '' });

/** What a member applies of what it is given at these milliseconds: `index@ms, waited ms`. */
function applied(syncMs: number, pushes: readonly (readonly [ms: number, ...Entry[]])[]): string[] {
  const { hosts, kernel } = makeHosts(1);
  const [host] = hosts;
  host.disk.syncUs = syncMs * MILLISECOND;
  const done: string[] = [];
  spawn(host, function* (process): Task<void> {
    const queue = new ApplyQueue(process, new BackendCommits(host.disk), (entries, waitedUs) => {
      const indexes = entries.map(({ index }) => index).join('+');
      done.push(`${indexes}@${kernel.nowUs / 1_000}, ${waitedUs / 1_000}`);
    });
    for (const [ms, ...entries] of pushes) {
      yield* sleep(ms * MILLISECOND - kernel.nowUs);
      queue.push(entries);
    }
    yield* sleep(SECOND);
  });
  kernel.run(2 * SECOND);
  return done;
}

test('a good disk keeps nobody waiting', () => {
  const pushes = [1, 2, 3].map((index) => [index * 101, normal(index)] as const);
  expect(applied(2, pushes)).toEqual(['1@101, 0', '2@202, 0', '3@303, 0']);
});

test('on a slow disk what comes while the database is written waits, in its order', () => {
  const done = applied(200, [
    [0, normal(1)],
    // Within the 100 ms in which the next commit is collected.
    [50, normal(2)],
    // While it is written: from 100 ms to 500 ms.
    [150, normal(3)],
    [200, normal(4), normal(5)],
    // A change of the members does not wait, and nothing that is before it.
    [650, normal(6)],
    [700, { ...normal(7), kind: 'EntryConfChange' }],
  ]);
  expect(done).toEqual(['1@0, 0', '2@50, 0', '3+4+5@500, 350', '6+7@700, 0']);
});

/** A request as etcd's log shows it, without its header, and its response. */
function shown(request: InternalRequest, result: Record<string, unknown>): string {
  const proposal = { id: '694d7f3a1b2c3d4e', request, who: { username: 'root', revision: 7 } };
  const ids = { cluster_id: 'cdf818194e3a8c32', member_id: '8e9e05c52164694d' };
  const text = formatProposal(proposal)!;
  const head = 'header:<ID:7587860834729868622 username:"root" auth_revision:7 > ';
  expect(text.slice(0, head.length)).toBe(head);
  const size = sizeOfResponse(proposal, result, { ...ids, revision: 300, raft_term: 2 });
  return `${text.slice(head.length)} size:${size}`;
}

test('expensive requests in the words of etcd, and how long their responses are', () => {
  const lease = '694d7f3a1b2c3d4f';
  expect(shown({ put: { key: 'foo', value: 'bär', lease } }, {})).toBe(
    'put:<key:"foo" value_size:4 lease:7587860834729868623 > size:5',
  );
  expect(shown({ delete_range: { key: 'a', range_end: 'b' } }, { deleted: 2, prev_kvs: [] })).toBe(
    'delete_range:<key:"a" range_end:"b" >  size:7',
  );
  const put = { put: { key: '/registry/a', value: 'x' } };
  const txn = {
    compare: [{ key: '/registry/a', target: 'MOD', result: 'EQUAL', operand: 5 } as const],
    success: [put],
    failure: [{ range: { key: '/registry/a' } }],
  };
  expect(shown({ txn }, { succeeded: true, responses: [{ put: {} }] })).toBe(
    'txn:<compare:<target:MOD key:"/registry/a" mod_revision:5 > ' +
      'success:<request_put:<key:"/registry/a" value_size:1 >> ' +
      'failure:<request_range:<key:"/registry/a" > >> size:16',
  );
  expect(shown({ lease_revoke: { ID: '9e8' } }, {})).toBe(
    'lease_revoke:<id:00000000000009e8> size:29',
  );
});
