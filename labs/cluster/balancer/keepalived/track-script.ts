import {
  exitStatus,
  NullStream,
  SECOND,
  select,
  after,
  sleep,
  signalNumbers,
  type Process,
  type Task,
} from '../../kernel/index.ts';
import { findInterpreter, machineOf } from '../../machine/index.ts';
import type { Script } from './configuration.ts';
import type { Condition } from './virtual-router.ts';

/** How long a script that ran too long has after SIGTERM. Source: vrrp_scheduler.c */
const GRACE_US = 2 * SECOND;

/** How one run ended: the program's own exit code, a signal, or keepalived's patience. */
type Outcome =
  | { readonly kind: 'exited'; readonly code: number }
  | { readonly kind: 'signal'; readonly signal: number }
  | { readonly kind: 'timed_out' };

/** What a tracker tells of: `before` is how the script did until now. */
export interface ScriptChange {
  readonly before: Condition;
  readonly isOk: boolean;
}

/**
 * Runs one `vrrp_script` for ever, as a process of the machine, and counts how it ends: after
 * `fall` failures it has failed, after `rise` successes it succeeds again; the first end decides at
 * once.
 *
 * Source:  keepalived 2.2.7 keepalived/vrrp/vrrp_scheduler.c `vrrp_script_thread`,
 *          `vrrp_script_child_thread`
 * Differs: a run that is due while the last one has not ended is left out
 */
export class ScriptTracker {
  readonly script: Script;
  readonly #log: (text: string) => void;
  /** From 0 up to `rise` − 1 it fails, from `rise` up to `rise` + `fall` − 1 it succeeds. */
  #result: number;
  #condition: Condition;
  #lastStatus: number | undefined;
  #child: Process | undefined;

  constructor(script: Script, isReload: boolean, log: (text: string) => void) {
    this.script = script;
    this.#log = log;
    this.#result = script.startsFailed ? 0 : script.rise - 1;
    const fresh = isReload ? 'reloaded' : 'pending';
    this.#condition = script.startsFailed ? 'failed' : fresh;
  }

  /** How the script does, for an instance that begins. */
  get condition(): Condition {
    return this.#condition;
  }

  /** Goes on as the script of that name before a reload. */
  adopt(former: ScriptTracker): void {
    const { fall, name, rise } = this.script;
    this.#condition = former.#condition;
    if (former.#condition === 'pending' || former.#condition === 'reloaded') return;
    const below = former.script.rise - former.#result;
    this.#lastStatus = former.#lastStatus;
    if (below > 0) {
      this.#result = former.#result === 0 ? 0 : Math.max(rise - below, 0);
      this.#log(`VRRP_Script(${name}) considered unsuccessful on reload`);
    } else {
      const isBest = former.#result === former.script.rise + former.script.fall - 1;
      this.#result = Math.min(isBest ? rise + fall - 1 : rise - below, rise + fall - 1);
    }
  }

  *run(process: Process, changed: (change: ScriptChange) => void): Task<void> {
    process.hold({ release: (isPowerLoss) => this.#endWith(isPowerLoss) });
    const { intervalUs } = this.script;
    for (let dueUs = process.nowUs; ; dueUs += intervalUs) {
      while (dueUs < process.nowUs) dueUs += intervalUs;
      yield* sleep(dueUs - process.nowUs);
      this.#take(yield* this.#runOnce(process), changed);
    }
  }

  *#runOnce(process: Process): Task<Outcome> {
    const child = this.#spawn(process);
    if (child === undefined) return { kind: 'exited', code: 0 };
    this.#child = child;
    const { intervalUs, timeoutUs } = this.script;
    const patience = after(timeoutUs || intervalUs);
    const first = yield* select({ exited: child.exited, patience });
    if (first.which === 'exited') return outcomeOf(child);
    for (const signal of ['SIGTERM', 'SIGKILL'] as const) {
      child.host.signalGroup(child.group, signal);
      const end = yield* select({ exited: child.exited, patience: after(GRACE_US) });
      if (end.which === 'exited') break;
    }
    child.host.signalGroup(child.group, 'SIGKILL');
    return { kind: 'timed_out' };
  }

  /** Errors: undefined where there is nothing to run any more, which does not count as failed */
  #spawn(process: Process): Process | undefined {
    const machine = machineOf(process);
    const [path = '', ...rest] = this.script.words;
    const found = findInterpreter(machine, path);
    if (found === undefined) {
      const why = 'error 2: No such file or directory';
      this.#log(`Error exec-ing command '${path}', ${why}`);
      return undefined;
    }
    const argv = [...found.words, ...rest];
    const streams = [new NullStream(), new NullStream(), new NullStream()];
    const { env } = process;
    return machine.spawn({ program: found.program, argv, env, streams, cwd: '/', parent: process });
  }

  #take(outcome: Outcome, changed: (change: ScriptChange) => void): void {
    const { fall, name, rise } = this.script;
    if (outcome.kind === 'exited' && outcome.code !== (this.#lastStatus ?? 0)) {
      this.#log(`Script \`${name}\` now returning ${outcome.code}`);
    }
    if (outcome.kind === 'exited') this.#lastStatus = outcome.code;
    const isFirst = this.#condition === 'pending' || this.#condition === 'reloaded';
    const before = this.#condition;
    if (outcome.kind === 'exited' && outcome.code === 0) {
      if (this.#result < rise - 1) this.#result++;
      else {
        const isTurn = this.#result < rise;
        this.#result = rise + fall - 1;
        if (isTurn) this.#turn({ before, isOk: true }, 'succeeded', changed);
      }
    } else if (this.#result > rise) this.#result--;
    else {
      const isTurn = this.#result === rise || isFirst;
      this.#result = 0;
      if (isTurn) this.#turn({ before, isOk: false }, describe(outcome), changed);
    }
  }

  #turn(change: ScriptChange, how: string, changed: (change: ScriptChange) => void): void {
    this.#condition = change.isOk ? 'ok' : 'failed';
    this.#log(`VRRP_Script(${this.script.name}) ${how}`);
    changed(change);
  }

  #endWith(isPowerLoss: boolean): void {
    if (!isPowerLoss) this.#child?.signal('SIGTERM');
  }
}

function outcomeOf({ exit }: Process): Outcome {
  const { signal } = exit!;
  if (signal !== undefined) return { kind: 'signal', signal: signalNumbers[signal] };
  return { kind: 'exited', code: exitStatus(exit!) };
}

function describe(outcome: Outcome): string {
  if (outcome.kind === 'timed_out') return 'timed_out';
  if (outcome.kind === 'signal') return `failed (due to signal ${outcome.signal})`;
  return `failed (exited with status ${outcome.code})`;
}
