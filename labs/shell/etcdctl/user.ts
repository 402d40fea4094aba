import type { Task } from '../../cluster/kernel/index.ts';
import type {
  AuthResponse,
  AuthRoleGetResponse,
  AuthUserGetResponse,
  AuthUserListResponse,
} from '../../cluster/client/etcd/index.ts';
import { RpcError } from '../../cluster/client/grpc.ts';
import { callFailure, invokeAndShow, show, type Command } from './command.ts';
import { EXIT, Failure, type Context } from './context.ts';
import { flag } from './flags.ts';
import { askNewPassword } from './password.ts';
import { headOf, sparse } from './print-json.ts';
import { showRole } from './role.ts';

/** Source: etcdctl/ctlv3/command/user_command.go, and so all that follows. */
function* add(context: Context): Task<number | Failure> {
  const [given] = context.args;
  if (given === undefined || context.args.length > 1) {
    return badArgs('user add command requires user name as its argument');
  }
  const request = yield* newUser(context, given);
  if (request instanceof Failure) return request;
  return yield* change(context, 'UserAdd', request, `User ${request.name} created\n`);
}

interface NewUser {
  readonly name: string;
  readonly password?: string;
  readonly noPassword?: boolean;
}

/** The password stands behind a colon or in a flag, or is asked for. */
function* newUser(context: Context, given: string): Task<NewUser | Failure> {
  if (context.flag('no-password')) return { name: given, noPassword: true };
  const fromFlag = context.text('new-user-password');
  if (fromFlag !== '') return { name: given, password: fromFlag };
  const colon = given.indexOf(':');
  if (colon === 0) return badArgs('empty user name is not allowed');
  if (colon > 0) return { name: given.slice(0, colon), password: given.slice(colon + 1) };
  const password = yield* takePassword(context, given);
  return password instanceof Failure ? password : { name: given, password };
}

function* takePassword(context: Context, name: string): Task<string | Failure> {
  if (context.flag('interactive')) return yield* askNewPassword(context.process, name);
  return /^\s*(\S*)/.exec(yield* context.process.read())![1]!;
}

function* remove(context: Context): Task<number | Failure> {
  const [name] = context.args;
  if (name === undefined || context.args.length > 1) {
    return badArgs('user delete command requires user name as its argument');
  }
  return yield* change(context, 'UserDelete', { name }, `User ${name} deleted\n`);
}

function* get(context: Context): Task<number | Failure> {
  const [name] = context.args;
  if (name === undefined || context.args.length > 1) {
    return badArgs('user get command requires user name as its argument');
  }
  if (context.flag('detail')) return yield* getDetail(context, name);
  const call = { method: 'Auth/UserGet', request: { name }, isRepeatable: true };
  return yield* invokeAndShow<AuthUserGetResponse>(context, call, ({ header, roles }) => ({
    simple: `User: ${name}\nRoles:${roles.map((role) => ` ${role}`).join('')}\n`,
    json: sparse({ header: headOf(header), roles }),
  }));
}

function* getDetail(context: Context, name: string): Task<number | Failure> {
  const printer = context.prepare();
  if (printer instanceof Failure) return printer;
  const client = context.client();
  const user = yield* client.invoke<AuthUserGetResponse>('Auth/UserGet', { name }, true);
  if (user instanceof RpcError) return callFailure(context, user, undefined);
  yield* context.process.print(`User: ${name}\n`);
  for (const role of user.roles) {
    yield* context.process.print('\n');
    const answer = yield* client.invoke<AuthRoleGetResponse>('Auth/RoleGet', { role }, true);
    if (answer instanceof RpcError) return callFailure(context, answer, undefined);
    const shown = yield* show(context, printer, printer.other(showRole(role, answer)));
    if (shown instanceof Failure) return shown;
  }
  return 0;
}

function* list(context: Context): Task<number | Failure> {
  if (context.args.length > 0) return badArgs('user list command requires no arguments');
  const call = { method: 'Auth/UserList', request: {}, isRepeatable: true };
  return yield* invokeAndShow<AuthUserListResponse>(context, call, ({ header, users }) => ({
    simple: users.map((user) => `${user}\n`).join(''),
    json: sparse({ header: headOf(header), users }),
  }));
}

function* passwd(context: Context): Task<number | Failure> {
  const [name] = context.args;
  if (name === undefined || context.args.length > 1) {
    return badArgs('user passwd command requires user name as its argument');
  }
  const password = yield* takePassword(context, name);
  if (password instanceof Failure) return password;
  return yield* change(context, 'UserChangePassword', { name, password }, 'Password updated\n');
}

function* grantRole(context: Context): Task<number | Failure> {
  const [user, role] = context.args;
  if (user === undefined || role === undefined || context.args.length > 2) {
    return badArgs('user grant command requires user name and role name as its argument');
  }
  const text = `Role ${role} is granted to user ${user}\n`;
  return yield* change(context, 'UserGrantRole', { user, role }, text);
}

function* revokeRole(context: Context): Task<number | Failure> {
  const [name, role] = context.args;
  if (name === undefined || role === undefined || context.args.length > 2) {
    return badArgs('user revoke-role requires user name and role name as its argument');
  }
  const text = `Role ${role} is revoked from user ${name}\n`;
  return yield* change(context, 'UserRevokeRole', { name, role }, text);
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

const interactive = (usage: string) => flag('interactive', 'bool', 'true', usage);

export const userCommands: readonly Command[] = [
  {
    name: 'user add',
    use: '<user name or user:password> [options]',
    short: 'Adds a new user',
    flags: [
      interactive('Read password from stdin instead of interactive terminal'),
      flag('new-user-password', 'string', '', 'Supply password from the command line flag'),
      flag('no-password', 'bool', 'false', 'Create a user without password (CN based auth only)'),
    ],
    run: add,
  },
  { name: 'user delete', use: '<user name>', short: 'Deletes a user', flags: [], run: remove },
  {
    name: 'user get',
    use: '<user name> [options]',
    short: 'Gets detailed information of a user',
    flags: [flag('detail', 'bool', 'false', 'Show permissions of roles granted to the user')],
    run: get,
  },
  {
    name: 'user grant-role',
    use: '<user name> <role name>',
    short: 'Grants a role to a user',
    flags: [],
    run: grantRole,
  },
  { name: 'user list', use: '', short: 'Lists all users', flags: [], run: list },
  {
    name: 'user passwd',
    use: '<user name> [options]',
    short: 'Changes password of user',
    flags: [interactive('If true, read password from stdin instead of interactive terminal')],
    run: passwd,
  },
  {
    name: 'user revoke-role',
    use: '<user name> <role name>',
    short: 'Revokes a role from a user',
    flags: [],
    run: revokeRole,
  },
];
