import type { Lesson } from './lesson.ts';
import { playgrounds } from './playground/lesson.ts';
import { lesson as quorum } from './quorum/lesson.ts';
import { lesson as stacked } from './stacked/lesson.ts';

/** Every lesson, in the order of the course. */
export const lessons: readonly Lesson[] = [quorum, stacked];

/** All that can be opened: the lessons, then the playground with each of its topologies. */
export const labs: readonly Lesson[] = [...lessons, ...playgrounds];

/** Errors: undefined where there is no such lab. */
export function findLesson(id: string): Lesson | undefined {
  return labs.find(({ words }) => words.id === id);
}
