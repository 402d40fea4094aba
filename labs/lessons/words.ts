import type { Fault } from '../topology/fault.ts';
import type { OutfitName } from '../topology/spec.ts';

/** What the page shows of one step. */
export interface StepWords {
  readonly id: string;
  /** A few words, in the imperative. */
  readonly title: string;
  /** What to do and what to watch. Plain text; `code` in backticks. */
  readonly text: string;
  /** From a nudge, over the way, to the command. */
  readonly hints: readonly [string, string, string];
  /**
   * The printed solution: command lines, typed into the first terminal one after another, and
   * faults that no command of the lab can do, such as switching a machine on.
   */
  readonly solution: readonly (string | Fault)[];
}

/** What the page shows of one lesson, without running it. */
export interface LessonWords {
  readonly id: string;
  readonly title: string;
  /** One sentence. */
  readonly summary: string;
  readonly minutes: number;
  /** What its machines are delivered with: the page loads the program that has it. */
  readonly outfit: OutfitName;
  /** The machine whose terminal is shown first. */
  readonly firstTerminal: string;
  readonly steps: readonly StepWords[];
}
