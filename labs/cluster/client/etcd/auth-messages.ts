/**
 * Users, roles and what they may do, as clients ask for them.
 *
 * Source: etcd api/etcdserverpb/rpc.proto, api/authpb/auth.proto (v3.5)
 */
import type { ResponseHeader } from './messages.ts';

export type PermissionType = 'READ' | 'WRITE' | 'READWRITE';

export interface Permission {
  readonly permType: PermissionType;
  readonly key: string;
  /** Exclusive; empty: the one key; `'\0'`: all from `key` on. */
  readonly range_end: string;
}

/** The requests, by the names under which they stand in Raft's log. */
export interface AuthRequests {
  readonly auth_enable: object;
  readonly auth_disable: object;
  readonly auth_status: object;
  readonly auth_user_add: {
    readonly name: string;
    readonly password?: string;
    readonly noPassword?: boolean;
    /** In the place of the password, once a member has taken it. */
    readonly hashedPassword?: string;
  };
  readonly auth_user_get: { readonly name: string };
  readonly auth_user_list: object;
  readonly auth_user_delete: { readonly name: string };
  readonly auth_user_change_password: {
    readonly name: string;
    readonly password?: string;
    readonly hashedPassword?: string;
  };
  readonly auth_user_grant_role: { readonly user: string; readonly role: string };
  readonly auth_user_revoke_role: { readonly name: string; readonly role: string };
  readonly auth_role_add: { readonly name: string };
  readonly auth_role_get: { readonly role: string };
  readonly auth_role_list: object;
  readonly auth_role_delete: { readonly role: string };
  readonly auth_role_grant_permission: { readonly name: string; readonly perm: Permission };
  readonly auth_role_revoke_permission: {
    readonly role: string;
    readonly key: string;
    readonly range_end: string;
  };
}

export interface AuthenticateRequest {
  readonly name: string;
  readonly password: string;
}

export interface AuthenticateResponse {
  readonly header: ResponseHeader;
  readonly token: string;
}

export interface AuthResponse {
  readonly header: ResponseHeader;
}

export interface AuthStatusResponse extends AuthResponse {
  readonly enabled: boolean;
  readonly authRevision: number;
}

export interface AuthUserGetResponse extends AuthResponse {
  readonly roles: readonly string[];
}

export interface AuthUserListResponse extends AuthResponse {
  readonly users: readonly string[];
}

export interface AuthRoleGetResponse extends AuthResponse {
  readonly perm: readonly Permission[];
}

export interface AuthRoleListResponse extends AuthResponse {
  readonly roles: readonly string[];
}
