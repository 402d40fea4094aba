import { readStored, writeStored } from './stored.ts';

/** Raised when what is stored changes its shape, so that an old record is never misread. */
const PROGRESS_VERSION = 1;

function keyOf(lesson: string): string {
  return `quorate:progress:${PROGRESS_VERSION}:${lesson}`;
}

/** The ids of the steps of a lesson that this reader has passed. */
export function readProgress(lesson: string): readonly string[] {
  const stored = readStored(keyOf(lesson));
  if (!Array.isArray(stored)) return [];
  return stored.filter((id): id is string => typeof id === 'string');
}

/** Adds to what is stored: a step once passed stays passed until the reader forgets it. */
export function addProgress(lesson: string, passed: readonly string[]): void {
  const known = readProgress(lesson);
  const all = [...new Set([...known, ...passed])];
  if (all.length > known.length) writeStored(keyOf(lesson), all);
}

export function forgetProgress(lesson: string): void {
  writeStored(keyOf(lesson), undefined);
}
