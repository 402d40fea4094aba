import { isSame, type KubeObject } from '../../cluster/api/index.ts';
import type { Task } from '../../cluster/kernel/index.ts';
import { printChange, readDryRun, usageFailure, writeQuery, type DryRun } from './change.ts';
import type { Client } from './client.ts';
import { annotateApplied, createFlags, lastApplied, postObject, withSource } from './create.ts';
import { Failure, joinFailures } from './failure.ts';
import { make, managerFlag, type Flag } from './flags.ts';
import { readManifests } from './manifest.ts';
import { objectName } from './output.ts';
import type { Session } from './session.ts';
import { targetPath, type Target } from './target.ts';

export const applyFlags: readonly Flag[] = [
  ...createFlags.filter(({ name }) => name !== 'field-manager' && name !== 'raw'),
  managerFlag('kubectl-client-side-apply'),
  make.choice('server-side'),
];

/**
 * `kubectl apply`: makes an object, or changes it to what the file says. What the file said last
 * time stands in an annotation, so a field that has gone from the file goes from the object too.
 *
 * Source:  kubectl pkg/cmd/apply/apply.go, patcher.go
 * Differs: sends a JSON merge patch, which replaces lists whole; no server-side apply, no pruning
 */
export function* apply(session: Session): Task<number | Failure> {
  if (session.args.length > 0) {
    return usageFailure('apply', `Unexpected args: [${session.args.join(' ')}]`);
  }
  if (session.list('filename').length === 0) {
    return new Failure('must specify one of -f and -k');
  }
  if (session.isOn('server-side')) {
    return new Failure('server-side apply is not part of this lab');
  }
  const dryRun = yield* readDryRun(session);
  if (dryRun instanceof Failure) return dryRun;
  const client = yield* session.client();
  if (client instanceof Failure) return client;
  const targets = yield* readManifests(session, 'apply');
  if (targets instanceof Failure) return targets;
  const failures: Failure[] = [];
  for (const target of targets) {
    const done = yield* applyOne(session, client, target, dryRun);
    if (done instanceof Failure) failures.push(done);
  }
  if (targets.length === 0) return new Failure('no objects passed to apply');
  return joinFailures(failures) ?? 0;
}

function* applyOne(
  session: Session,
  client: Client,
  target: Target,
  dryRun: DryRun,
): Task<number | Failure> {
  const source = target.source ?? '';
  if (target.name === undefined) return nameless(target, source);
  const wanted = annotateApplied(target.object!);
  const current = yield* client.get<KubeObject>(targetPath(target));
  const query = writeQuery(session, dryRun);
  if (current instanceof Failure) {
    if (!current.isNotFound)
      return withSource(current, 'retrieving current configuration of', source);
    const made =
      dryRun === 'client'
        ? wanted
        : yield* postObject(client, { ...target, object: wanted }, query);
    if (made instanceof Failure) return made;
    return yield* printChange(session, made, 'created', dryRun);
  }
  const before = lastApplied(current);
  if (before === undefined) yield* session.process.warn(missingAnnotation(current));
  const original = JSON.parse(before ?? '{}') as object;
  const patch = mergePatch(original, wanted, current);
  if (patch === undefined || dryRun === 'client') {
    const what = patch === undefined ? 'unchanged' : 'configured';
    return yield* printChange(session, current, what, dryRun);
  }
  const contentType = 'application/merge-patch+json';
  const call = { query, body: patch, contentType };
  const changed = yield* client.call<KubeObject>('PATCH', targetPath(target), call);
  if (changed instanceof Failure) return withSource(changed, 'applying patch', source);
  return yield* printChange(session, changed, 'configured', dryRun);
}

/** Source: apimachinery util/jsonmergepatch `CreateThreeWayJSONMergePatch` */
function mergePatch(original: object, wanted: object, current: object): object | undefined {
  const patch: Record<string, unknown> = {};
  const [was, is] = [original as Record<string, unknown>, current as Record<string, unknown>];
  for (const [key, value] of Object.entries(wanted)) {
    if (isSame(value, is[key])) continue;
    if (!isMap(value) || !isMap(is[key])) {
      patch[key] = value;
      continue;
    }
    const inner = mergePatch(isMap(was[key]) ? was[key] : {}, value, is[key]);
    if (inner !== undefined) patch[key] = inner;
  }
  for (const key of Object.keys(was)) {
    if (!(key in wanted) && key in is) patch[key] = null;
  }
  return Object.keys(patch).length === 0 ? undefined : patch;
}

function isMap(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function nameless({ resource, namespace }: Target, source: string): Failure {
  const { group, kind, name, version } = resource;
  const of = `${group}/${version}`;
  return new Failure(
    'error when retrieving current configuration of:\n' +
      `Resource: "${of}, Resource=${name}", GroupVersionKind: "${of}, Kind=${kind}"\n` +
      `Name: "", Namespace: "${namespace}"\n` +
      `from server for: "${source}": resource name may not be empty`,
  );
}

function missingAnnotation(object: KubeObject): string {
  return (
    `Warning: resource ${objectName(object)} is missing the ` +
    'kubectl.kubernetes.io/last-applied-configuration annotation which is required by kubectl ' +
    'apply. ' +
    'kubectl apply should only be used on resources created declaratively by either kubectl ' +
    'create ' +
    '--save-config or kubectl apply. The missing annotation will be patched automatically.\n'
  );
}
