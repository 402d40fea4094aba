import type {
  Compare,
  KeyValue,
  RequestOp,
  ResponseHeader,
  TxnRequest,
} from '../client/etcd/index.ts';
import { utf8 } from '../client/utf8.ts';
import { encodeKeyValue, type Body } from './mvcc/index.ts';
import { bytesField, idField, numberField } from './protobuf.ts';
import type { InternalRequest, Proposal } from './requests.ts';

/*
 * Requests as etcd's log shows them: values by their size, and of responses nothing but the size.
 *
 * Source: etcd api/etcdserverpb/raft_internal_stringer.go
 */

/** Errors: undefined for requests about users, roles, alarms and the cluster's version */
export function formatProposal({ id, request, who }: Proposal): string | undefined {
  const text = formatRequest(request);
  const user = who ? `username:${quote(who.username)} auth_revision:${who.revision} ` : '';
  return text && `header:<ID:${BigInt(`0x${id}`)} ${user}> ${text}`;
}

function formatRequest(request: InternalRequest): string | undefined {
  if ('put' in request) return `put:<${formatPut(request.put)}>`;
  if ('txn' in request) return `txn:<${formatTxn(request.txn)}>`;
  if ('delete_range' in request) return `delete_range:<${formatKeys(request.delete_range)}> `;
  if ('compaction' in request) return `compaction:<revision:${request.compaction.revision} > `;
  if ('lease_revoke' in request) return `lease_revoke:<id:${longId(request.lease_revoke.ID)}>`;
  if (!('lease_grant' in request)) return undefined;
  const { ID, TTL } = request.lease_grant;
  return `lease_grant:<ttl:${TTL}-second id:${longId(ID)}>`;
}

function formatTxn({ compare, success, failure }: TxnRequest): string {
  const lists = [compare.map(formatCompare), success.map(formatOp), failure.map(formatOp)];
  const [compares, successes, failures] = lists.map((list) => list.join(' '));
  return `compare:<${compares}> success:<${successes}> failure:<${failures}>`;
}

function formatCompare({ key, range_end, target, result, operand }: Compare): string {
  const names = {
    VERSION: 'version',
    CREATE: 'create_revision',
    MOD: 'mod_revision',
    VALUE: 'value_size',
    LEASE: 'lease',
  };
  const value = target === 'VALUE' ? utf8(String(operand)).length : operand;
  return (
    (result === 'EQUAL' ? '' : `result:${result} `) +
    (target === 'VERSION' ? '' : `target:${target} `) +
    `key:${quote(key)} ${names[target]}:${value} ` +
    (range_end ? `range_end:${quote(range_end)} ` : '')
  );
}

function formatOp(op: RequestOp): string {
  if ('put' in op) return `request_put:<${formatPut(op.put)}>`;
  if ('txn' in op) return `request_txn:<${formatTxn(op.txn)}>`;
  if ('range' in op) return `request_range:<${formatKeys(op.range)}> `;
  return `request_delete_range:<${formatKeys(op.delete_range)}> `;
}

export function formatPut({
  key,
  value,
  lease,
}: {
  key: string;
  value: string;
  lease?: string;
}): string {
  const size = utf8(value).length;
  return (
    `key:${quote(key)} ` +
    (size > 0 ? `value_size:${size} ` : '') +
    (lease === undefined ? '' : `lease:${BigInt.asIntN(64, BigInt(`0x${lease}`))} `)
  );
}

export function formatKeys({ key, range_end }: { key: string; range_end?: string }): string {
  return `key:${quote(key)} ${range_end ? `range_end:${quote(range_end)} ` : ''}`;
}

function quote(text: string): string {
  return JSON.stringify(text).replace(/\\u00(..)/g, (_, hex: string) => {
    return `\\${parseInt(hex, 16).toString(8).padStart(3, '0')}`;
  });
}

function longId(id: string): string {
  return id.padStart(16, '0');
}

/** How long the response is on the wire, as far as it is known when a request is applied. */
export function sizeOfResponse(
  { request }: Proposal,
  result: Body,
  header: ResponseHeader,
): number {
  const { cluster_id, member_id, revision, raft_term } = header;
  if (!('lease_grant' in request || 'lease_revoke' in request)) {
    return bytesOf(result, revision).length;
  }
  const whole = [
    ...idField(1, cluster_id),
    ...idField(2, member_id),
    ...numberField(3, revision),
    ...numberField(4, raft_term),
  ];
  const { ID, TTL = 0 } = result as { ID?: string; TTL?: number };
  return [...bytesField(1, whole), ...idField(2, ID), ...numberField(3, TTL)].length;
}

/** A response as protobuf, by the fields that it has. */
function bytesOf(result: Body, revision: number): number[] {
  const { prev_kv, deleted, prev_kvs, kvs, more, count, succeeded, responses } = result as {
    readonly prev_kv?: KeyValue;
    readonly deleted?: number;
    readonly prev_kvs?: readonly KeyValue[];
    readonly kvs?: readonly KeyValue[];
    readonly more?: boolean;
    readonly count?: number;
    readonly succeeded?: boolean;
    readonly responses?: readonly Body[];
  };
  return [
    ...bytesField(1, numberField(3, revision)),
    ...(prev_kv ? bytesField(2, encodeKeyValue(prev_kv)) : []),
    ...numberField(2, deleted ?? 0),
    ...(prev_kvs ?? []).flatMap((kv) => bytesField(3, encodeKeyValue(kv))),
    ...(kvs ?? []).flatMap((kv) => bytesField(2, encodeKeyValue(kv))),
    ...numberField(3, more ? 1 : 0),
    ...numberField(4, count ?? 0),
    ...numberField(2, succeeded ? 1 : 0),
    ...(responses ?? []).flatMap((response) => {
      const [kind = '', inner] = Object.entries(response)[0]!;
      const field = ['range', 'put', 'delete_range', 'txn'].indexOf(kind) + 1;
      return bytesField(3, bytesField(field, bytesOf(inner as Body, revision)));
    }),
  ];
}
