/**
 * A lesson: a cluster, a seed, and steps that check themselves.
 *
 * Each lab is one folder. `words.ts` holds what the page shows and may import; `lesson.ts` holds
 * what only the lab needs: seed, topology, checks. A step is passed by what happened in the
 * cluster, never by what was typed, unless the typing is the point. Checks look on from outside;
 * they change nothing.
 */
import type { TopologySpec } from '../topology/spec.ts';
import type { Snapshot } from '../topology/snapshot-shape.ts';
import type { LessonWords } from './words.ts';

/** A command line that a reader finished, and the cluster as it stood at that moment. */
export interface CommandRecord {
  readonly atUs: number;
  readonly machine: string;
  readonly line: string;
  /** `$?` */
  readonly code: number;
  readonly snapshot: Snapshot;
}

/** What a check may look at. */
export interface LabView {
  readonly snapshot: Snapshot;
  /** The latest `COMMANDS_KEPT`, oldest first. */
  readonly commands: readonly CommandRecord[];
}

/** How many finished command lines a lab remembers for its checks. */
export const COMMANDS_KEPT = 200;

/** Shape: undefined where the step is done; else, for the reader, what is still missing. */
export type Check = (view: LabView) => string | undefined;

export interface Lesson {
  readonly words: LessonWords;
  readonly seed: string;
  readonly topology: TopologySpec;
  /** By step id. */
  readonly checks: Readonly<Record<string, Check>>;
}
