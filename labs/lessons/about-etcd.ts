import type { Lesson } from './lesson.ts';
import { playgrounds } from './playground/lesson.ts';
import { lesson as quorum } from './quorum/lesson.ts';

/** The lessons about etcd alone, in the order of the course. */
export const etcdLessons: readonly Lesson[] = [quorum];

/** All that a lab of etcd alone may open. */
export const etcdLabs: readonly Lesson[] = [
  ...etcdLessons,
  ...playgrounds.filter(({ topology }) => topology.outfit === 'etcd'),
];
