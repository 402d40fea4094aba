import { copyOf, type KubeObject } from '../../cluster/api/index.ts';
import type { Task } from '../../cluster/kernel/index.ts';
import { printChange, readDryRun, writeQuery } from './change.ts';
import type { Client } from './client.ts';
import { Failure, joinFailures } from './failure.ts';
import {
  dryRunFlag,
  fileFlags,
  make,
  managerFlag,
  printFlags,
  selectorFlags,
  type Flag,
} from './flags.ts';
import { fetchObjects } from './get.ts';
import { checkPairs, readPairs, type Marks, type Pairs } from './label-pairs.ts';
import { readManifests } from './manifest.ts';
import type { Session } from './session.ts';
import { readTargets, targetPath, type Target } from './target.ts';

const markFlags = (manager: string): readonly Flag[] => [
  ...printFlags,
  ...fileFlags,
  ...selectorFlags,
  dryRunFlag,
  managerFlag(manager),
  make.choice('overwrite'),
  make.choice('list'),
  make.choice('all'),
  make.text('resource-version'),
];
export const labelFlags = markFlags('kubectl-label');
export const annotateFlags = markFlags('kubectl-annotate');

export function label(session: Session): Task<number | Failure> {
  return mark(session, 'labels');
}

export function annotate(session: Session): Task<number | Failure> {
  return mark(session, 'annotations');
}

/** Source: kubectl pkg/cmd/label/label.go, pkg/cmd/annotate/annotate.go */
function* mark(session: Session, marks: Marks): Task<number | Failure> {
  const parts = readPairs(session.args, marks);
  if (parts instanceof Failure) return parts;
  const { pairs, resources } = parts;
  if (resources.length === 0 && session.list('filename').length === 0) {
    const why = 'one or more resources must be specified as <resource> <name> or <resource>/<name>';
    return new Failure(why);
  }
  if (pairs.set.size + pairs.removed.length === 0 && !session.isOn('list')) {
    const one = marks === 'labels' ? 'label' : 'annotation';
    return new Failure(`at least one ${one} update is required`);
  }
  const client = yield* session.client();
  if (client instanceof Failure) return client;
  const targets =
    resources.length > 0
      ? yield* readTargets(session, resources)
      : yield* readManifests(session, 'get');
  if (targets instanceof Failure) return targets;
  const isSelecting = ['selector', 'field-selector', 'all'].some((name) => session.isGiven(name));
  if (!isSelecting && targets.some(({ name }) => name === undefined)) {
    return new Failure('resource(s) were provided, but no name was specified');
  }
  const failures: Failure[] = [];
  for (const target of targets) {
    const objects = yield* fetchObjects(session, client, target);
    if (objects instanceof Failure) failures.push(objects);
    else failures.push(...(yield* markAll(session, client, target, objects, pairs, marks)));
  }
  return joinFailures(failures) ?? 0;
}

function* markAll(
  session: Session,
  client: Client,
  target: Target,
  objects: readonly KubeObject[],
  pairs: Pairs,
  marks: Marks,
): Task<Failure[]> {
  const failures: Failure[] = [];
  for (const object of objects) {
    const { name, namespace = '' } = object.metadata;
    const one = { ...target, name, namespace: target.resource.isNamespaced ? namespace : '' };
    const done = yield* markOne(session, client, one, object, pairs, marks);
    if (done instanceof Failure) failures.push(done);
  }
  return failures;
}

function* markOne(
  session: Session,
  client: Client,
  target: Target,
  object: KubeObject,
  pairs: Pairs,
  marks: Marks,
): Task<number | Failure> {
  const { process } = session;
  const present = object.metadata[marks] ?? {};
  if (session.isOn('list')) {
    yield* process.print(
      Object.entries(present)
        .map(([key, at]) => `${key}=${at}\n`)
        .join(''),
    );
    return 0;
  }
  const refused = session.isOn('overwrite') ? undefined : checkPairs(present, pairs, marks);
  if (refused) return refused;
  const dryRun = yield* readDryRun(session);
  if (dryRun instanceof Failure) return dryRun;
  const patch: Record<string, string | null> = {};
  for (const [key, value] of pairs.set) if (present[key] !== value) patch[key] = value;
  const [added, missing] = [Object.keys(patch).length, [] as string[]];
  for (const key of pairs.removed) {
    if (key in present) patch[key] = null;
    else missing.push(key);
  }
  const removed = Object.keys(patch).length - added;
  if (marks === 'labels') {
    yield* process.print(missing.map((key) => `label "${key}" not found.\n`).join(''));
  }
  let changed = withMarks(object, marks, patch);
  if (added + removed > 0 && dryRun !== 'client') {
    const version = session.text('resource-version');
    const metadata = { [marks]: patch, ...(version !== '' && { resourceVersion: version }) };
    const contentType = 'application/merge-patch+json';
    const call = { query: writeQuery(session, dryRun), body: { metadata }, contentType };
    const answer = yield* client.call<KubeObject>('PATCH', targetPath(target), call);
    if (answer instanceof Failure) return answer;
    changed = answer;
  }
  return yield* printChange(session, changed, operation(marks, added, removed), dryRun);
}

function operation(marks: Marks, added: number, removed: number): string {
  if (marks === 'annotations') return 'annotated';
  if (added > 0) return removed > 0 ? 'modified' : 'labeled';
  return removed > 0 ? 'unlabeled' : 'not labeled';
}

function withMarks(
  object: KubeObject,
  marks: Marks,
  patch: Readonly<Record<string, string | null>>,
): KubeObject {
  const copy = copyOf(object);
  const all: Record<string, string> = { ...copy.metadata[marks] };
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) delete all[key];
    else all[key] = value;
  }
  copy.metadata[marks] = all;
  return copy;
}
