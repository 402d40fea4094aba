import type { Task } from '../../cluster/kernel/index.ts';
import { RpcError } from '../../cluster/client/grpc.ts';
import { callFailure, show } from './command.ts';
import { EXIT, Failure, type Context } from './context.ts';
import { buildDel, buildGet, buildPut } from './kv-requests.ts';
import { quote } from './print-fields.ts';

/** Source: etcdctl/ctlv3/command/get_command.go */
export function* get(context: Context): Task<number | Failure> {
  const request = buildGet(context);
  if (request instanceof Failure) return request;
  const options = context.deadline();
  const printer = context.prepare();
  if (printer instanceof Failure) return printer;
  const response = yield* context.client().range(request, options);
  if (response instanceof RpcError) return callFailure(context, response, options.deadlineUs);
  if (request.count_only && printer.format !== 'fields') {
    return new Failure('--count-only is only for `--write-out=fields`', EXIT.badArgs);
  }
  if (context.flag('print-value-only')) {
    if (printer.format !== 'simple') {
      const message = 'print-value-only is only for `--write-out=simple`';
      return new Failure(message, EXIT.badArgs);
    }
    printer.isValueOnly = true;
  }
  return yield* show(context, printer, printer.get(response));
}

/** Source: put_command.go */
export function* put(context: Context): Task<number | Failure> {
  const request = yield* buildPut(context);
  if (request instanceof Failure) return request;
  const options = context.deadline();
  const printer = context.prepare();
  if (printer instanceof Failure) return printer;
  const response = yield* context.client().put(request, options);
  if (response instanceof RpcError) return callFailure(context, response, options.deadlineUs);
  return yield* show(context, printer, printer.put(response));
}

/** Source: del_command.go */
export function* del(context: Context): Task<number | Failure> {
  const request = buildDel(context);
  if (request instanceof Failure) return request;
  const options = context.deadline();
  const printer = context.prepare();
  if (printer instanceof Failure) return printer;
  const response = yield* context.client().deleteRange(request, options);
  if (response instanceof RpcError) return callFailure(context, response, options.deadlineUs);
  return yield* show(context, printer, printer.del(response));
}

/** Source: compaction_command.go */
export function* compaction(context: Context): Task<number | Failure> {
  const [text, ...rest] = context.args;
  if (text === undefined || rest.length > 0) {
    return new Failure('compaction command needs 1 argument', EXIT.badArgs);
  }
  if (!/^[+-]?\d+$/.test(text)) {
    return new Failure(`strconv.ParseInt: parsing ${quote(text)}: invalid syntax`);
  }
  const printer = context.prepare();
  if (printer instanceof Failure) return printer;
  const options = context.deadline();
  const revision = Number(text);
  const request = { revision, physical: context.flag('physical') };
  const response = yield* context.client().compact(request, options);
  if (response instanceof RpcError) return callFailure(context, response, options.deadlineUs);
  yield* context.flush();
  yield* context.process.print(`compacted revision ${revision}\n`);
  return 0;
}
