import { isStatus, type KubeObject, type Status } from '../../cluster/api/index.ts';
import type { Task } from '../../cluster/kernel/index.ts';
import { readDryRun, type DryRun } from './change.ts';
import type { Client } from './client.ts';
import { kindPrefix } from './discovery.ts';
import { Failure, joinFailures } from './failure.ts';
import { dryRunFlag, fileFlags, make, selectorFlags, type Flag } from './flags.ts';
import { fetchObjects } from './get.ts';
import { readManifests } from './manifest.ts';
import type { Session } from './session.ts';
import { readTargets, targetPath, type Target } from './target.ts';
import { waitDeleted } from './wait-deleted.ts';

export const deleteFlags: readonly Flag[] = [
  ...fileFlags,
  ...selectorFlags,
  dryRunFlag,
  make.choice('all'),
  make.choice('force'),
  make.choice('now'),
  make.choice('ignore-not-found'),
  make.count('grace-period', '-1'),
  { ...make.text('cascade', 'background'), implied: 'background' },
  { ...make.choice('wait'), initial: 'true' },
  make.span('timeout', '0s'),
  make.text('output', '', 'o'),
];

const AT_ONCE =
  'Warning: Immediate deletion does not wait for confirmation that the running resource has been ' +
  'terminated. The resource may continue to run on the cluster indefinitely.\n';

/** Source: kubectl pkg/cmd/delete/delete.go */
export function* deleteCommand(session: Session): Task<number | Failure> {
  const grace = graceSeconds(session);
  if (grace instanceof Failure) return grace;
  const dryRun = yield* readDryRun(session);
  if (dryRun instanceof Failure) return dryRun;
  if (grace === 0) yield* session.process.warn(AT_ONCE);
  const client = yield* session.client();
  if (client instanceof Failure) return client;
  const targets = yield* findTargets(session, client);
  if (targets instanceof Failure) return targets;
  const failures: Failure[] = [];
  const gone: { readonly target: Target; readonly uid: string | undefined }[] = [];
  for (const target of targets) {
    const uid = yield* deleteOne(session, client, target, grace, dryRun);
    if (!(uid instanceof Failure)) gone.push({ target, uid });
    else if (!(uid.isNotFound && ignoresMissing(session))) failures.push(uid);
  }
  if (gone.length === 0 && failures.length === 0) {
    yield* session.process.print('No resources found\n');
    return 0;
  }
  if (session.isOn('wait') && dryRun === 'none') {
    for (const { target, uid } of gone) {
      const failed = yield* waitDeleted(session, client, target, uid);
      if (failed) failures.push(failed);
    }
  }
  return joinFailures(failures) ?? 0;
}

/** Shape: seconds; -1 for the object's own */
function graceSeconds(session: Session): number | Failure {
  const given = Number(session.text('grace-period'));
  const isForced = session.isOn('force');
  if (session.isOn('now')) {
    if (given === -1) return 1;
    return new Failure('--now and --grace-period cannot be specified together');
  }
  if (given > 0 && isForced) {
    return new Failure('--force and --grace-period greater than 0 cannot be specified together');
  }
  if (given === 0 && !isForced) return 1;
  return isForced ? 0 : given;
}

function ignoresMissing(session: Session): boolean {
  if (session.isGiven('ignore-not-found')) return session.isOn('ignore-not-found');
  return session.isOn('all') || session.text('selector') !== '';
}

function* findTargets(session: Session, client: Client): Task<readonly Target[] | Failure> {
  if (session.args.length === 0) {
    if (session.list('filename').length > 0) return yield* readManifests(session, 'delete');
    return new Failure('You must provide one or more resources by argument or filename.');
  }
  const isSelecting = ['selector', 'field-selector', 'all'].some((name) => session.isGiven(name));
  if (session.isOn('all') && session.text('selector') !== '') {
    return new Failure('cannot set --all and --selector at the same time');
  }
  const targets = yield* readTargets(session, session.args);
  if (targets instanceof Failure) return targets;
  if (!isSelecting && targets.some(({ name }) => name === undefined)) {
    return new Failure('resource(s) were provided, but no name was specified');
  }
  const named: Target[] = [];
  for (const target of targets) {
    if (target.name !== undefined) {
      named.push(target);
      continue;
    }
    const objects = yield* fetchObjects(session, client, target);
    if (objects instanceof Failure) return objects;
    for (const { metadata } of objects) {
      const namespace = metadata.namespace ?? '';
      named.push({ resource: target.resource, name: metadata.name, namespace });
    }
  }
  return named;
}

/** Shape: the uid of what was deleted, where the server tells it */
function* deleteOne(
  session: Session,
  client: Client,
  target: Target,
  grace: number,
  dryRun: DryRun,
): Task<string | undefined | Failure> {
  const cascade = session.text('cascade');
  const policy = { background: 'Background', foreground: 'Foreground', orphan: 'Orphan' }[cascade];
  if (policy === undefined) {
    const what = 'invalid cascade value (' + cascade + ')';
    return new Failure(`${what}. Must be "background", "foreground", or "orphan"`);
  }
  const body = {
    kind: 'DeleteOptions',
    apiVersion: 'v1',
    ...(grace >= 0 && { gracePeriodSeconds: grace }),
    propagationPolicy: policy,
    ...(dryRun === 'server' && { dryRun: ['All'] }),
  };
  let uid: string | undefined;
  if (dryRun !== 'client') {
    const path = targetPath(target);
    const said = yield* client.call<KubeObject | Status>('DELETE', path, { body });
    if (said instanceof Failure) return said;
    uid = isStatus(said) ? said.details?.uid : said.metadata.uid;
  }
  yield* session.process.print(formatDeleted(session, target, grace, dryRun));
  return uid;
}

function formatDeleted(session: Session, target: Target, grace: number, dryRun: DryRun): string {
  const { name, namespace, resource } = target;
  const kind = kindPrefix(resource);
  if (session.text('output') === 'name') return `${kind}/${name}\n`;
  const what = grace === 0 ? 'force deleted' : 'deleted';
  const rehearsed = { none: '', client: ' (dry run)', server: ' (server dry run)' }[dryRun];
  const from = resource.isNamespaced ? ` from ${namespace} namespace` : '';
  return `${kind} "${name}" ${what}${rehearsed}${from}\n`;
}
