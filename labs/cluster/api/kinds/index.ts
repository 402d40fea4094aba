/**
 * The kinds that the lab's API servers serve: one file for each, as data and a few functions.
 *
 * In Kubernetes a kind is a Go struct with generated code around it, a strategy in the registry, a
 * printer and a pile of validation. Here all that sets a kind apart stands in one value, and one
 * registry serves them all. To add a kind is to add a file and a line below.
 *
 * What is left out: the kinds that no lab needs so far, conversion between versions, and field
 * managers (`managedFields`).
 */
import type { Kind } from '../kind.ts';
import type { KubeObject } from '../object.ts';
import { configMapKind } from './config-map.ts';
import { eventKind } from './event.ts';
import { leaseKind } from './lease.ts';
import { namespaceKind } from './namespace.ts';
import { nodeKind } from './node.ts';
import { podKind } from './pod.ts';

export { configMapKind, type ConfigMap } from './config-map.ts';
export { eventKind, type Event, type ObjectReference } from './event.ts';
export { leaseKind, type Lease } from './lease.ts';
export { namespaceKind, type Namespace } from './namespace.ts';
export {
  nodeKind,
  type Node,
  type NodeCondition,
  type NodeSystemInfo,
  type Taint,
} from './node.ts';
export { podKind, type Pod } from './pod.ts';
export type * from './pod-spec.ts';

/** In the order of discovery. */
export const kinds = [
  configMapKind,
  eventKind,
  namespaceKind,
  nodeKind,
  podKind,
  leaseKind,
] as unknown as readonly Kind[];

/** Finds a kind by its resource's name. */
export function findResource(group: string, version: string, plural: string): Kind | undefined {
  return kinds.find(
    (kind) => kind.group === group && kind.version === version && kind.plural === plural,
  );
}

/** Finds the kind of an object. */
export function kindOf({ apiVersion, kind: name }: KubeObject): Kind | undefined {
  return kinds.find((kind) => {
    return kind.kind === name && (kind.group ? `${kind.group}/` : '') + kind.version === apiVersion;
  });
}
