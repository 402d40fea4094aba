import type {
  CompactionRequest,
  DeleteRangeRequest,
  LeaseGrantRequest,
  LeaseRevokeRequest,
  PutRequest,
  TxnRequest,
} from '../client/etcd/index.ts';
import type { MemberSeed } from './membership.ts';

/**
 * What members write into Raft's log, as JSON.
 *
 * Source: etcd api/etcdserverpb/raft_internal.proto `InternalRaftRequest`
 */
export type InternalRequest =
  | { readonly put: PutRequest }
  | { readonly delete_range: DeleteRangeRequest }
  | { readonly txn: TxnRequest }
  | { readonly compaction: CompactionRequest }
  | { readonly lease_grant: LeaseGrantRequest }
  | { readonly lease_revoke: LeaseRevokeRequest }
  | { readonly alarm: { readonly action: 'GET' | 'ACTIVATE' | 'DEACTIVATE' } }
  | {
      readonly publish: {
        readonly ID: string;
        readonly name: string;
        readonly clientURLs: readonly string[];
      };
    }
  | { readonly cluster_version: string };

/** A request with the id that its proposer waits for. */
export interface Proposal {
  readonly id: string;
  readonly request: InternalRequest;
}

/** What a change of the configuration says. */
export interface MemberChange {
  readonly addNode: MemberSeed;
}
