import { LAN, SECOND, type Link, type Process } from '../../../labs/cluster/kernel/index.ts';
import type { Machine } from '../../../labs/cluster/machine/index.ts';
import { DISK_SYNC_US, type SimulatedCluster } from '../cluster.ts';
import type { Checker, Finding } from './checker.ts';

/** How long a leader and a majority must have been well before they may expect to stay. */
const WELL_US = 3 * SECOND;

/** A leader and a majority that follows it, all of them well, since when. */
interface Reign {
  readonly leader: Machine;
  readonly process: Process;
  readonly term: number;
  readonly followers: readonly { readonly machine: Machine; readonly process: Process }[];
  readonly sinceUs: number;
  /** Somebody had seen a later term before: then this reign has to end some day. */
  readonly isDoomed: boolean;
}

/**
 * A healthy leader stays: while a leader and a majority run undisturbed, hear one another over
 * sound links and write to sound disks, no term begins, whoever else comes back from wherever. It
 * is what pre-vote and the lease are for (thesis §9.6, §6.2).
 */
export function checkHealthyLeader(): Checker {
  const newestTerm = new Map<Machine, number>();
  let reign: Reign | undefined;
  return {
    look(cluster) {
      const before = reign;
      const newest = Math.max(0, ...newestTerm.values());
      reign = observe(cluster, before, newest);
      for (const machine of cluster.members) {
        const term = cluster.viewOf(machine)?.term ?? 0;
        if (term > (newestTerm.get(machine) ?? 0)) newestTerm.set(machine, term);
      }
      if (before === undefined || cluster.isReconfiguring) return undefined;
      return check(cluster, before);
    },
  };
}

function check(cluster: SimulatedCluster, reign: Reign): Finding | undefined {
  const { leader, process, term, followers, sinceUs, isDoomed } = reign;
  if (isDoomed || cluster.nowUs - sinceUs < WELL_US) return undefined;
  if (!isWell(cluster, leader, process)) return undefined;
  if (!followers.every((follower) => isHeard(cluster, leader, follower))) return undefined;
  const view = cluster.viewOf(leader);
  if (view === undefined || (view.role === 'leader' && view.term === term)) return undefined;
  const who = followers.map(({ machine }) => machine.name).join(' and ');
  const well = ((cluster.nowUs - sinceUs) / SECOND).toFixed(1);
  const what =
    `${leader.name} led in term ${term}, well and heard by ${who} for ${well} s, ` +
    `and is ${view.role}@${view.term} now`;
  return { rule: 'a healthy leader stays', what };
}

/** The reign that there is now, the same as before where it is led by the same process. */
function observe(
  cluster: SimulatedCluster,
  before: Reign | undefined,
  newestTerm: number,
): Reign | undefined {
  // Who a majority is changes under way: this rule looks away then.
  if (cluster.isReconfiguring) return undefined;
  const leader = cluster.leader();
  const process = leader && cluster.processOf(leader);
  const view = leader && cluster.viewOf(leader);
  if (!leader || !process || !view || !isWell(cluster, leader, process)) return undefined;
  const { term, memberId } = view;
  const followers = cluster.members.flatMap((machine) => {
    const running = cluster.processOf(machine);
    const its = cluster.viewOf(machine);
    if (machine === leader || !running || its?.leaderId !== memberId || its.term !== term)
      return [];
    const follower = { machine, process: running };
    return isHeard(cluster, leader, follower) ? [follower] : [];
  });
  const isSame = before?.process === process && before.term === term;
  // Of those who followed before: a reign is as old as its youngest majority.
  const kept = isSame ? followers.filter((one) => isIn(before.followers, one.process)) : [];
  const needed = Math.floor(cluster.members.length / 2);
  if (isSame && kept.length >= needed) return { ...before, followers: kept };
  if (followers.length < needed) return undefined;
  const sinceUs = cluster.nowUs;
  return { leader, process, term, followers, sinceUs, isDoomed: newestTerm > term };
}

function isIn(followers: Reign['followers'], process: Process): boolean {
  return followers.some((follower) => follower.process === process);
}

function isWell(cluster: SimulatedCluster, machine: Machine, process: Process): boolean {
  const isUndisturbed = process.state === 'running' && !cluster.leaving.has(process);
  return isUndisturbed && machine.disk.syncUs <= DISK_SYNC_US;
}

function isHeard(
  cluster: SimulatedCluster,
  leader: Machine,
  { machine, process }: Reign['followers'][number],
): boolean {
  const { network } = cluster.kernel;
  const links = [network.link(leader, machine), network.link(machine, leader)];
  return isWell(cluster, machine, process) && links.every(isSound);
}

function isSound({ isCut, loss, latencyUs }: Link): boolean {
  return !isCut && loss === 0 && latencyUs <= LAN.latencyUs;
}
