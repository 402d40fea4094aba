import { expect, test } from 'vitest';
import { openSession } from '../../labs/host/open-session.ts';
import { findLesson } from '../../labs/lessons/index.ts';

/* Somebody speaks the wrong protocol to a port: the connection ends, the server does not. */
test('a server outlives a client that speaks another protocol', async () => {
  const session = await openSession({ lesson: findLesson('quorum')! });
  const type = (text: string): void => {
    session.input({ type: 'type', terminal: 'workstation', text: `${text}\r` });
    session.advance(session.nowUs + 8_000_000, Number.MAX_SAFE_INTEGER);
  };
  type('ssh -p 2379 etcd-1 true');
  type('curl -sk https://etcd-1:2379/health');
  type('curl -s http://etcd-1:22/');
  type('etcdctl put still here');
  expect(session.cluster.kernel.panics).toEqual([]);
  expect(session.commands.at(-1)?.code).toBe(0);
});
