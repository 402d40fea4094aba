/**
 * What etcd's clients and members say to one another, by the field names of etcd's protocol.
 *
 * Ids (members, clusters) are 64-bit numbers in etcd; here they are lower-case hex, as etcd prints
 * them. Keys and values are text. A field that has its zero value may be left out, as in protobuf.
 *
 * Source: etcd api/etcdserverpb/rpc.proto, api/mvccpb/kv.proto (v3.5)
 */

export interface KeyValue {
  readonly key: string;
  readonly create_revision: number;
  readonly mod_revision: number;
  readonly version: number;
  readonly value: string;
  /** Hexadecimal; left out where there is none. */
  readonly lease?: string;
}

export interface ResponseHeader {
  readonly cluster_id: string;
  readonly member_id: string;
  readonly revision: number;
  readonly raft_term: number;
}

export type SortOrder = 'NONE' | 'ASCEND' | 'DESCEND';
export type SortTarget = 'KEY' | 'VERSION' | 'CREATE' | 'MOD' | 'VALUE';

export interface RangeRequest {
  readonly key: string;
  /** Exclusive. Left out: the one key. `'\0'`: all keys from `key` on. */
  readonly range_end?: string;
  readonly limit?: number;
  readonly revision?: number;
  readonly sort_order?: SortOrder;
  readonly sort_target?: SortTarget;
  readonly serializable?: boolean;
  readonly keys_only?: boolean;
  readonly count_only?: boolean;
  /** Keys that are outside of these are left out; the count has them. */
  readonly min_mod_revision?: number;
  readonly max_mod_revision?: number;
  readonly min_create_revision?: number;
  readonly max_create_revision?: number;
}

export interface RangeResponse {
  readonly header: ResponseHeader;
  readonly kvs: readonly KeyValue[];
  readonly more: boolean;
  readonly count: number;
}

export interface PutRequest {
  readonly key: string;
  readonly value: string;
  readonly lease?: string;
  readonly prev_kv?: boolean;
  readonly ignore_value?: boolean;
  readonly ignore_lease?: boolean;
}

export interface PutResponse {
  readonly header: ResponseHeader;
  readonly prev_kv?: KeyValue;
}

export interface DeleteRangeRequest {
  readonly key: string;
  readonly range_end?: string;
  readonly prev_kv?: boolean;
}

export interface DeleteRangeResponse {
  readonly header: ResponseHeader;
  readonly deleted: number;
  readonly prev_kvs: readonly KeyValue[];
}

export interface Compare {
  readonly key: string;
  readonly range_end?: string;
  readonly target: 'VERSION' | 'CREATE' | 'MOD' | 'VALUE' | 'LEASE';
  readonly result: 'EQUAL' | 'GREATER' | 'LESS' | 'NOT_EQUAL';
  readonly operand: string | number;
}

export type RequestOp =
  | { readonly range: RangeRequest }
  | { readonly put: PutRequest }
  | { readonly delete_range: DeleteRangeRequest }
  | { readonly txn: TxnRequest };

export interface TxnRequest {
  readonly compare: readonly Compare[];
  readonly success: readonly RequestOp[];
  readonly failure: readonly RequestOp[];
}

export type ResponseOp =
  | { readonly range: RangeResponse }
  | { readonly put: PutResponse }
  | { readonly delete_range: DeleteRangeResponse }
  | { readonly txn: TxnResponse };

export interface TxnResponse {
  readonly header: ResponseHeader;
  readonly succeeded: boolean;
  readonly responses: readonly ResponseOp[];
}

export interface CompactionRequest {
  readonly revision: number;
  readonly physical?: boolean;
}

export interface CompactionResponse {
  readonly header: ResponseHeader;
}

export interface WatchCreateRequest {
  readonly key: string;
  readonly range_end?: string;
  readonly start_revision?: number;
  readonly progress_notify?: boolean;
  readonly prev_kv?: boolean;
  readonly filters?: readonly ('NOPUT' | 'NODELETE')[];
  readonly watch_id?: number;
}

export type WatchRequest =
  | { readonly create: WatchCreateRequest }
  | { readonly cancel: { readonly watch_id: number } }
  | { readonly progress: true };

export interface WatchEvent {
  readonly type: 'PUT' | 'DELETE';
  readonly kv: KeyValue;
  readonly prev_kv?: KeyValue;
}

export interface WatchResponse {
  readonly header: ResponseHeader;
  readonly watch_id: number;
  readonly created?: boolean;
  readonly canceled?: boolean;
  readonly compact_revision?: number;
  readonly cancel_reason?: string;
  readonly events: readonly WatchEvent[];
}

export interface Member {
  readonly ID: string;
  /** Empty until the member has started. */
  readonly name: string;
  readonly peerURLs: readonly string[];
  readonly clientURLs: readonly string[];
  readonly isLearner: boolean;
}

export interface MemberListRequest {
  readonly linearizable: boolean;
}

export interface MemberListResponse {
  readonly header: ResponseHeader;
  readonly members: readonly Member[];
}

export interface MemberAddRequest {
  readonly peerURLs: readonly string[];
  readonly isLearner: boolean;
}

export interface MemberAddResponse extends MemberListResponse {
  readonly member: Member;
}

export interface MemberRemoveRequest {
  readonly ID: string;
}

export interface MemberUpdateRequest {
  readonly ID: string;
  readonly peerURLs: readonly string[];
}

export interface MemberPromoteRequest {
  readonly ID: string;
}

export interface StatusResponse {
  readonly header: ResponseHeader;
  readonly version: string;
  readonly dbSize: number;
  readonly leader: string;
  readonly raftIndex: number;
  readonly raftTerm: number;
  readonly raftAppliedIndex: number;
  readonly errors: readonly string[];
  readonly dbSizeInUse: number;
  readonly isLearner: boolean;
}

export interface LeaseGrantRequest {
  /** `0`: the member chooses one. */
  readonly ID: string;
  /** Units: seconds. */
  readonly TTL: number;
}

export interface LeaseGrantResponse {
  readonly header: ResponseHeader;
  readonly ID: string;
  readonly TTL: number;
}

export interface LeaseRevokeRequest {
  readonly ID: string;
}

export interface LeaseRevokeResponse {
  readonly header: ResponseHeader;
}

export interface LeaseKeepAliveRequest {
  readonly ID: string;
}

export interface LeaseKeepAliveResponse {
  readonly header: ResponseHeader;
  readonly ID: string;
  /** 0 where the lease is gone. */
  readonly TTL: number;
}

export interface LeaseTimeToLiveRequest {
  readonly ID: string;
  readonly keys: boolean;
}

export interface LeaseTimeToLiveResponse {
  readonly header: ResponseHeader;
  readonly ID: string;
  /** What remains, in whole seconds; −1 where the lease is gone. */
  readonly TTL: number;
  readonly grantedTTL: number;
  readonly keys: readonly string[];
}

export interface LeaseLeasesResponse {
  readonly header: ResponseHeader;
  readonly leases: readonly { readonly ID: string }[];
}

export type AlarmType = 'NOSPACE' | 'CORRUPT';

export interface AlarmMember {
  readonly memberID: string;
  readonly alarm: AlarmType;
}

export interface AlarmRequest {
  readonly action: 'GET' | 'ACTIVATE' | 'DEACTIVATE';
  /** `0`: all. */
  readonly memberID: string;
  readonly alarm: AlarmType | 'NONE';
}

export interface AlarmResponse {
  readonly header: ResponseHeader;
  readonly alarms: readonly AlarmMember[];
}

export interface SnapshotResponse {
  readonly remaining_bytes: number;
  /** A piece of the database; in the end its checksum. */
  readonly blob: string;
}

export interface HashKVResponse {
  readonly header: ResponseHeader;
  readonly hash: number;
  readonly compact_revision: number;
}

export interface MoveLeaderRequest {
  readonly targetID: string;
}

/** The end of the range of all keys that begin with `prefix`. Source: clientv3 `getPrefix`. */
export function prefixRangeEnd(prefix: string): string {
  for (let at = prefix.length - 1; at >= 0; at--) {
    const code = prefix.charCodeAt(at);
    if (code < 0xffff) return prefix.slice(0, at) + String.fromCharCode(code + 1);
  }
  return '\0';
}
