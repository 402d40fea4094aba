import type { Environment } from '../../cluster/kernel/index.ts';

/** A shell variable. It has no value where it was only marked, as by `export X`. */
export interface Variable {
  value: string | undefined;
  isExported: boolean;
  isReadonly: boolean;
}

/**
 * The variables of one shell process, with the scopes that `local` opens.
 *
 * Keeps:   leaving a scope restores what its locals hid, as bash's dynamic scoping does
 */
export class Variables {
  readonly #variables = new Map<string, Variable>();
  /** One map per function call in progress: what each local name stood for before. */
  readonly #hidden: Map<string, Variable | undefined>[] = [];

  /** A copy for a subshell: from then on the two know nothing of one another. */
  copy(): Variables {
    const copy = new Variables();
    for (const [name, variable] of this.#variables) copy.#variables.set(name, { ...variable });
    for (const scope of this.#hidden) copy.#hidden.push(new Map(scope));
    return copy;
  }

  get(name: string): string | undefined {
    return this.#variables.get(name)?.value;
  }

  find(name: string): Variable | undefined {
    return this.#variables.get(name);
  }

  /** Errors: false where the variable is read-only. */
  set(name: string, value: string): boolean {
    const variable = this.#variables.get(name);
    if (variable?.isReadonly) return false;
    if (variable) variable.value = value;
    else this.#variables.set(name, { value, isExported: false, isReadonly: false });
    return true;
  }

  /** Marks a variable, and makes one without a value where there is none. */
  mark(name: string, marks: Partial<Pick<Variable, 'isExported' | 'isReadonly'>>): void {
    const variable = this.#variables.get(name);
    if (variable) Object.assign(variable, marks);
    else {
      const fresh = { value: undefined, isExported: false, isReadonly: false, ...marks };
      this.#variables.set(name, fresh);
    }
  }

  /** Errors: false where the variable is read-only. */
  unset(name: string): boolean {
    if (this.#variables.get(name)?.isReadonly) return false;
    this.#variables.delete(name);
    return true;
  }

  /** Puts a variable back as it was: what `find` gave before, or nothing. */
  restore(name: string, variable: Variable | undefined): void {
    if (variable) this.#variables.set(name, variable);
    else this.#variables.delete(name);
  }

  get isInScope(): boolean {
    return this.#hidden.length > 0;
  }

  enterScope(): void {
    this.#hidden.push(new Map());
  }

  leaveScope(): void {
    for (const [name, variable] of this.#hidden.pop() ?? []) this.restore(name, variable);
  }

  /** Makes a name local to the function call in progress. */
  makeLocal(name: string): void {
    const scope = this.#hidden.at(-1);
    if (scope === undefined || scope.has(name)) return;
    const outer = this.#variables.get(name);
    scope.set(name, outer);
    const isExported = outer?.isExported ?? false;
    this.#variables.set(name, { value: undefined, isExported, isReadonly: false });
  }

  /** Names in byte order. */
  names(): string[] {
    return [...this.#variables.keys()].sort();
  }

  /** What a program started now gets as its environment. */
  exported(): Environment {
    const env: Environment = {};
    for (const [name, { value, isExported }] of this.#variables) {
      if (isExported && value !== undefined) env[name] = value;
    }
    return env;
  }
}

/** True where a word may name a variable. */
export function isName(text: string): boolean {
  return /^[A-Za-z_]\w*$/.test(text);
}
