import type { Task } from '../../cluster/kernel/index.ts';
import type { Failure } from './failure.ts';
import type { Flag } from './flags.ts';
import type { Session } from './session.ts';

/** One command of kubectl, as cobra knows it. */
export interface Command {
  /** The words that call it: `config view`. */
  readonly name: string;
  readonly aliases?: readonly string[];
  readonly flags: readonly Flag[];
  /** Shape: the exit code, or why it could not be done */
  readonly run: (session: Session) => Task<number | Failure>;
}
