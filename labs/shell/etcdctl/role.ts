import type { Task } from '../../cluster/kernel/index.ts';
import {
  prefixRangeEnd,
  type AuthResponse,
  type AuthRoleGetResponse,
  type AuthRoleListResponse,
  type Permission,
  type PermissionType,
} from '../../cluster/client/etcd/index.ts';
import { base64 } from '../../cluster/client/utf8.ts';
import { invokeAndShow, type Command } from './command.ts';
import { EXIT, Failure, type Context } from './context.ts';
import { flag } from './flags.ts';
import { quote } from './print-fields.ts';
import { headOf, sparse } from './print-json.ts';
import type { Shown } from './printer.ts';

const TYPES: readonly PermissionType[] = ['READ', 'WRITE', 'READWRITE'];

/** Source: etcdctl/ctlv3/command/role_command.go, and so all that follows. */
function* add(context: Context): Task<number | Failure> {
  const [name] = context.args;
  if (name === undefined || context.args.length > 1) {
    return badArgs('role add command requires role name as its argument');
  }
  return yield* change(context, 'RoleAdd', { name }, `Role ${name} created\n`);
}

function* remove(context: Context): Task<number | Failure> {
  const [role] = context.args;
  if (role === undefined || context.args.length > 1) {
    return badArgs('role delete command requires role name as its argument');
  }
  return yield* change(context, 'RoleDelete', { role }, `Role ${role} deleted\n`);
}

function* get(context: Context): Task<number | Failure> {
  const [role] = context.args;
  if (role === undefined || context.args.length > 1) {
    return badArgs('role get command requires role name as its argument');
  }
  const call = { method: 'Auth/RoleGet', request: { role }, isRepeatable: true };
  return yield* invokeAndShow<AuthRoleGetResponse>(context, call, (answer) =>
    showRole(role, answer),
  );
}

/** A role with what it may read and write. */
export function showRole(role: string, { header, perm }: AuthRoleGetResponse): Shown {
  const listed = (kind: PermissionType): string =>
    perm
      .filter(({ permType }) => permType === kind || permType === 'READWRITE')
      .map((one) => `\t${formatRange(one)}\n`)
      .join('');
  return {
    simple: `Role ${role}\nKV Read:\n${listed('READ')}KV Write:\n${listed('WRITE')}`,
    fields: {
      header,
      rest: perm.flatMap(({ permType, key, range_end }): [string, string][] => [
        ['PermType', ` ${permType}`],
        ['Key', quote(key)],
        ['RangeEnd', quote(range_end)],
      ]),
    },
    json: sparse({
      header: headOf(header),
      perm: perm.map(({ permType, key, range_end }) =>
        sparse({
          permType: TYPES.indexOf(permType),
          key: base64(key),
          range_end: base64(range_end),
        }),
      ),
    }),
  };
}

function formatRange({ key, range_end: end }: Permission): string {
  if (end === '') return key;
  const range = end === '\0' ? `[${key}, <open ended>` : `[${key}, ${end})`;
  return prefixRangeEnd(key) === end ? `${range} (prefix ${key})` : range;
}

function* list(context: Context): Task<number | Failure> {
  if (context.args.length > 0) return badArgs('role list command requires no arguments');
  const call = { method: 'Auth/RoleList', request: {}, isRepeatable: true };
  return yield* invokeAndShow<AuthRoleListResponse>(context, call, ({ header, roles }) => ({
    simple: roles.map((role) => `${role}\n`).join(''),
    fields: { header, rest: [['Roles', roles.map(quote).join(' ')]] },
    json: sparse({ header: headOf(header), roles }),
  }));
}

function* grantPermission(context: Context): Task<number | Failure> {
  const [name, type = '', ...keys] = context.args;
  if (name === undefined || keys.length === 0) {
    const needs = 'requires role name, permission type, and key [endkey] as its argument';
    return badArgs(`role grant command ${needs}`);
  }
  const permType = TYPES.find((known) => known === type.toUpperCase());
  if (permType === undefined) return badArgs(`invalid permission type: ${type}`);
  const range = permissionRange(context, keys);
  if (range instanceof Failure) return range;
  const request = { name, perm: { permType, ...range } };
  return yield* change(context, 'RoleGrantPermission', request, `Role ${name} updated\n`);
}

function* revokePermission(context: Context): Task<number | Failure> {
  const [role, ...keys] = context.args;
  if (role === undefined || keys.length === 0) {
    const needs = 'requires role name and key [endkey] as its argument';
    return badArgs(`role revoke-permission command ${needs}`);
  }
  const range = permissionRange(context, keys);
  if (range instanceof Failure) return range;
  const [key = ''] = keys;
  const { range_end: end } = range;
  const what =
    end === '' ? `key ${key}` : `range [${key}, ${end === '\0' ? '<open ended>' : `${end})`}`;
  const text = `Permission of ${what} is revoked from role ${role}\n`;
  return yield* change(context, 'RoleRevokePermission', { role, ...range }, text);
}

function permissionRange(
  context: Context,
  [key = '', end]: readonly string[],
): { key: string; range_end: string } | Failure {
  const [isPrefix, isFrom] = [context.flag('prefix'), context.flag('from-key')];
  if (isPrefix && isFrom && (key === '' || end === undefined)) {
    return badArgs('--from-key and --prefix flags are mutually exclusive');
  }
  if (key === '') return { key: '\0', range_end: isPrefix || isFrom ? '\0' : '' };
  if (end !== undefined) {
    if (!isPrefix && !isFrom) return { key, range_end: end };
    return badArgs(`unexpected endkey argument with --${isPrefix ? 'prefix' : 'from-key'} flag`);
  }
  return { key, range_end: isPrefix ? prefixRangeEnd(key) : isFrom ? '\0' : '' };
}

function change(
  context: Context,
  method: string,
  request: object,
  simple: string,
): Task<number | Failure> {
  const call = { method: `Auth/${method}`, request, isRepeatable: false };
  return invokeAndShow<AuthResponse>(context, call, ({ header }) => ({
    simple,
    fields: { header, rest: [] },
    json: { header: headOf(header) },
  }));
}

function badArgs(message: string): Failure {
  return new Failure(message, EXIT.badArgs);
}

const rangeFlags = (verb: string) => [
  flag('prefix', 'bool', 'false', `${verb} a prefix permission`),
  flag(
    'from-key',
    'bool',
    'false',
    `${verb} a permission of keys that are greater than or equal to the given key using byte \
compare`,
  ),
];

export const roleCommands: readonly Command[] = [
  { name: 'role add', use: '<role name>', short: 'Adds a new role', flags: [], run: add },
  { name: 'role delete', use: '<role name>', short: 'Deletes a role', flags: [], run: remove },
  {
    name: 'role get',
    use: '<role name>',
    short: 'Gets detailed information of a role',
    flags: [],
    run: get,
  },
  {
    name: 'role grant-permission',
    use: '[options] <role name> <permission type> <key> [endkey]',
    short: 'Grants a key to a role',
    flags: rangeFlags('grant'),
    run: grantPermission,
  },
  { name: 'role list', use: '', short: 'Lists all roles', flags: [], run: list },
  {
    name: 'role revoke-permission',
    use: '<role name> <key> [endkey]',
    short: 'Revokes a key from a role',
    flags: rangeFlags('revoke'),
    run: revokePermission,
  },
];
