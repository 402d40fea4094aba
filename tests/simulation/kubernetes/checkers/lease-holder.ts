import type { Lease } from '../../../../labs/cluster/api/index.ts';
import { SECOND, type Process } from '../../../../labs/cluster/kernel/index.ts';
import type { StackedCluster } from '../cluster.ts';
import type { AcceptedWrite } from '../witness.ts';
import type { Checker, Finding } from './checker.ts';

const LEASE = 'leases kube-system/kube-controller-manager';
const MANAGER = 'system:kube-controller-manager';

/** Source: component-base config/v1alpha1/defaults.go */
const RENEW_DEADLINE_US = 10 * SECOND;
const RETRY_US = 2 * SECOND;
/** How long one call may take: a renewal may have been accepted so long before its answer came. */
const CALL_US = 5 * SECOND;
/** How long a leader may go on after its last renewal, in time in which it runs. */
const GOES_ON_US = RETRY_US + RENEW_DEADLINE_US + CALL_US;
/** By so much that exceeds the 15 s for which the others wait. */
const OVERLAP_US = GOES_ON_US - 15 * SECOND;

/** A holder of the Lease, by what the API servers have accepted. */
interface Reign {
  readonly process: Process;
  readonly sinceUs: number;
}

/**
 * One holder of the Lease acts: only one controller manager believes that it leads, and only the
 * holder's loops write. A write counts from when it was asked for: what is under way when the Lease
 * changes hands may still arrive.
 *
 * Two things are excused, because client-go cannot help them: a Lease is a promise about time, not
 * a fence. A leader learns that it leads no more only by renewing in vain for ten seconds, so one
 * that was frozen for longer than the Lease lasts acts beside the new holder for so long after it
 * wakes; its stale writes are refused by their resourceVersions, which is another rule. And where
 * the answer to a renewal was late, two may lead for two seconds.
 *
 * Source:  client-go tools/leaderelection/leaderelection.go `renew`; its package comment says that
 *          it "does not guarantee that only one client is acting as a leader"
 */
export function checkLeaseHolder(): Checker {
  const reigns: Reign[] = [];
  const clocks = new Clocks();
  return {
    hear(write) {
      const { process, acceptedUs } = write;
      if (process === undefined || write.user !== MANAGER) return undefined;
      if (isOfLease(write)) {
        if (reigns.at(-1)?.process !== process) reigns.push({ process, sinceUs: acceptedUs });
        clocks.restart(process);
        return undefined;
      }
      if (write.userAgent.endsWith('/leader-election')) return undefined;
      return checkWrite(write, process, reigns, clocks);
    },
    look(cluster) {
      clocks.look(cluster);
      return checkBeliefs(cluster, reigns, clocks);
    },
  };
}

/** How long each controller manager has run since it last renewed, and when it last woke up. */
class Clocks {
  readonly #ranUs = new Map<Process, number>();
  readonly #sleepers = new Set<Process>();
  readonly #wokeAtUs = new Map<Process, number>();
  #lookedAtUs = 0;

  restart(process: Process): void {
    this.#ranUs.set(process, 0);
  }

  ranUs(process: Process): number {
    return this.#ranUs.get(process) ?? 0;
  }

  /** True where it has been awake for so short that it cannot know yet. */
  isDrowsy(process: Process, nowUs: number): boolean {
    const wokeAtUs = this.#wokeAtUs.get(process);
    return wokeAtUs !== undefined && nowUs - wokeAtUs <= RENEW_DEADLINE_US;
  }

  look({ nowUs, managers }: StackedCluster): void {
    const passedUs = nowUs - this.#lookedAtUs;
    this.#lookedAtUs = nowUs;
    for (const { process } of managers) {
      if (process.state === 'stopped') this.#sleepers.add(process);
      else if (this.#sleepers.delete(process)) this.#wokeAtUs.set(process, nowUs);
      else this.#ranUs.set(process, this.ranUs(process) + passedUs);
    }
  }
}

function isOfLease({ what, object }: AcceptedWrite): boolean {
  if (what.endsWith(LEASE)) return true;
  const isNew = what === 'create leases kube-system/';
  return isNew && (object as Lease).metadata.name === 'kube-controller-manager';
}

function checkWrite(
  { what, askedUs }: AcceptedWrite,
  process: Process,
  reigns: readonly Reign[],
  clocks: Clocks,
): Finding | undefined {
  const reign = reigns.findLast(({ sinceUs }) => sinceUs <= askedUs);
  if (reign?.process === process || clocks.isDrowsy(process, askedUs)) return undefined;
  if (reign !== undefined && askedUs - reign.sinceUs <= OVERLAP_US) return undefined;
  const asked = `${nameOf(process)} asked to ${what} at ${seconds(askedUs)}`;
  const holder =
    reign === undefined ? 'nobody' : `${nameOf(reign.process)} since ${seconds(reign.sinceUs)}`;
  return { rule: 'one holder of a Lease acts', what: `${asked}, but the holder is ${holder}` };
}

function checkBeliefs(
  { managers, nowUs }: StackedCluster,
  reigns: readonly Reign[],
  clocks: Clocks,
): Finding | undefined {
  const holder = reigns.at(-1);
  for (const { process, view } of managers) {
    if (!view.isLeader || process.state !== 'running') continue;
    const ranUs = clocks.ranUs(process);
    if (ranUs > GOES_ON_US) {
      const what = `${nameOf(process)} leads, ${seconds(ranUs)} of its own after its last renewal`;
      return { rule: 'a leader renews or ends', what };
    }
    if (!holder || holder.process === process || clocks.isDrowsy(process, nowUs)) continue;
    if (nowUs - holder.sinceUs <= OVERLAP_US) continue;
    const since = `${nameOf(holder.process)} holds the Lease since ${seconds(holder.sinceUs)}`;
    return { rule: 'one holder of a Lease acts', what: `${nameOf(process)} leads, but ${since}` };
  }
  return undefined;
}

function nameOf({ host, pid }: Process): string {
  return `${host.name}[${pid}]`;
}

function seconds(us: number): string {
  return `${(us / SECOND).toFixed(3)} s`;
}
