import {
  forbidden,
  notFound,
  type Kind,
  type KubeObject,
  type Lease,
  type Pod,
  type Status,
  type Toleration,
} from '../api/index.ts';
import type { User } from './request.ts';

/** What is about to happen to an object. */
export interface Admission {
  readonly kind: Kind;
  readonly operation: 'create' | 'update' | 'delete';
  readonly subresource: string;
  readonly user: User;
  readonly namespace: string;
  readonly name: string;
  /** The draft of a write; what is there, for a delete. */
  readonly object: KubeObject;
  /** The namespace, where the object lives in one. */
  readonly home: KubeObject | undefined;
}

/** A plugin changes the draft, or says why not. */
interface Plugin {
  readonly name: string;
  admit(admission: Admission): Status | undefined;
}

const permanentNamespaces = new Set(['default', 'kube-system', 'kube-public']);

/** Source: apiserver admission/plugin/namespace/lifecycle */
const namespaceLifecycle: Plugin = {
  name: 'NamespaceLifecycle',
  admit({ kind, operation, namespace, name, home }) {
    if (operation === 'delete') {
      if (kind.plural !== 'namespaces' || !permanentNamespaces.has(name)) return undefined;
      return forbidden(resourceOf(kind), name, 'this namespace may not be deleted');
    }
    if (!kind.isNamespaced) return undefined;
    if (!home) return notFound({ group: '', resource: 'namespaces' }, namespace);
    if (operation !== 'create' || home.metadata.deletionTimestamp === undefined) return undefined;
    const why = 'because it is being terminated';
    const what = `unable to create new content in namespace ${namespace}`;
    return forbidden(resourceOf(kind), name, `${what} ${why}`);
  },
};

const NODE_PREFIX = 'system:node:';

/**
 * Keeps a kubelet to its own node, its own pods and its own Lease.
 *
 * Source:  plugin/pkg/admission/noderestriction
 * Differs: only what the kinds here allow; labels and taints are not looked at
 */
const nodeRestriction: Plugin = {
  name: 'NodeRestriction',
  admit({ kind, operation, subresource, user, name, namespace, object }) {
    if (!user.groups.includes('system:nodes') || !user.name.startsWith(NODE_PREFIX)) {
      return undefined;
    }
    const node = user.name.slice(NODE_PREFIX.length);
    const refuse = (why: string): Status => forbidden(resourceOf(kind), name, why);
    if (kind.kind === 'Node') {
      if (name === node) return undefined;
      return refuse(`node "${node}" is not allowed to modify node "${name}"`);
    }
    if (kind.kind === 'Lease') {
      if (namespace !== 'kube-node-lease') {
        return refuse('can only access leases in the "kube-node-lease" system namespace');
      }
      const { name: own } = (object as Lease).metadata;
      return own === node
        ? undefined
        : refuse('can only access node lease with the same name as the requesting node');
    }
    return kind.kind === 'Pod'
      ? checkPodOf(object as Pod, node, operation, subresource, refuse)
      : undefined;
  },
};

const MIRROR = 'kubernetes.io/config.mirror';

function checkPodOf(
  { metadata, spec }: Pod,
  node: string,
  operation: Admission['operation'],
  subresource: string,
  refuse: (why: string) => Status,
): Status | undefined {
  if (operation === 'create' && metadata.annotations?.[MIRROR] === undefined) {
    return refuse(
      `pod does not have "${MIRROR}" annotation, node "${node}" can only create mirror pods`,
    );
  }
  if (spec.nodeName === node) return undefined;
  const what = operation === 'update' ? `update ${subresource}` : operation;
  return refuse(`node "${node}" can only ${what} pods with spec.nodeName set to itself`);
}

const priorities: Readonly<Record<string, number>> = {
  'system-node-critical': 2_000_001_000,
  'system-cluster-critical': 2_000_000_000,
};

/** Source: plugin/pkg/admission/priority. Differs: PriorityClasses are no kind yet */
const priority: Plugin = {
  name: 'Priority',
  admit({ kind, operation, object, name }) {
    if (kind.kind !== 'Pod' || operation !== 'create') return undefined;
    const { spec } = object as Pod;
    if (!spec) return undefined;
    const { priorityClassName: named } = spec;
    const value = named === undefined ? 0 : priorities[named];
    if (value === undefined) {
      return forbidden(resourceOf(kind), name, `no PriorityClass with name ${named} was found`);
    }
    spec.priority ??= value;
    spec.preemptionPolicy ??= 'PreemptLowerPriority';
    return undefined;
  },
};

const FORGIVEN_SECONDS = 300;

/** Source: plugin/pkg/admission/defaulttolerationseconds */
const defaultTolerationSeconds: Plugin = {
  name: 'DefaultTolerationSeconds',
  admit({ kind, operation, object }) {
    const { spec } = object as Pod;
    if (kind.kind !== 'Pod' || operation !== 'create' || !spec) return undefined;
    const tolerations = spec.tolerations ?? [];
    for (const state of ['not-ready', 'unreachable']) {
      const key = `node.kubernetes.io/${state}`;
      if (tolerations.some((toleration) => covers(toleration, key))) continue;
      const effect = 'NoExecute';
      const forgiven = { effect, key, operator: 'Exists', tolerationSeconds: FORGIVEN_SECONDS };
      tolerations.push(forgiven as Toleration);
    }
    spec.tolerations = tolerations;
    return undefined;
  },
};

function covers({ key, effect }: Toleration, taint: string): boolean {
  return (key === undefined || key === '' || key === taint) && (!effect || effect === 'NoExecute');
}

function resourceOf({ group, plural }: Kind) {
  return { group, resource: plural };
}

/** All plugins, in the order in which they are asked; NodeRestriction only where it is enabled. */
const plugins = [namespaceLifecycle, nodeRestriction, priority, defaultTolerationSeconds];

/** Asks every plugin. Errors: the first refusal. */
export function admit(admission: Admission, enabled: ReadonlySet<string>): Status | undefined {
  for (const plugin of plugins) {
    if (plugin === nodeRestriction && !enabled.has(plugin.name)) continue;
    const refusal = plugin.admit(admission);
    if (refusal) return refusal;
  }
  return undefined;
}
