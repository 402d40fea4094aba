import type { Task } from '../kernel/index.ts';
import { etcdError, type AuthenticateRequest, type AuthRequests } from '../client/etcd/index.ts';
import { RpcError, type ServerCall } from '../client/grpc.ts';
import {
  hashPassword,
  isPassword,
  makeTokenPrefix,
  tokenIndex,
  type AuthInfo,
  type AuthRequest,
} from './auth/index.ts';
import { agree } from './kv-server.ts';
import type { EtcdServer } from './server.ts';

/** How long a token may be waited for that other members know already. Units: microseconds. */
const TOKEN_WAIT_US = 5_000_000;

/**
 * Who makes a call, by the token that came with it.
 *
 * Errors: a token that nobody has, or has any more. Undefined where there is no token, or where
 *         nobody asks for one
 * Source: etcd server/auth/store.go `AuthInfoFromCtx`
 */
export function* authInfo(
  server: EtcdServer,
  { metadata }: ServerCall,
): Task<AuthInfo | RpcError | undefined> {
  const { auth, log } = server;
  const token = metadata['token'];
  if (!auth.isEnabled || token === undefined) return undefined;
  yield* server.waitApplied(tokenIndex(token) ?? 0, TOKEN_WAIT_US);
  const username = auth.tokens.userOf(token);
  if (username !== undefined) return { username, revision: auth.revision };
  log.warn('auth/store.go:1185', 'invalid auth token', { 'token-fingerprint': 'redacted' });
  return etcdError('invalidAuthToken');
}

const NO_PASSWORD = 'auth: authentication failed, password was given for no password user';

/** Checks a password and has all members learn a token. Source: v3_server.go `Authenticate` */
export function* authenticate(
  server: EtcdServer,
  { name, password }: AuthenticateRequest,
): Task<unknown> {
  const { auth, process, log } = server;
  const unready = yield* server.linearizable();
  if (unready) return unready;
  for (;;) {
    if (!auth.isEnabled) return etcdError('authNotEnabled');
    const user = auth.user(name);
    const { revision } = auth;
    if (user?.noPassword) return new RpcError('Unknown', NO_PASSWORD);
    if (user === undefined || !(yield* isPassword(user.password, password))) {
      const error = etcdError('authFailed');
      if (user) log.info('auth/store.go:355', 'invalid password', { 'user-name': name });
      const message = 'invalid authentication was requested';
      log.warn('etcdserver/v3_server.go:639', message, { user: name, error: error.message });
      return error;
    }
    const simpleToken = makeTokenPrefix(process.random);
    const answer = yield* agree(server, { authenticate: { name, simpleToken } });
    if (answer instanceof RpcError || auth.revision === revision) return answer;
  }
}

/** A password never gets into the log: only its hash does. */
function* hashed(server: EtcdServer, request: AuthRequest): Task<AuthRequest> {
  if ('auth_user_add' in request) {
    const { password = '', ...user } = request.auth_user_add;
    if (user.noPassword) return { auth_user_add: user };
    const hashedPassword = yield* hashPassword(server.process, password);
    return { auth_user_add: { ...user, hashedPassword } };
  }
  if (!('auth_user_change_password' in request)) return request;
  const { password = '', ...user } = request.auth_user_change_password;
  if (password === '') return { auth_user_change_password: user };
  const hashedPassword = yield* hashPassword(server.process, password);
  return { auth_user_change_password: { ...user, hashedPassword } };
}

type Handler = (server: EtcdServer, request: never, who?: AuthInfo) => Task<unknown>;

const proposed =
  <K extends keyof AuthRequests>(name: K): Handler =>
  (server, request, who) =>
    propose(server, { [name]: request } as unknown as AuthRequest, who);

function* propose(server: EtcdServer, request: AuthRequest, who?: AuthInfo): Task<unknown> {
  return yield* agree(server, yield* hashed(server, request), who);
}

/** The methods of the service `Auth`. Source: etcd v3rpc/auth.go */
export const authService: Readonly<Record<string, Handler>> = {
  'Auth/Authenticate': authenticate,
  'Auth/AuthEnable': proposed('auth_enable'),
  'Auth/AuthDisable': proposed('auth_disable'),
  'Auth/AuthStatus': proposed('auth_status'),
  'Auth/UserAdd': proposed('auth_user_add'),
  'Auth/UserGet': proposed('auth_user_get'),
  'Auth/UserList': proposed('auth_user_list'),
  'Auth/UserDelete': proposed('auth_user_delete'),
  'Auth/UserChangePassword': proposed('auth_user_change_password'),
  'Auth/UserGrantRole': proposed('auth_user_grant_role'),
  'Auth/UserRevokeRole': proposed('auth_user_revoke_role'),
  'Auth/RoleAdd': proposed('auth_role_add'),
  'Auth/RoleGet': proposed('auth_role_get'),
  'Auth/RoleList': proposed('auth_role_list'),
  'Auth/RoleDelete': proposed('auth_role_delete'),
  'Auth/RoleGrantPermission': proposed('auth_role_grant_permission'),
  'Auth/RoleRevokePermission': proposed('auth_role_revoke_permission'),
};
