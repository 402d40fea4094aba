import type { Task } from '../../cluster/kernel/index.ts';
import { groupVersion, type Resource } from './discovery.ts';
import { Failure } from './failure.ts';
import { make, type Flag } from './flags.ts';
import type { Session } from './session.ts';
import { alignTabs, tableStyle } from '../tab-writer.ts';

export const apiResourcesFlags: readonly Flag[] = [
  make.text('api-group'),
  { ...make.choice('namespaced'), initial: 'true' },
  make.text('verbs'),
  make.text('categories'),
  make.text('sort-by'),
  make.text('output', '', 'o'),
  make.choice('no-headers'),
  make.choice('cached'),
];

/** Source: kubectl pkg/cmd/apiresources/apiresources.go */
export function* apiResources(session: Session): Task<number | Failure> {
  const discovery = yield* session.discovery();
  if (discovery instanceof Failure) return discovery;
  const all = yield* session.isOn('cached') ? discovery.resources() : discovery.refresh();
  if (all instanceof Failure) return all;
  const shown = all.filter((one) => isWanted(session, one)).sort(orderBy(session.text('sort-by')));
  const output = session.text('output');
  if (!['', 'wide', 'name'].includes(output)) {
    return new Failure(`--output ${output} is not available`);
  }
  if (output === 'name') {
    const names = shown.map(({ group, name }) => `${name}${group && `.${group}`}\n`);
    yield* session.process.print(names.join(''));
    return 0;
  }
  const isWide = output === 'wide';
  const lines = shown.map((one) => formatResource(one, isWide));
  const columns = ['NAME', 'SHORTNAMES', 'APIVERSION', 'NAMESPACED', 'KIND'];
  if (isWide) columns.push('VERBS', 'CATEGORIES');
  if (!session.isOn('no-headers')) lines.unshift(`${columns.join('\t')}\n`);
  yield* session.process.print(alignTabs(lines.join(''), tableStyle));
  return 0;
}

function isWanted(session: Session, resource: Resource): boolean {
  const words = (name: string): string[] => session.text(name).split(',').filter(Boolean);
  if (session.isGiven('api-group') && session.text('api-group') !== resource.group) return false;
  if (session.isGiven('namespaced') && session.isOn('namespaced') !== resource.isNamespaced) {
    return false;
  }
  return (
    words('verbs').every((verb) => resource.verbs.includes(verb)) &&
    words('categories').every((category) => resource.categories.includes(category))
  );
}

function orderBy(field: string): (a: Resource, b: Resource) => number {
  const keyOf = (one: Resource): string => {
    if (field === 'name') return one.name;
    return `${field === 'kind' ? one.kind : one.group}\u0000${one.name}`;
  };
  return (a, b) => (keyOf(a) < keyOf(b) ? -1 : 1);
}

function formatResource(resource: Resource, isWide: boolean): string {
  const { categories, isNamespaced, kind, name, shortNames, verbs } = resource;
  const cells = [name, shortNames.join(','), groupVersion(resource), String(isNamespaced), kind];
  if (isWide) cells.push(verbs.join(','), categories.join(','));
  return `${cells.join('\t')}\n`;
}

/** Source: kubectl pkg/cmd/apiresources/apiversions.go */
export function* apiVersions(session: Session): Task<number | Failure> {
  const discovery = yield* session.discovery();
  if (discovery instanceof Failure) return discovery;
  const all = yield* discovery.refresh();
  if (all instanceof Failure) return all;
  const versions = [...new Set(all.map(groupVersion))].sort();
  yield* session.process.print(versions.map((one) => `${one}\n`).join(''));
  return 0;
}
