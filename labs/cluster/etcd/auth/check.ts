import type { PutRequest, RequestOp, TxnRequest } from '../../client/etcd/index.ts';
import type { Store } from '../mvcc/index.ts';
import type { InternalRequest } from '../requests.ts';
import type { AuthError, AuthInfo, AuthStore } from './auth-store.ts';

/**
 * Why a request is not allowed to whoever makes it.
 *
 * Source: etcd server/etcdserver/apply_auth.go
 */
export function checkRequest(
  auth: AuthStore,
  store: Store,
  who: AuthInfo | undefined,
  request: InternalRequest,
): AuthError | undefined {
  if (!auth.isEnabled) return undefined;
  if ('put' in request) return checkPut(auth, store, who, request.put);
  if ('delete_range' in request) return checkOp(auth, store, who, request);
  if ('txn' in request) return checkTxn(auth, store, who, request.txn);
  if ('lease_revoke' in request) return checkLease(auth, store, who, request.lease_revoke.ID);
  if ('auth_user_get' in request && request.auth_user_get.name === who?.username) return undefined;
  if ('auth_role_get' in request) {
    const user = auth.user(who?.username ?? '');
    if (user?.roles.includes(request.auth_role_get.role)) return undefined;
  }
  const [name = ''] = Object.keys(request);
  return name.startsWith('auth_') ? auth.checkAdmin(who) : undefined;
}

/** A transaction is allowed if all that it might do is. */
export function checkTxn(
  auth: AuthStore,
  store: Store,
  who: AuthInfo | undefined,
  { compare, success, failure }: TxnRequest,
): AuthError | undefined {
  for (const range of compare) {
    const error = auth.checkRange(who, 'READ', range);
    if (error) return error;
  }
  for (const op of [...success, ...failure]) {
    const error = checkOp(auth, store, who, op);
    if (error) return error;
  }
  return undefined;
}

function checkOp(
  auth: AuthStore,
  store: Store,
  who: AuthInfo | undefined,
  op: RequestOp,
): AuthError | undefined {
  if ('txn' in op) return checkTxn(auth, store, who, op.txn);
  if ('range' in op) return auth.checkRange(who, 'READ', op.range);
  if ('put' in op) return checkPut(auth, store, who, op.put);
  const { delete_range: range } = op;
  const error = auth.checkRange(who, 'WRITE', range);
  return error ?? (range.prev_kv ? auth.checkRange(who, 'READ', range) : undefined);
}

/** Whoever may not delete what is on a lease may not put anything on it. */
function checkPut(
  auth: AuthStore,
  store: Store,
  who: AuthInfo | undefined,
  { key, lease, prev_kv }: PutRequest,
): AuthError | undefined {
  return (
    auth.checkRange(who, 'WRITE', { key }) ??
    (lease === undefined ? undefined : checkLease(auth, store, who, lease)) ??
    (prev_kv ? auth.checkRange(who, 'READ', { key }) : undefined)
  );
}

function checkLease(
  auth: AuthStore,
  store: Store,
  who: AuthInfo | undefined,
  id: string,
): AuthError | undefined {
  if (auth.checkAdmin(who) === undefined) return undefined;
  for (const key of store.leases.lookup(id)?.keys ?? []) {
    const error = auth.checkRange(who, 'WRITE', { key });
    if (error) return error;
  }
  return undefined;
}
