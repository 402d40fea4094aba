import type { Task } from '../../cluster/kernel/index.ts';
import type { Command } from './command.ts';
import { Failure } from './failure.ts';
import { make } from './flags.ts';
import type { Session } from './session.ts';
import { alignTabs, tableStyle } from '../tab-writer.ts';

/** Source: kubectl pkg/cmd/auth */
export const authCommands: readonly Command[] = [
  { name: 'auth whoami', flags: [make.text('output', '', 'o')], run: whoami },
  {
    name: 'auth can-i',
    flags: [
      make.choice('all-namespaces', 'A'),
      make.choice('list'),
      make.choice('quiet', 'q'),
      make.text('subresource'),
    ],
    run: canI,
  },
];

interface Review {
  readonly status?: {
    readonly userInfo?: {
      readonly username?: string;
      readonly uid?: string;
      readonly groups?: readonly string[];
      readonly extra?: Readonly<Record<string, readonly string[]>>;
    };
    readonly allowed?: boolean;
    readonly reason?: string;
  };
}

function* review(session: Session, path: string, kind: string, spec: object) {
  const client = yield* session.client();
  if (client instanceof Failure) return client;
  const apiVersion = path.replace('/apis/', '').replace(/\/[^/]+$/, '');
  const body = { apiVersion, kind, metadata: {}, spec };
  return yield* client.call<Review>('POST', path, { body });
}

function* whoami(session: Session): Task<number | Failure> {
  const path = '/apis/authentication.k8s.io/v1/selfsubjectreviews';
  const answer = yield* review(session, path, 'SelfSubjectReview', {});
  if (answer instanceof Failure) {
    const absent = 'the selfsubjectreviews API is not enabled in the cluster';
    return answer.isNotFound ? new Failure(absent) : answer;
  }
  const { extra = {}, groups = [], uid = '', username = '' } = answer.status?.userInfo ?? {};
  const rows = [['ATTRIBUTE', 'VALUE']];
  if (username !== '') rows.push(['Username', username]);
  if (uid !== '') rows.push(['UID', uid]);
  if (groups.length > 0) rows.push(['Groups', `[${groups.join(' ')}]`]);
  for (const [key, values] of Object.entries(extra).sort()) {
    rows.push([`Extra: ${key}`, `[${values.join(' ')}]`]);
  }
  const text = rows.map((row) => `${row.join('\t')}\n`).join('');
  yield* session.process.print(alignTabs(text, tableStyle));
  return 0;
}

const NEEDS_TWO =
  'you must specify two arguments: verb resource or verb resource/resourceName.\n' +
  "See 'kubectl auth can-i -h' for help and examples.";

/** Differs: `--list` is not modelled */
function* canI(session: Session): Task<number | Failure> {
  if (session.isOn('list')) return new Failure('auth can-i --list is not part of this lab');
  const [verb, what, ...more] = session.args;
  if (verb === undefined || what === undefined || more.length > 0) return new Failure(NEEDS_TWO);
  const spec = what.startsWith('/')
    ? { nonResourceAttributes: { verb, path: what } }
    : yield* resourceAttributes(session, verb, what);
  if (spec instanceof Failure) return spec;
  const path = '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews';
  const answer = yield* review(session, path, 'SelfSubjectAccessReview', spec);
  if (answer instanceof Failure) return answer;
  const { allowed = false, reason = '' } = answer.status ?? {};
  const said = allowed ? 'yes' : `no${reason && ` - ${reason}`}`;
  if (!session.isOn('quiet')) yield* session.process.print(`${said}\n`);
  return allowed ? 0 : 1;
}

function* resourceAttributes(session: Session, verb: string, what: string): Task<object | Failure> {
  const [type = '', name = ''] = what.split('/');
  const discovery = yield* session.discovery();
  if (discovery instanceof Failure) return discovery;
  const found = yield* discovery.find(type);
  if (found instanceof Failure && found.told !== undefined) return found;
  const resource = found instanceof Failure ? { group: '', name: type, isNamespaced: true } : found;
  const { process } = session;
  if (found instanceof Failure) {
    yield* process.warn(`Warning: the server doesn't have a resource type '${type}'\n\n`);
  } else if (!found.isNamespaced && !session.isOn('all-namespaces')) {
    const where = found.group === '' ? '' : ` in group '${found.group}'`;
    yield* process.warn(`Warning: resource '${found.name}' is not namespace scoped${where}\n\n`);
  }
  const namespace = session.isOn('all-namespaces') ? '' : session.namespace;
  const subresource = session.text('subresource');
  return {
    resourceAttributes: {
      namespace,
      verb,
      group: resource.group,
      resource: resource.name,
      name,
      subresource,
    },
  };
}
