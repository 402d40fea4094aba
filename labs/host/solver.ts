import type { Fault, Solving } from './protocol.ts';
import type { Session } from './session.ts';

/**
 * Types a solution into a lesson's first terminal: a line, and the next one once the prompt is
 * back. What it types is an input like any other, so it is recorded and replays.
 */
export class Solver {
  readonly #session: Session;
  #lines: (string | Fault)[] = [];
  /** How many commands had ended when the last line was typed; undefined before the first. */
  #typedAt: number | undefined;

  constructor(session: Session) {
    this.#session = session;
  }

  /** What is left to type. */
  get solving(): Solving {
    const typedAt = this.#typedAt;
    return { lines: [...this.#lines], ...(typedAt !== undefined && { typedAt }) };
  }

  /** Goes on with what another host has left to type. */
  resume({ lines, typedAt }: Solving): void {
    this.#lines = [...lines];
    this.#typedAt = typedAt;
  }

  type(lines: readonly (string | Fault)[]): void {
    this.#lines.push(...lines);
    this.advance();
  }

  /** Types the next line where the one before has ended. */
  advance(): void {
    if (this.#lines.length === 0) return;
    const terminal = this.#session.lesson.words.firstTerminal;
    if (this.#session.foreground(terminal) !== undefined) return;
    const ended = this.#session.endedCommands(terminal);
    if (this.#typedAt !== undefined && ended <= this.#typedAt) return;
    const line = this.#lines.shift()!;
    if (typeof line !== 'string') {
      this.#session.input({ type: 'fault', fault: line });
      this.advance();
      return;
    }
    this.#typedAt = ended;
    // Ctrl-E and Ctrl-U first: whatever stands on the line must not become part of the command.
    this.#session.input({ type: 'type', terminal, text: `\u0005\u0015${line}\r` });
    if (this.#lines.length === 0) this.#typedAt = undefined;
  }
}
