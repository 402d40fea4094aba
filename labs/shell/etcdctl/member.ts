import type { Task } from '../../cluster/kernel/index.ts';
import { RpcError } from '../../cluster/client/grpc.ts';
import { callFailure, show } from './command.ts';
import { EXIT, Failure, type Context } from './context.ts';
import { quote } from './print-fields.ts';

/** Source: etcdctl/ctlv3/command/member_command.go */
export function* memberList(context: Context): Task<number | Failure> {
  const options = context.deadline();
  const printer = context.prepare();
  if (printer instanceof Failure) return printer;
  const response = yield* context.client().memberList(options);
  if (response instanceof RpcError) return callFailure(context, response, options.deadlineUs);
  return yield* show(context, printer, printer.memberList(response));
}

/** Finds the leader among the endpoints and asks it to hand over. Source: move_leader_command.go */
export function* moveLeader(context: Context): Task<number | Failure> {
  const [target, ...rest] = context.args;
  if (target === undefined || rest.length > 0) {
    return new Failure('move-leader command needs 1 argument', EXIT.badArgs);
  }
  if (!/^[0-9a-fA-F]{1,16}$/.test(target)) {
    const why = `strconv.ParseUint: parsing ${quote(target)}: invalid syntax`;
    return new Failure(why, EXIT.badArgs);
  }
  const printer = context.prepare();
  if (printer instanceof Failure) return printer;
  const options = context.deadline();
  for (const endpoint of context.endpoints) {
    const client = context.client([endpoint]);
    const status = yield* client.status(endpoint, options);
    if (status instanceof RpcError) return callFailure(context, status, options.deadlineUs);
    if (status.leader !== status.header.member_id) {
      client.close();
      continue;
    }
    const targetID = target.toLowerCase().replace(/^0+(?=.)/, '');
    const answer = yield* client.moveLeader({ targetID }, options);
    if (answer instanceof RpcError) return callFailure(context, answer, options.deadlineUs);
    return yield* show(
      context,
      printer,
      printer.other({
        simple: `Leadership transferred from ${status.leader} to ${targetID}\n`,
        json: {},
      }),
    );
  }
  const given = context.endpoints.join(' ');
  return new Failure(`no leader endpoint given at [${given}]`, EXIT.badArgs);
}
