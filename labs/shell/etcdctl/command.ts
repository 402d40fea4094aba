import type { Task } from '../../cluster/kernel/index.ts';
import { formatCallError } from '../../cluster/client/etcd/index.ts';
import type { RpcError } from '../../cluster/client/grpc.ts';
import { EXIT, Failure, type Context } from './context.ts';
import type { Flag } from './flags.ts';
import type { Printed, Printer } from './printer.ts';

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

/** The sentence for a call that failed. */
export function callFailure(
  context: Context,
  error: RpcError,
  deadlineUs: number | undefined,
): Failure {
  const isExpired = deadlineUs !== undefined && context.process.nowUs >= deadlineUs;
  return new Failure(formatCallError(error, isExpired));
}
