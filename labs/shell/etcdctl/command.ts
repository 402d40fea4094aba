import type { Task } from '../../cluster/kernel/index.ts';
import { formatCallError, LoginError, type CallOptions } from '../../cluster/client/etcd/index.ts';
import { RpcError } from '../../cluster/client/grpc.ts';
import { EXIT, Failure, type Context } from './context.ts';
import type { Flag } from './flags.ts';
import type { Printed, Printer, Shown } from './printer.ts';

/** One command of etcdctl, as cobra knows it. */
export interface Command {
  /** The words that call it: `endpoint health`. */
  readonly name: string;
  /** What stands after the words: `[options] <key> [range_end]`. */
  readonly use: string;
  readonly short: string;
  readonly long?: string;
  readonly flags: readonly Flag[];
  /** Flags that it has from the command above it. */
  readonly inherited?: readonly Flag[];
  /** Absent where the lab does not model it. Returns the exit code, or why it failed. */
  readonly run?: (context: Context) => Task<number | Failure>;
}

/** Prints in the chosen format. Errors: a format that can't show this ends the command. */
export function* show(
  context: Context,
  printer: Printer,
  printed: Printed | undefined,
): Task<number | Failure> {
  if (printed === undefined) {
    return new Failure(`${printer.format} not supported as output format`, EXIT.badFeature);
  }
  yield* context.flush();
  yield* context.process.print(printed.out);
  yield* context.process.warn(printed.err ?? '');
  return 0;
}

/** One call of a command. */
export interface Call extends CallOptions {
  readonly method: string;
  readonly request: object;
  readonly isRepeatable: boolean;
}

/** Makes a call and shows its answer. Errors: as the call's, and `show`'s. */
export function* invokeAndShow<T>(
  context: Context,
  { method, request, isRepeatable, deadlineUs }: Call,
  shownOf: (answer: T) => Shown,
): Task<number | Failure> {
  const printer = context.prepare();
  if (printer instanceof Failure) return printer;
  const client = context.client();
  const answer = yield* client.invoke<T>(method, request, isRepeatable, { deadlineUs });
  if (answer instanceof RpcError) return callFailure(context, answer, deadlineUs);
  return yield* show(context, printer, printer.other(shownOf(answer)));
}

/** The sentence for a call that failed. */
export function callFailure(
  context: Context,
  error: RpcError,
  deadlineUs: number | undefined,
): Failure {
  const isExpired = deadlineUs !== undefined && context.process.nowUs >= deadlineUs;
  const code = error instanceof LoginError ? EXIT.badConnection : EXIT.error;
  return new Failure(formatCallError(error, isExpired), code);
}
