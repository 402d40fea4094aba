import type { Lesson } from './lesson.ts';
import { lesson as quorum } from './quorum/lesson.ts';
import { lesson as stacked } from './stacked/lesson.ts';

/** Every lesson, in the order of the course. */
export const lessons: readonly Lesson[] = [quorum, stacked];

/** Errors: undefined where there is no such lesson. */
export function findLesson(id: string): Lesson | undefined {
  return lessons.find(({ words }) => words.id === id);
}
