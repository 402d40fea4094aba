import { checkMeta } from './meta-rule.ts';
import type { FieldError } from './field-error.ts';
import type { KubeObject } from './object.ts';
import { fieldOf } from './selector.ts';

export type Verb =
  'create' | 'delete' | 'deletecollection' | 'get' | 'list' | 'patch' | 'update' | 'watch';

/** What a cell of a table holds. */
export type Cell = string | number | boolean | null;

/** One column that `kubectl get` prints. `cell` is given the time in seconds since 1970. */
export interface Column<T extends KubeObject = KubeObject> {
  readonly name: string;
  readonly type?: 'string' | 'integer' | 'date';
  readonly format?: string;
  readonly description: string;
  /** 0 is always printed, 1 with `-o wide`. */
  readonly priority?: number;
  cell(object: T, nowSeconds: number): Cell;
}

/** A path below an object: `/status`, `/finalize`. */
export interface Subresource {
  readonly name: string;
  readonly verbs: readonly Verb[];
}

/**
 * All that the API server knows of one kind, and all that sets it apart from the others.
 *
 * The functions that prepare and set defaults change the draft that they are given: the registry
 * owns it and nobody else has seen it yet.
 */
export interface Kind<T extends KubeObject = KubeObject> {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  readonly plural: string;
  readonly singular: string;
  readonly shortNames: readonly string[];
  readonly categories: readonly string[];
  readonly isNamespaced: boolean;
  readonly verbs: readonly Verb[];
  readonly subresources: readonly Subresource[];
  /** Fields that a field selector may name, besides `metadata.name` and `metadata.namespace`. */
  readonly selectableFields: readonly string[];
  /** What a field selector finds there. */
  readField(object: T, path: string): string;
  readonly storageVersionHash: string;
  /** The folder in etcd. Nodes lie under their old name, `minions`. */
  readonly storageName: string;
  readonly columns: readonly Column<T>[];
  /** True where `spec` counts generations. */
  readonly hasGeneration: boolean;
  /** How long a stored object lives. Units: seconds; left out: for ever. */
  readonly ttlSeconds?: number;
  checkName(name: string): string[];
  /** What Go's types refuse before any validation: a quantity that is none. */
  checkSyntax(object: T): string | undefined;
  setDefaults(draft: T): void;
  validate(object: T, old?: T): FieldError[];
  prepareForCreate(draft: T): void;
  prepareForUpdate(draft: T, old: T): void;
  /** What a write to `/status` may change: all but that is taken from `old`. */
  prepareForStatus(draft: T, old: T): void;
  /** How long a delete waits for the object's own end. Units: seconds; 0: it goes at once. */
  gracePeriod(object: T): number;
  /** Who still has to let go before a deleted object is gone. */
  finalizersOf(object: T): readonly string[];
  /** Shows in a draft that it is being deleted. */
  prepareForDelete(draft: T): void;
}

/** What a kind has to say itself; the rest is what most kinds do. */
export type KindSpec<T extends KubeObject> = Pick<Kind<T>, 'kind' | 'columns' | 'checkName'> &
  Partial<Kind<T>>;

const allVerbs: readonly Verb[] = [
  ...(['create', 'delete', 'deletecollection', 'get'] as const),
  ...(['list', 'patch', 'update', 'watch'] as const),
];

export const statusSubresource: Subresource = {
  name: 'status',
  verbs: ['get', 'patch', 'update'],
};

/** Makes a kind out of what sets it apart. */
export function defineKind<T extends KubeObject>(spec: KindSpec<T>): Kind<T> {
  const singular = spec.kind.toLowerCase();
  const hasStatus = spec.subresources?.some(({ name }) => name === 'status') ?? false;
  const kind: Kind<T> = {
    group: '',
    version: 'v1',
    plural: `${singular}s`,
    singular,
    shortNames: [],
    categories: [],
    isNamespaced: true,
    verbs: allVerbs,
    subresources: [],
    selectableFields: [],
    readField: fieldOf,
    storageVersionHash: '',
    storageName: spec.plural ?? `${singular}s`,
    hasGeneration: false,
    checkSyntax: () => undefined,
    setDefaults: () => undefined,
    prepareForCreate: (draft) => {
      if (hasStatus) delete draft.status;
    },
    prepareForUpdate: (draft, old) => {
      if (hasStatus) copyField(old, draft, 'status');
    },
    prepareForStatus: (draft, old) => {
      copyField(old, draft, 'spec');
      draft.metadata = { ...old.metadata, ...resourceVersionOf(draft) };
    },
    gracePeriod: () => 0,
    finalizersOf: ({ metadata }) => metadata.finalizers ?? [],
    prepareForDelete: () => undefined,
    ...spec,
    validate: (object, old) => [
      ...checkMeta(object, kind, old),
      ...(spec.validate?.(object, old) ?? []),
    ],
  };
  return kind;
}

/** Gives `to` the field of `from`, or takes it away where `from` has none. */
export function copyField<T extends object>(from: T, to: T, field: keyof T): void {
  if (from[field] === undefined) delete to[field];
  else to[field] = from[field];
}

function resourceVersionOf({ metadata }: KubeObject): { resourceVersion?: string } {
  const { resourceVersion } = metadata;
  return resourceVersion === undefined ? {} : { resourceVersion };
}

/** Shape: `v1`, `coordination.k8s.io/v1` */
export function groupVersionOf({ group, version }: { group: string; version: string }): string {
  return group === '' ? version : `${group}/${version}`;
}
