import type { Task } from '../../cluster/kernel/index.ts';
import {
  etcdError,
  type AuthResponse,
  type AuthStatusResponse,
} from '../../cluster/client/etcd/index.ts';
import { RpcError } from '../../cluster/client/grpc.ts';
import { callFailure, invokeAndShow, type Command } from './command.ts';
import { EXIT, Failure, type Context } from './context.ts';
import { headOf, sparse } from './print-json.ts';

/** Source: etcdctl/ctlv3/command/auth_command.go */
function* enable(context: Context): Task<number | Failure> {
  const wrong = prepare(context, 'enable');
  if (wrong) return wrong;
  const options = context.deadline();
  const client = context.client();
  const call = (method: string, request: object): Task<AuthResponse | RpcError> =>
    client.invoke(`Auth/${method}`, request, false, options);
  for (;;) {
    let answer = yield* call('AuthEnable', {});
    if (!(answer instanceof RpcError)) break;
    if (answer.message !== etcdError('rootRoleNotExist').message) {
      return callFailure(context, answer, options.deadlineUs);
    }
    answer = yield* call('RoleAdd', { name: 'root' });
    if (!(answer instanceof RpcError)) {
      answer = yield* call('UserGrantRole', { user: 'root', role: 'root' });
    }
    if (answer instanceof RpcError) return callFailure(context, answer, options.deadlineUs);
  }
  yield* context.flush();
  yield* context.process.print('Authentication Enabled\n');
  return 0;
}

function* disable(context: Context): Task<number | Failure> {
  const wrong = prepare(context, 'disable');
  if (wrong) return wrong;
  const options = context.deadline();
  const client = context.client();
  const answer = yield* client.invoke<AuthResponse>('Auth/AuthDisable', {}, false, options);
  if (answer instanceof RpcError) return callFailure(context, answer, options.deadlineUs);
  yield* context.flush();
  yield* context.process.print('Authentication Disabled\n');
  return 0;
}

function* status(context: Context): Task<number | Failure> {
  if (context.args.length > 0) return tooMany('status');
  const options = context.deadline();
  const call = { method: 'Auth/AuthStatus', request: {}, isRepeatable: false, ...options };
  return yield* invokeAndShow<AuthStatusResponse>(
    context,
    call,
    ({ header, enabled, authRevision }) => ({
      simple: `Authentication Status: ${enabled}\nAuthRevision: ${authRevision}\n`,
      json: sparse({ header: headOf(header), enabled, authRevision }),
    }),
  );
}

function prepare(context: Context, word: string): Failure | undefined {
  if (context.args.length > 0) return tooMany(word);
  const printer = context.prepare();
  return printer instanceof Failure ? printer : undefined;
}

function tooMany(word: string): Failure {
  return new Failure(`auth ${word} command does not accept any arguments`, EXIT.badArgs);
}

export const authCommands: readonly Command[] = [
  {
    name: 'auth disable',
    use: '',
    short: 'Disables authentication',
    flags: [],
    run: disable,
  },
  { name: 'auth enable', use: '', short: 'Enables authentication', flags: [], run: enable },
  {
    name: 'auth status',
    use: '',
    short: 'Returns authentication status',
    flags: [],
    run: status,
  },
];
