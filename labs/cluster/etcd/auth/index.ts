/**
 * Users, roles, and who may do what: etcd's own access control, which Kubernetes does not use, as
 * there only API servers speak to etcd.
 *
 * A user has roles, a role has permissions on ranges of keys, and `root` may do everything. All of
 * it is agreed on through Raft. A client shows its password once and gets a token, which goes with
 * every later call. What a call may do is looked up twice, once before it is proposed, and again
 * when it is applied: the roles may have changed in between, so each change makes a new revision,
 * and a request of an older one is refused.
 *
 * `auth-store.ts` keeps users and roles, `permission.ts` compares ranges, `tokens.ts` knows whom a
 * token belongs to, `password.ts` hashes, `check.ts` looks at whole requests.
 *
 * What it leaves out: names taken from client certificates, tokens that are signed (JWT), bcrypt.
 *
 * Source: etcd server/auth (v3.5), server/etcdserver/apply_auth.go
 */
export {
  AuthStore,
  type AuthError,
  type AuthInfo,
  type AuthRequest,
  type AuthState,
} from './auth-store.ts';
export { checkRequest } from './check.ts';
export { hashPassword, isPassword } from './password.ts';
export { makeTokenPrefix, tokenIndex } from './tokens.ts';
