import type { Lesson } from './lesson.ts';
import { playgrounds } from './playground/lesson.ts';
import { lesson as stacked } from './stacked/lesson.ts';

/** The lessons about a whole cluster, in the order of the course. */
export const kubernetesLessons: readonly Lesson[] = [stacked];

/** All that a lab of a whole cluster may open. */
export const kubernetesLabs: readonly Lesson[] = [
  ...kubernetesLessons,
  ...playgrounds.filter(({ topology }) => topology.outfit !== 'etcd'),
];
