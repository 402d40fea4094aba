import type { ConfigMap, KubeObject } from '../../cluster/api/index.ts';
import type { Task } from '../../cluster/kernel/index.ts';
import { baseName, machineOf, resolvePath } from '../../cluster/machine/index.ts';
import { printChange, readDryRun, usageFailure, writeQuery } from './change.ts';
import { createFlags } from './create.ts';
import { Failure } from './failure.ts';
import { make, type Flag } from './flags.ts';
import type { Session } from './session.ts';

export const configMapFlags: readonly Flag[] = [
  ...createFlags,
  make.list('from-literal'),
  make.list('from-file'),
  make.list('from-env-file'),
];

/**
 * Source:  kubectl pkg/cmd/create/create_configmap.go
 * Differs: a file is text; `binaryData` is not modelled
 */
export function* createConfigMap(session: Session): Task<number | Failure> {
  const name = readName(session, 'create configmap');
  if (name instanceof Failure) return name;
  const data = readData(session, name);
  if (data instanceof Failure) return data;
  const metadata = { name, ...(session.isGiven('namespace') && { namespace: session.namespace }) };
  const hasData = Object.keys(data).length > 0;
  const object: ConfigMap = {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata,
    ...(hasData && { data }),
  };
  const path = `/api/v1/namespaces/${session.namespace}/configmaps`;
  const why = (failed: Failure): Failure =>
    new Failure(`failed to create configmap: ${failed.text}`);
  return yield* send(session, path, object, why);
}

/** Source: kubectl pkg/cmd/create/create_namespace.go */
export function* createNamespace(session: Session): Task<number | Failure> {
  const name = readName(session, 'create namespace');
  if (name instanceof Failure) return name;
  const object: KubeObject = { apiVersion: 'v1', kind: 'Namespace', metadata: { name } };
  return yield* send(session, '/api/v1/namespaces', object);
}

function readName({ args }: Session, command: string): string | Failure {
  if (args.length === 1) return args[0]!;
  return usageFailure(command, `exactly one NAME is required, got ${args.length}`);
}

/** Shape: `explain` puts a failure of the request into the command's own words */
function* send(
  session: Session,
  path: string,
  object: KubeObject,
  explain = (failed: Failure): Failure => failed,
): Task<number | Failure> {
  const dryRun = yield* readDryRun(session);
  if (dryRun instanceof Failure) return dryRun;
  if (dryRun === 'client') return yield* printChange(session, object, 'created', dryRun);
  const client = yield* session.client();
  if (client instanceof Failure) return client;
  const call = { query: writeQuery(session, dryRun), body: object };
  const made = yield* client.call<KubeObject>('POST', path, call);
  if (made instanceof Failure) return explain(made);
  return yield* printChange(session, made, 'created', dryRun);
}

function readData(session: Session, name: string): Record<string, string> | Failure {
  const data: Record<string, string> = {};
  const add = (key: string, value: string): Failure | undefined => {
    const wrong = checkKey(key, name, data);
    if (!wrong) data[key] = value;
    return wrong;
  };
  for (const source of session.list('from-file').flatMap((names) => names.split(','))) {
    const failed = addFile(session, source, add);
    if (failed) return failed;
  }
  for (const source of session.list('from-literal')) {
    const at = source.indexOf('=');
    if (at < 1) {
      return new Failure(`invalid literal source ${source}, expected key=value`);
    }
    const failed = add(source.slice(0, at), source.slice(at + 1));
    if (failed) return failed;
  }
  for (const source of session.list('from-env-file')) {
    const text = readText(session, source);
    if (text instanceof Failure) return text;
    for (const line of text.split('\n')) {
      if (/^\s*(#|$)/.test(line)) continue;
      const at = line.indexOf('=');
      const failed = add(line.slice(0, at < 0 ? undefined : at), at < 0 ? '' : line.slice(at + 1));
      if (failed) return failed;
    }
  }
  return data;
}

type Add = (key: string, value: string) => Failure | undefined;

function addFile(session: Session, source: string, add: Add): Failure | undefined {
  const at = source.indexOf('=');
  const path = source.slice(at + 1);
  const { files } = machineOf(session.process);
  const absolute = resolvePath(session.process.cwd, path);
  if (!files.isDirectory(absolute)) {
    const text = readText(session, path);
    return text instanceof Failure
      ? text
      : add(at < 0 ? baseName(path) : source.slice(0, at), text);
  }
  if (at >= 0) return new Failure('cannot give a key name for a directory path');
  for (const entry of files.list(absolute) ?? []) {
    const text = files.read(`${absolute}/${entry}`);
    const failed = text === undefined ? undefined : add(entry, text);
    if (failed) return failed;
  }
  return undefined;
}

function readText(session: Session, path: string): string | Failure {
  const text = machineOf(session.process).files.read(resolvePath(session.process.cwd, path));
  return text ?? new Failure(`error reading ${path}: no such file or directory`);
}

function checkKey(
  key: string,
  name: string,
  data: Readonly<Record<string, string>>,
): Failure | undefined {
  if (!/^[-._a-zA-Z0-9]+$/.test(key)) {
    const why =
      "a valid config key must consist of alphanumeric characters, '-', '_' or '.' (e.g. " +
      "'key.name',  " +
      "or 'KEY_NAME',  or 'key-name', regex used for validation is '[-._a-zA-Z0-9]+')";
    return new Failure(`"${key}" is not a valid key name for a ConfigMap: ${why}`);
  }
  if (!(key in data)) return undefined;
  const why = `another key by that name already exists in Data for ConfigMap "${name}"`;
  return new Failure(`cannot add key "${key}", ${why}`);
}
