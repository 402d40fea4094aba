import { etcdLessons } from './about-etcd.ts';
import { kubernetesLessons } from './about-kubernetes.ts';
import type { Lesson } from './lesson.ts';
import { playgrounds } from './playground/lesson.ts';

/** Every lesson, in the order of the course. A worker brings only those of its own outfit. */
export const lessons: readonly Lesson[] = [...etcdLessons, ...kubernetesLessons];

/** All that can be opened: the lessons, then the playground with each of its topologies. */
export const labs: readonly Lesson[] = [...lessons, ...playgrounds];

/** Errors: undefined where there is no such lab. */
export function findLesson(id: string): Lesson | undefined {
  return labs.find(({ words }) => words.id === id);
}
