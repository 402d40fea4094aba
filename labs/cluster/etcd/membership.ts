import { EPOCH_SECONDS, SECOND } from '../kernel/index.ts';
import type { Member } from '../client/etcd/index.ts';
import { sha1Id, sha1IdOfText } from './sha1.ts';
import type { EtcdConfig } from './flags.ts';
import { compareIds, withPeers, type Configuration } from './raft/index.ts';

/** A member as the log of changes carries it. */
export interface MemberSeed {
  readonly ID: string;
  readonly peerURLs: readonly string[];
  readonly isLearner: boolean;
  readonly name: string;
}

interface RestoredMembers {
  readonly members: readonly Member[];
  readonly removed: readonly string[];
  readonly clusterVersion?: string | undefined;
}

/**
 * Who belongs to the cluster, as the log has said so far.
 *
 * Ids are hashes: a member's of its peer URLs and the cluster's token, the cluster's of all member
 * ids. So members that were given the same flags agree on them without a word.
 *
 * Source: etcd server/etcdserver/api/membership: member.go `computeMemberId`, cluster.go `genID`
 */
export class Membership {
  readonly clusterId: string;
  readonly localId: string;
  readonly #members = new Map<string, Member>();
  /** An id that was removed never comes back. */
  readonly #removed = new Set<string>();
  /** `3.5` once the leader has set it. */
  version: string | undefined;

  constructor(clusterId: string, localId: string) {
    this.clusterId = clusterId;
    this.localId = localId;
  }

  /** In the order of their ids. */
  get members(): readonly Member[] {
    return [...this.#members.values()].sort(byId);
  }

  get voters(): readonly Member[] {
    return this.members.filter(({ isLearner }) => !isLearner);
  }

  /** What Raft is to count with. */
  get configuration(): Configuration {
    const ids = (isLearner: boolean): string[] =>
      this.members.filter((member) => member.isLearner === isLearner).map(({ ID }) => ID);
    return withPeers(ids(false), ids(true));
  }

  get(id: string): Member | undefined {
    return this.#members.get(id);
  }

  get removed(): readonly string[] {
    return [...this.#removed];
  }

  isRemoved(id: string): boolean {
    return this.#removed.has(id);
  }

  add(seed: MemberSeed): void {
    this.#members.set(seed.ID, { ...seed, clientURLs: [] });
  }

  remove(id: string): void {
    this.#members.delete(id);
    this.#removed.add(id);
  }

  promote(id: string): void {
    this.#members.set(id, { ...this.#members.get(id)!, isLearner: false });
  }

  update(id: string, peerURLs: readonly string[]): void {
    this.#members.set(id, { ...this.#members.get(id)!, peerURLs });
  }

  /** Takes what a snapshot says in the place of all that the log has said. */
  restore({ members, removed, clusterVersion }: RestoredMembers): void {
    this.#members.clear();
    for (const member of members) this.#members.set(member.ID, member);
    for (const id of removed) this.#removed.add(id);
    this.version = clusterVersion;
  }

  publish(id: string, name: string, clientURLs: readonly string[]): void {
    const member = this.#members.get(id);
    if (member) this.#members.set(id, { ...member, name, clientURLs });
  }
}

/** The members that the flags name, with the ids that they get in a new cluster. */
export function configuredMembers(
  config: Pick<EtcdConfig, 'initialCluster' | 'initialClusterToken'>,
): readonly MemberSeed[] {
  const urls = new Map<string, string[]>();
  for (const { name, url } of config.initialCluster) {
    urls.set(name, [...(urls.get(name) ?? []), url]);
  }
  return [...urls].map(([name, peerURLs]) => ({
    name,
    ID: memberIdOf(peerURLs, config.initialClusterToken),
    peerURLs,
    isLearner: false,
  }));
}

/** The members of a new cluster. Errors: why they can't be one. */
export function initialMembers(
  config: Pick<EtcdConfig, 'name' | 'initialAdvertisePeerUrls'> &
    Parameters<typeof configuredMembers>[0],
): readonly MemberSeed[] | string {
  const members = configuredMembers(config);
  const urls = members.flatMap(({ peerURLs }) => peerURLs);
  if (new Set(urls).size < urls.length) {
    const pairs = members.flatMap(({ name, peerURLs }) => peerURLs.map((url) => `${name}=${url}`));
    return `initial cluster ${pairs.sort().join(',')} has duplicate url`;
  }
  const own = members.find(({ name }) => name === config.name)?.peerURLs;
  if (!own) {
    return `couldn't find local name "${config.name}" in the initial cluster configuration`;
  }
  const advertised = [...config.initialAdvertisePeerUrls].sort();
  const missing = [...own].sort().filter((url) => !advertised.includes(url));
  if (missing.length > 0 || own.length !== advertised.length) {
    const pairs = missing.map((url) => `${config.name}=${url}`).join(',');
    const list = advertised.join(',');
    const resolved = `"${list}" != "${[...own].sort().join(',')}"`;
    const flag = `--initial-advertise-peer-urls=${list} (resolved urls: ${resolved})`;
    return `--initial-cluster has ${pairs} but missing from ${flag}`;
  }
  return members;
}

export function clusterIdOf(members: readonly { readonly ID: string }[]): string {
  const ids = [...members].sort(byId).map(({ ID }) => ID.padStart(16, '0'));
  return sha1Id(ids.flatMap((id) => id.match(/../g)!.map((byte) => parseInt(byte, 16))));
}

/** A member that joins later gets an id of its URLs and the second in which it was added. */
export function newMember(
  peerURLs: readonly string[],
  isLearner: boolean,
  nowUs: number,
): MemberSeed {
  const seconds = EPOCH_SECONDS + Math.floor(nowUs / SECOND);
  return { ID: memberIdOf(peerURLs, String(seconds)), name: '', peerURLs, isLearner };
}

function memberIdOf(peerURLs: readonly string[], salt: string): string {
  return sha1IdOfText([...peerURLs].sort().join('') + salt);
}

function byId(a: { readonly ID: string }, b: { readonly ID: string }): number {
  return compareIds(a.ID, b.ID);
}
