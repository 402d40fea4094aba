import { after, select, wait, type Task } from '../kernel/index.ts';
import { RpcError } from '../client/grpc.ts';
import type { Lease } from './mvcc/index.ts';
import type { EtcdServer } from './server.ts';

/** Source: lease/lessor.go `runLoop`. Units: microseconds. */
const INTERVAL_US = 500_000;
/** Half of `defaultLeaseRevokeRate`, as one interval is half a second. Units: leases. */
const REVOKES_MAX = 500;
/** Source: etcdserver/server.go `isActive`. Units: ticks. */
const SILENT_TICKS_MAX = 3;

/**
 * Ends the leases that have run out, while this member leads.
 *
 * Real etcd looks twice a second whether or not there is a lease; this looks at the same moments,
 * but only at those where one can have ended.
 *
 * Source:  etcd server/lease/lessor.go `runLoop`; server/etcdserver/server.go `revokeExpiredLeases`
 * Differs: asks for all ends at once, not for 16 at a time
 */
export function* expireLeases(server: EtcdServer): Task<void> {
  const { process, store } = server;
  const { leases } = store;
  const startUs = process.nowUs;
  for (;;) {
    const { nextEndUs } = leases;
    if (nextEndUs === Infinity) {
      yield* wait(leases.changed);
      continue;
    }
    const rounds = Math.max(
      Math.ceil((nextEndUs - startUs) / INTERVAL_US),
      Math.floor((process.nowUs - startUs) / INTERVAL_US) + 1,
    );
    const timer = after(startUs + rounds * INTERVAL_US - process.nowUs);
    const first = yield* select({ timer, changed: leases.changed });
    if (first.which === 'changed') continue;
    const expired = leases.takeExpired(REVOKES_MAX);
    if (expired.length > 0) process.go(revokeAll(server, expired));
  }
}

function* revokeAll(server: EtcdServer, expired: readonly Lease[]): Task<void> {
  const { process, log, membership } = server;
  if (!(yield* ensureLeadership(server))) {
    const message = "Ignore the lease revoking request because current member isn't a leader";
    log.warn('etcdserver/server.go:1179', message, { 'local-member-id': membership.localId });
    return;
  }
  // Proving it may have taken a while, and leadership anew: then the leases last again.
  const { leases } = server.store;
  for (const lease of expired) {
    if (leases.remainingUs(lease) <= 0) process.go(revoke(server, lease));
  }
}

function* revoke(server: EtcdServer, { id }: Lease): Task<void> {
  const result = yield* server.propose({ lease_revoke: { ID: id } }, server.auth.root);
  if (!(result instanceof RpcError)) {
    server.counters.leasesExpired++;
    return;
  }
  server.log.warn('etcdserver/server.go:1200', 'failed to revoke lease', {
    'lease-id': id.padStart(16, '0'),
    error: result.message,
  });
}

/**
 * Notes that the member's clock ticks.
 *
 * Differs: after a pause that was too long ticks count for nothing until leadership is proved; in
 *          etcd the next tick makes up for it, and a leader that was frozen may end a lease that
 *          its successor has renewed
 */
export function noteTick(server: EtcdServer): void {
  if (isTicking(server)) server.lastTickAtUs = server.process.nowUs;
}

function isTicking({ process, config, lastTickAtUs }: EtcdServer): boolean {
  return process.nowUs - lastTickAtUs <= SILENT_TICKS_MAX * config.heartbeatUs;
}

/** False where this member can't be sure that it leads still: it was frozen, or is cut off. */
export function* ensureLeadership(server: EtcdServer): Task<boolean> {
  const { process, log } = server;
  if (isTicking(server)) return true;
  const error = yield* server.linearizable();
  if (error) {
    const message = "Failed to check current member's leadership";
    log.warn('etcdserver/server.go:1239', message, { error: error.message });
  }
  if (error !== undefined || !server.isLeader) return false;
  server.lastTickAtUs = process.nowUs;
  return true;
}
