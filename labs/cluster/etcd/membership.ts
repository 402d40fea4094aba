import type { Member } from '../client/etcd/index.ts';
import { sha1Id, sha1IdOfText } from './sha1.ts';
import type { EtcdConfig } from './flags.ts';

/** A member as the log of changes carries it. */
export interface MemberSeed {
  readonly ID: string;
  readonly peerURLs: readonly string[];
  readonly isLearner: boolean;
  readonly name: string;
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

  get(id: string): Member | undefined {
    return this.#members.get(id);
  }

  add(seed: MemberSeed): void {
    const known = this.#members.get(seed.ID);
    this.#members.set(seed.ID, { ...seed, name: known?.name ?? '', clientURLs: [] });
  }

  publish(id: string, name: string, clientURLs: readonly string[]): void {
    const member = this.#members.get(id);
    if (member) this.#members.set(id, { ...member, name, clientURLs });
  }
}

/** The members that the flags name, with their ids. Errors: why they can't be a cluster. */
export function initialMembers(config: EtcdConfig): readonly MemberSeed[] | string {
  const urls = new Map<string, string[]>();
  for (const { name, url } of config.initialCluster) {
    urls.set(name, [...(urls.get(name) ?? []), url]);
  }
  const own = urls.get(config.name);
  if (!own) {
    return `couldn't find local name "${config.name}" in the initial cluster configuration`;
  }
  const advertised = [...config.initialAdvertisePeerUrls].sort();
  const missing = [...own].sort().filter((url) => !advertised.includes(url));
  if (missing.length > 0 || own.length !== advertised.length) {
    const pairs = missing.map((url) => `${config.name}=${url}`).join(',');
    const list = advertised.join(',');
    return `--initial-cluster has ${pairs} but missing from --initial-advertise-peer-urls=${list}`;
  }
  return [...urls].map(([name, peerURLs]) => ({
    name,
    ID: sha1IdOfText([...peerURLs].sort().join('') + config.initialClusterToken),
    peerURLs,
    isLearner: false,
  }));
}

export function clusterIdOf(members: readonly { readonly ID: string }[]): string {
  const ids = [...members].sort(byId).map(({ ID }) => ID.padStart(16, '0'));
  return sha1Id(ids.flatMap((id) => id.match(/../g)!.map((byte) => parseInt(byte, 16))));
}

function byId(a: { readonly ID: string }, b: { readonly ID: string }): number {
  const [left, right] = [a.ID.padStart(16, '0'), b.ID.padStart(16, '0')];
  return left < right ? -1 : left > right ? 1 : 0;
}
