import { copyOf, type KubeObject } from '../../cluster/api/index.ts';
import type { Task } from '../../cluster/kernel/index.ts';
import { printChange, readDryRun, usageFailure, writeQuery } from './change.ts';
import type { Client } from './client.ts';
import { resourcePath } from './discovery.ts';
import { Failure, joinFailures, statusFailure } from './failure.ts';
import {
  dryRunFlag,
  fileFlags,
  make,
  managerFlag,
  printFlags,
  validateFlag,
  type Flag,
} from './flags.ts';
import { readManifests, readSources } from './manifest.ts';
import type { Session } from './session.ts';
import type { Target } from './target.ts';

export const createFlags: readonly Flag[] = [
  ...printFlags,
  ...fileFlags,
  dryRunFlag,
  validateFlag,
  managerFlag('kubectl-create'),
  make.choice('save-config'),
  make.text('raw'),
];

/** `kubectl create -f`. Source: kubectl pkg/cmd/create/create.go */
export function* create(session: Session): Task<number | Failure> {
  if (session.args.length > 0) {
    return usageFailure('create', `Unexpected args: [${session.args.join(' ')}]`);
  }
  if (session.list('filename').length === 0) {
    return new Failure('must specify one of -f and -k');
  }
  const client = yield* session.client();
  if (client instanceof Failure) return client;
  if (session.isGiven('raw')) return yield* createRaw(session, client);
  const dryRun = yield* readDryRun(session);
  if (dryRun instanceof Failure) return dryRun;
  const targets = yield* readManifests(session, 'create');
  if (targets instanceof Failure) return targets;
  const failures: Failure[] = [];
  for (const target of targets) {
    const object = withLastApplied(session, target.object!);
    const made =
      dryRun === 'client'
        ? object
        : yield* postObject(client, { ...target, object }, writeQuery(session, dryRun));
    if (made instanceof Failure) {
      failures.push(made);
      continue;
    }
    const code = yield* printChange(session, made, 'created', dryRun);
    if (code instanceof Failure) return code;
  }
  if (targets.length === 0) return new Failure('no objects passed to create');
  return joinFailures(failures) ?? 0;
}

function* createRaw(session: Session, client: Client): Task<number | Failure> {
  const sources = yield* readSources(session);
  if (sources instanceof Failure) return sources;
  const body = sources.map(({ text }) => text).join('');
  const said = yield* client.raw('POST', session.text('raw'), { body });
  if (said instanceof Failure) return said;
  yield* session.process.print(said);
  return 0;
}

/** Sends an object of a file. Errors: told with the file's name before it */
export function* postObject(
  client: Client,
  { namespace, object, resource, source }: Target,
  query: Readonly<Record<string, string>>,
): Task<KubeObject | Failure> {
  const path = resourcePath(resource, namespace);
  const made = yield* client.call<KubeObject>('POST', path, { query, body: object! });
  return made instanceof Failure ? withSource(made, 'creating', source ?? '') : made;
}

/** Source: kubectl pkg/cmd/util/helpers.go `AddSourceToErr` */
export function withSource(failed: Failure, verb: string, source: string): Failure {
  const context = `error when ${verb} "${source}"`;
  if (failed.status) return statusFailure(failed.status, context);
  return new Failure(`${context}: ${failed.text}`);
}

const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration';

function withLastApplied(session: Session, object: KubeObject): KubeObject {
  return session.isOn('save-config') ? annotateApplied(object) : object;
}

/** Writes down on an object what it was made of, as `apply` needs it later. */
export function annotateApplied(object: KubeObject): KubeObject {
  const noted = copyOf(object);
  noted.metadata.annotations = { ...noted.metadata.annotations };
  delete noted.metadata.annotations[LAST_APPLIED];
  noted.metadata.annotations[LAST_APPLIED] = `${sortedJson(noted)}\n`;
  return noted;
}

/** What an object was made of; undefined where nobody wrote it down. */
export function lastApplied({ metadata }: KubeObject): string | undefined {
  return metadata.annotations?.[LAST_APPLIED];
}

function sortedJson(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) => {
    if (typeof inner !== 'object' || inner === null || Array.isArray(inner)) return inner;
    return Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)));
  });
}
