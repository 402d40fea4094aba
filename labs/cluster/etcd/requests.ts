import type {
  AlarmRequest,
  CompactionRequest,
  DeleteRangeRequest,
  LeaseGrantRequest,
  LeaseRevokeRequest,
  PutRequest,
  TxnRequest,
} from '../client/etcd/index.ts';
import type { AuthInfo, AuthRequest } from './auth/index.ts';
import type { ConfChange } from './conf-change.ts';

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
  | { readonly alarm: AlarmRequest }
  | { readonly authenticate: Authenticate }
  | AuthRequest
  | {
      readonly publish: {
        readonly ID: string;
        readonly name: string;
        readonly clientURLs: readonly string[];
      };
    }
  | { readonly cluster_version: string };

/** A user has shown the password, and gets a token that begins like this. */
export interface Authenticate {
  readonly name: string;
  readonly simpleToken: string;
}

/** A request with the id that its proposer waits for, and with who asks for it. */
export interface Proposal {
  readonly id: string;
  readonly request: InternalRequest;
  readonly who?: AuthInfo | undefined;
}

/** A change of the configuration; without an id where nobody has proposed it. */
export interface ConfProposal {
  readonly id?: string;
  readonly change: ConfChange;
}
