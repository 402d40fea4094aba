/**
 * How `break`, `return`, `exit` and ^C leave the commands around them: thrown, and caught by the
 * loop, the function or the shell that they are meant for. Nothing else here is ever thrown.
 */
export class Unwind {
  readonly kind: 'break' | 'continue' | 'return' | 'exit' | 'abort' | 'interrupt';
  /** The status that is left; for 'break' and 'continue', how many loops to leave. */
  readonly value: number;

  constructor(kind: Unwind['kind'], value: number) {
    this.kind = kind;
    this.value = value;
  }
}

/** Leaves what is going on. Errors: never returns. */
export function unwind(kind: Unwind['kind'], value: number): never {
  // oxlint-disable-next-line typescript/only-throw-error -- control flow, which needs no stack
  throw new Unwind(kind, value);
}
