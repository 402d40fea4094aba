import type { AuthRequests, EtcdErrorName, Permission } from '../../client/etcd/index.ts';
import type { EtcdLog, LogFields } from '../log.ts';
import type { Body } from '../mvcc/index.ts';
import { isCovered, isValidRange } from './permission.ts';
import { SimpleTokens } from './tokens.ts';

export type AuthError = EtcdErrorName;

/** Who asks, and the revision of users and roles at which that was found out. */
export interface AuthInfo {
  readonly username: string;
  readonly revision: number;
}

export interface User {
  readonly name: string;
  /** Empty where nobody can come in by password. */
  readonly password: string;
  readonly noPassword: boolean;
  readonly roles: readonly string[];
}

export interface Role {
  readonly name: string;
  readonly keyPermission: readonly Permission[];
}

export type AuthRequest = {
  [K in keyof AuthRequests]: Readonly<Record<K, AuthRequests[K]>>;
}[keyof AuthRequests];

/** What is kept over a restart. */
export interface AuthState {
  readonly enabled: boolean;
  readonly revision: number;
  readonly users: readonly User[];
  readonly roles: readonly Role[];
}

const ROOT = 'root';

/**
 * Users and roles, the same on every member.
 *
 * Keeps:  every change of a user or a role makes a new revision
 * Source: etcd server/auth/store.go
 */
export class AuthStore {
  readonly tokens: SimpleTokens;
  readonly #log: EtcdLog | undefined;
  readonly #users = new Map<string, User>();
  readonly #roles = new Map<string, Role>();
  #revision = 1;
  #isEnabled = false;

  constructor(nowUs: () => number = () => 0, log?: EtcdLog) {
    this.tokens = new SimpleTokens(nowUs);
    this.#log = log;
  }

  get isEnabled(): boolean {
    return this.#isEnabled;
  }

  get revision(): number {
    return this.#revision;
  }

  /** For what a member does by itself: undefined where nobody is asked who he is. */
  get root(): AuthInfo | undefined {
    return this.#isEnabled ? { username: ROOT, revision: this.#revision } : undefined;
  }

  user(name: string): User | undefined {
    return this.#users.get(name);
  }

  get state(): AuthState {
    const byName = (a: { name: string }, b: { name: string }): number => (a.name < b.name ? -1 : 1);
    return {
      enabled: this.#isEnabled,
      revision: this.#revision,
      users: [...this.#users.values()].sort(byName),
      roles: [...this.#roles.values()].sort(byName),
    };
  }

  /** Errors: nobody has logged in where somebody must. */
  checkKnown(who: AuthInfo | undefined): AuthError | undefined {
    return this.#isEnabled && who === undefined ? 'userEmpty' : undefined;
  }

  /** Errors: why an administrator's request is not this one's to make. */
  checkAdmin(who: AuthInfo | undefined): AuthError | undefined {
    if (!this.#isEnabled) return undefined;
    if (who === undefined || who.username === '') return 'userEmpty';
    const user = this.#users.get(who.username);
    if (user === undefined) return 'userNotFound';
    return user.roles.includes(ROOT) ? undefined : 'permissionDenied';
  }

  /** Errors: why a range of keys may not be read, or not be written. */
  checkRange(
    who: AuthInfo | undefined,
    kind: 'READ' | 'WRITE',
    range: { readonly key: string; readonly range_end?: string },
  ): AuthError | undefined {
    if (!this.#isEnabled) return undefined;
    if (who === undefined) return 'userEmpty';
    if (who.revision < this.#revision) return 'authOldRevision';
    const user = this.#users.get(who.username);
    if (user?.roles.includes(ROOT)) return undefined;
    const permissions = user?.roles.flatMap((name) => this.#roles.get(name)?.keyPermission ?? []);
    return isCovered(permissions ?? [], kind, range) ? undefined : 'permissionDenied';
  }

  /** Carries out what was agreed on. */
  apply(request: AuthRequest): Body | AuthError {
    const [name, body] = Object.entries(request)[0] as [keyof AuthRequests, never];
    return this.#handlers[name](body);
  }

  /** Replaces all: the state that another member has sent, or that a snapshot held. */
  restore({ enabled, revision, users, roles }: AuthState): void {
    this.#isEnabled = enabled;
    this.#revision = revision;
    this.#users.clear();
    this.#roles.clear();
    for (const user of users) this.#users.set(user.name, user);
    for (const role of roles) this.#roles.set(role.name, role);
  }

  readonly #handlers: {
    readonly [K in keyof AuthRequests]: (request: AuthRequests[K]) => Body | AuthError;
  } = {
    auth_enable: () => this.#enable(),
    auth_disable: () => this.#disable(),
    auth_status: () => ({ enabled: this.#isEnabled, authRevision: this.#revision }),
    auth_user_add: ({ name, hashedPassword: password = '', noPassword = false }) => {
      if (name === '') return 'userEmpty';
      if (this.#users.has(name)) return 'userAlreadyExist';
      this.#putUser({ name, password, noPassword, roles: [] });
      return this.#done(436, 'added a user', { 'user-name': name });
    },
    auth_user_get: ({ name }) => {
      const user = this.#users.get(name);
      return user === undefined ? 'userNotFound' : { roles: user.roles };
    },
    auth_user_list: () => ({ users: this.state.users.map(({ name }) => name) }),
    auth_user_delete: ({ name }) => {
      if (this.#isEnabled && name === ROOT) return 'invalidAuthMgmt';
      const user = this.#users.get(name);
      if (user === undefined) return 'userNotFound';
      this.#users.delete(name);
      this.#revision++;
      this.tokens.invalidateUser(name);
      const fields = { 'user-name': name, 'user-roles': user.roles };
      return this.#done(462, 'deleted a user', fields);
    },
    auth_user_change_password: ({ name, hashedPassword: password = '' }) => {
      const user = this.#users.get(name);
      if (user === undefined) return 'userNotFound';
      this.#putUser(user.noPassword ? user : { ...user, password });
      this.tokens.invalidateUser(name);
      const fields = { 'user-name': name, 'user-roles': user.roles };
      return this.#done(505, 'changed a password of a user', fields);
    },
    auth_user_grant_role: ({ user: name, role }) => {
      const user = this.#users.get(name);
      if (user === undefined) return 'userNotFound';
      if (role !== ROOT && !this.#roles.has(role)) return 'roleNotFound';
      if (user.roles.includes(role)) return {};
      const roles = [...user.roles, role].sort();
      this.#putUser({ ...user, roles });
      const fields = { 'user-name': name, 'user-roles': roles, 'added-role-name': role };
      return this.#done(549, 'granted a role to a user', fields);
    },
    auth_user_revoke_role: ({ name, role }) => {
      if (this.#isEnabled && name === ROOT && role === ROOT) return 'invalidAuthMgmt';
      const user = this.#users.get(name);
      if (user === undefined) return 'userNotFound';
      const roles = user.roles.filter((other) => other !== role);
      if (roles.length === user.roles.length) return 'roleNotGranted';
      this.#putUser({ ...user, roles });
      return this.#done(626, 'revoked a role from a user', {
        'user-name': name,
        'old-user-roles': user.roles,
        'new-user-roles': roles,
        'revoked-role-name': role,
      });
    },
    auth_role_add: ({ name }) => {
      if (name === '') return 'roleEmpty';
      if (this.#roles.has(name)) return 'roleAlreadyExist';
      this.#putRole({ name, keyPermission: [] });
      return this.#done(770, 'created a role', { 'role-name': name });
    },
    auth_role_get: ({ role }) => {
      const found = this.#roles.get(role);
      return found === undefined ? 'roleNotFound' : { perm: found.keyPermission };
    },
    auth_role_list: () => ({ roles: this.state.roles.map(({ name }) => name) }),
    auth_role_delete: ({ role }) => {
      if (this.#isEnabled && role === ROOT) return 'invalidAuthMgmt';
      if (!this.#roles.delete(role)) return 'roleNotFound';
      for (const user of this.#users.values()) {
        const roles = user.roles.filter((other) => other !== role);
        if (roles.length < user.roles.length) this.#users.set(user.name, { ...user, roles });
      }
      this.#revision++;
      return this.#done(744, 'deleted a role', { 'role-name': role });
    },
    auth_role_grant_permission: ({ name, perm }) => {
      if (!isValidRange(perm)) return 'invalidAuthMgmt';
      const role = this.#roles.get(name);
      if (role === undefined) return 'roleNotFound';
      const others = role.keyPermission.filter((other) => !isSameRange(other, perm));
      const keyPermission = [...others, perm].sort((a, b) => (a.key < b.key ? -1 : 1));
      this.#putRole({ name, keyPermission });
      const fields = { 'user-name': name, 'permission-name': perm.permType };
      return this.#done(833, 'granted/updated a permission to a user', fields);
    },
    auth_role_revoke_permission: ({ role: name, key, range_end }) => {
      const role = this.#roles.get(name);
      if (role === undefined) return 'roleNotFound';
      const revoked = { key, range_end };
      const keyPermission = role.keyPermission.filter((other) => !isSameRange(other, revoked));
      if (keyPermission.length === role.keyPermission.length) return 'permissionNotGranted';
      this.#putRole({ name, keyPermission });
      const fields = { 'role-name': name, key, 'range-end': range_end };
      return this.#done(693, 'revoked a permission on range', fields);
    },
  };

  #enable(): Body | AuthError {
    if (this.#isEnabled) return {};
    const root = this.#users.get(ROOT);
    if (root === undefined) return 'rootUserNotExist';
    if (!root.roles.includes(ROOT)) return 'rootRoleNotExist';
    this.#isEnabled = true;
    return this.#done(259, 'enabled authentication', {});
  }

  #disable(): Body {
    if (!this.#isEnabled) return {};
    this.#isEnabled = false;
    this.#revision++;
    this.tokens.clear();
    return this.#done(280, 'disabled authentication', {});
  }

  #putUser(user: User): void {
    this.#users.set(user.name, user);
    this.#revision++;
  }

  #putRole(role: Role): void {
    this.#roles.set(role.name, role);
    this.#revision++;
  }

  #done(line: number, message: string, fields: LogFields): Body {
    this.#log?.info(`auth/store.go:${line}`, message, fields);
    return {};
  }
}

function isSameRange(a: Omit<Permission, 'permType'>, b: Omit<Permission, 'permType'>): boolean {
  return a.key === b.key && a.range_end === b.range_end;
}
