/**
 * The playground: a lab for each cluster that a reader may choose, with nothing to pass.
 *
 * A lab is opened by its name alone, on a page, in a terminal or in a WebContainer. So the name
 * carries the choice, `playground/etcd-5`, and a record names its cluster as any other does.
 */
import {
  etcdTopology,
  externalTopology,
  stackedTopology,
  virtualTopology,
  zonedTopology,
  type TopologySpec,
} from '../../topology/spec.ts';
import type { Lesson } from '../lesson.ts';
import { choices, words } from './words.ts';

const topologies: ReadonlyMap<string, TopologySpec> = new Map(
  [
    ...[1, 2, 3, 5].map((machines) => stackedTopology(machines, 2)),
    virtualTopology(3, 2),
    externalTopology(3, 3, 2),
    zonedTopology(2),
    zonedTopology(3),
    ...[1, 2, 3, 4, 5].map((members) => etcdTopology(members)),
  ].map((topology) => [topology.name, topology]),
);

/** The playground's lab for each choice, in their order. */
export const playgrounds: readonly Lesson[] = choices.map(({ id, outfit, title }) => ({
  words: { ...words, id: `${words.id}/${id}`, title, outfit },
  seed: id,
  topology: topologies.get(id)!,
  checks: {},
}));
