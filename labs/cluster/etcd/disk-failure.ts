import type { Task } from '../kernel/index.ts';
import type { EtcdServer } from './server.ts';

/**
 * The log can't be written, and the member can't go on: what it promises next, it could forget.
 *
 * Source:  etcd server/etcdserver/raft.go `start`
 * Differs: a real member has room for the next 64 MB of its log set aside, so that a full disk may
 *          hit its database first: `failed to commit tx`
 */
export function failDisk(server: EtcdServer, error: string): void {
  const { log, process, storage } = server;
  const why = error === 'ENOSPC' ? 'no space left on device' : 'input/output error';
  log.line('fatal', 'etcdserver/raft.go:266', 'failed to save Raft hard state and entries', {
    error: `write ${storage.walPath}: ${why}`,
  });
  process.go(die(server));
}

function* die({ log, process }: EtcdServer): Task<void> {
  yield* log.flush();
  process.end({ code: 1 });
}
