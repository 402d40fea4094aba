import {
  sleep,
  MILLISECOND,
  type Process,
  type Program,
  type Task,
  type Terminal,
} from '../../cluster/kernel/index.ts';
import { machineOf, type Machine } from '../../cluster/machine/machine.ts';
import { DEFAULT_PATH, resolvePath } from '../../cluster/machine/path.ts';

import { History } from '../editor/history.ts';
import { Jobs } from './jobs.ts';
import type { BashParts, Language } from './language.ts';
import type { CommandNode } from './syntax.ts';
import { Variables } from './variables.ts';
import { unwind } from './unwind.ts';

/** A function, and the text that it was read from: its nodes point into that. */
export interface ShellFunction {
  readonly body: CommandNode;
  readonly source: string;
}

/** The letters of `set -o`. */
export type ShellOption = 'errexit' | 'nounset' | 'xtrace' | 'noglob' | 'pipefail';

/** How many commands run at one instant of virtual time before the shell sleeps. */
export const COMMANDS_PER_INSTANT = 1_000;
/** Makes an endless loop cost 100,000 commands a second: a tenth of what a processor could do. */
const BREATH_US = 10 * MILLISECOND;

/** How deep functions, subshells and `eval` may nest. */
export const NESTING_MAX = 100;

/** How many processes a machine runs before the shell says that it can't fork. */
export const PROCESSES_MAX = 200;

/** What one shell process knows: everything that a subshell gets a copy of. */
export class Shell {
  readonly process: Process;
  readonly machine: Machine;
  /** What stands before its messages, and `$0`. */
  name: string;
  variables = new Variables();
  functions = new Map<string, ShellFunction>();
  aliases = new Map<string, string>();
  options = new Set<ShellOption>();
  positional: readonly string[] = [];
  history = new History();
  jobs = new Jobs();
  /** `$?` */
  status = 0;
  /** `$!` */
  lastBackgroundPid: number | undefined;
  /** The text being run, and where in it: for line numbers and for what `jobs` prints. */
  source = '';
  position = 0;
  /** How many loops, and how many conditions (where `set -e` looks away), are around us. */
  loopDepth = 0;
  conditionDepth = 0;
  callDepth = 0;
  sourceDepth = 0;
  nesting = 0;
  /** Set for a shell that prompts. */
  isInteractive = false;
  isLogin = false;
  /** Set once `exit` has said that there are stopped jobs. */
  wasWarned = false;
  /** Set where the shell gives each job a process group and the terminal. */
  terminal: Terminal | undefined;
  /** What the shell's `$$` is: a subshell keeps its parent's. */
  readonly pid: number;
  /** Status of the last `$(…)` within the present command. */
  substitutionStatus = 0;
  /** Set while `let` works: stands before what is said of its expressions. */
  arithmeticName = '';
  /** True for `bash -c`, where messages from within a function name the environment. */
  isCommandText = false;
  #commands = 0;

  readonly #parts: BashParts;

  constructor(process: Process, parts: BashParts, name: string, pid = process.pid) {
    this.process = process;
    this.#parts = parts;
    this.machine = machineOf(process);
    this.name = name;
    this.pid = pid;
  }

  get language(): Language {
    return this.#parts.language();
  }

  get builtins(): Language['builtins'] {
    return this.language.builtins;
  }

  get completions(): BashParts['completions'] {
    return this.#parts.completions;
  }

  /** A copy that runs as another process: `( … )`, a stage of a pipeline, `$(…)`. */
  fork(process: Process): Shell {
    const child = new Shell(process, this.#parts, this.name, this.pid);
    child.variables = this.variables.copy();
    child.functions = new Map(this.functions);
    child.aliases = new Map(this.aliases);
    child.options = new Set(this.options);
    child.positional = this.positional;
    child.history = this.history;
    child.status = this.status;
    child.lastBackgroundPid = this.lastBackgroundPid;
    child.source = this.source;
    child.position = this.position;
    child.conditionDepth = this.conditionDepth;
    child.callDepth = this.callDepth;
    child.isCommandText = this.isCommandText;
    child.isInteractive = this.isInteractive;
    child.loopDepth = this.loopDepth;
    child.nesting = this.nesting + 1;
    return child;
  }

  /** Prints a message as bash does: `-bash: …` at a prompt, `bash: line 3: …` elsewhere. */
  *complain(message: string): Task<void> {
    yield* this.process.warn(`${this.messagePrefix()}${message}\n`);
  }

  messagePrefix(): string {
    if (this.isInteractive) return `${this.name}: `;
    const line = this.source.slice(0, this.position).split('\n').length;
    const isFunction = this.callDepth > 0 && this.isCommandText;
    return `${isFunction ? 'environment' : this.name}: line ${line}: `;
  }

  /** Called for every command: keeps an endless loop from holding up the whole lab. */
  *breathe(): Task<void> {
    this.#commands++;
    if (this.#commands % COMMANDS_PER_INSTANT === 0) yield* sleep(BREATH_US);
  }

  /** For deep nesting, which bash bounds by memory and we by a number. */
  *enter(what: string): Task<void> {
    if (this.nesting >= NESTING_MAX) {
      yield* this.complain(`${what}: maximum function nesting level exceeded (${NESTING_MAX})`);
      unwind('abort', 1);
    }
    this.nesting++;
  }

  /** Makes a path absolute. */
  resolve(path: string): string {
    return resolvePath(this.process.cwd, path);
  }

  get searchPath(): readonly string[] {
    return (this.variables.get('PATH') ?? DEFAULT_PATH).split(':');
  }

  /** The file that a command's name means, along PATH. Errors: undefined where none is found. */
  findExecutable(name: string): string | undefined {
    for (const folder of this.searchPath) {
      const path = this.resolve(`${folder === '' ? '.' : folder}/${name}`);
      if (this.isExecutable(path)) return path;
    }
    return undefined;
  }

  isExecutable(path: string): boolean {
    const status = this.machine.files.stat(path);
    return status?.kind === 'file' && (status.mode & 0o111) !== 0;
  }

  /** The program behind a file; a script is run by the shell. */
  programAt(path: string): Program | undefined {
    return this.machine.findProgram(path, '/')?.program;
  }
}
