import type { KubeObject, Pod } from '../../cluster/api/index.ts';
import type { Task } from '../../cluster/kernel/index.ts';
import { usageFailure } from './change.ts';
import type { Client } from './client.ts';
import { Failure, joinFailures } from './failure.ts';
import { make, parseDuration, type Flag } from './flags.ts';
import { fetchObjects } from './get.ts';
import type { Session } from './session.ts';
import { readTargets, targetPath, type Target } from './target.ts';

export const logsFlags: readonly Flag[] = [
  make.choice('follow', 'f'),
  make.choice('previous', 'p'),
  make.choice('timestamps'),
  make.choice('all-containers'),
  make.choice('prefix'),
  make.text('container', '', 'c'),
  make.text('selector', '', 'l'),
  make.count('tail', '-1'),
  make.count('limit-bytes', '0'),
  make.span('since', '0s'),
];

const USAGE =
  "expected 'logs [-f] [-p] (POD | TYPE/NAME) [-c CONTAINER]'.\n" +
  'POD or TYPE/NAME is a required argument for the logs command';
const SELECTED_TAIL = 10;

/**
 * `kubectl logs`: the API server fetches them from the kubelet, so a node that is down has none.
 *
 * Source:  kubectl pkg/cmd/logs/logs.go
 * Differs: `-f` is not modelled
 */
export function* logs(session: Session): Task<number | Failure> {
  const { args } = session;
  const selector = session.text('selector');
  if (args.length > 2 || (args.length === 0 && selector === '')) {
    return usageFailure('logs', USAGE);
  }
  if (args.length > 0 && selector !== '') {
    return usageFailure('logs', 'only a selector (-l) or a POD name is allowed');
  }
  if (session.isOn('follow')) return new Failure('logs -f is not part of this lab');
  const client = yield* session.client();
  if (client instanceof Failure) return client;
  const words =
    selector !== '' ? ['pods'] : args[0]!.includes('/') ? [args[0]!] : ['pods', args[0]!];
  const targets = yield* readTargets(session, words);
  if (targets instanceof Failure) return targets;
  const target = targets[0]!;
  if (target.resource.name !== 'pods') {
    return new Failure(`logs of a ${target.resource.singular} are not part of this lab`);
  }
  const pods = yield* fetchObjects(session, client, target);
  if (pods instanceof Failure) {
    if (!pods.isNotFound) return pods;
    const where = ` in namespace "${session.namespace}"`;
    return new Failure(`error from server (NotFound): ${pods.text}${where}`);
  }
  const failures: Failure[] = [];
  for (const pod of pods as readonly KubeObject[]) {
    const done = yield* printLogs(session, client, target, pod as Pod);
    if (done instanceof Failure) failures.push(done);
  }
  return joinFailures(failures) ?? 0;
}

function* printLogs(
  session: Session,
  client: Client,
  target: Target,
  { metadata, spec }: Pod,
): Task<number | Failure> {
  const { name = '', namespace = '' } = metadata;
  const known = [...(spec.initContainers ?? []), ...spec.containers].map((one) => one.name);
  const wanted = session.args[1] ?? session.text('container');
  if (wanted !== '' && !known.includes(wanted)) {
    return new Failure(`container ${wanted} is not valid for pod ${name}`);
  }
  if (wanted === '' && spec.containers.length > 1 && !session.isOn('all-containers')) {
    const names = spec.containers.map((one) => one.name).join(', ');
    const chosen = spec.containers[0]!.name;
    yield* session.process.warn(`Defaulted container "${chosen}" out of: ${names}\n`);
  }
  const chosen = session.isOn('all-containers')
    ? known
    : [wanted === '' ? spec.containers[0]!.name : wanted];
  for (const container of chosen) {
    const path = `${targetPath({ ...target, name, namespace })}/log`;
    const text = yield* client.raw('GET', path, { query: logQuery(session, container) });
    if (text instanceof Failure) return text;
    const mark = session.isOn('prefix') ? `[pod/${name}/${container}] ` : '';
    yield* session.process.print(text.replace(/^(?=[^])/gm, mark));
  }
  return 0;
}

function logQuery(session: Session, container: string): Record<string, string> {
  const query: Record<string, string> = { container };
  for (const name of ['previous', 'timestamps']) if (session.isOn(name)) query[name] = 'true';
  const isSelected = session.text('selector') !== '' && !session.isGiven('tail');
  const tail = isSelected ? SELECTED_TAIL : Number(session.text('tail'));
  if (tail >= 0) query['tailLines'] = String(tail);
  const bytes = session.text('limit-bytes');
  if (bytes !== '0') query['limitBytes'] = bytes;
  const sinceUs = parseDuration(session.text('since')) ?? 0;
  if (sinceUs > 0) query['sinceSeconds'] = String(Math.round(sinceUs / 1_000_000));
  return query;
}
