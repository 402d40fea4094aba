import { forbidden } from '../api/index.ts';
import { answerStatus, type Gate } from './pipeline.ts';
import type { RequestInfo, User } from './request.ts';

/** What a role allows: verbs on resources, or on paths that are none. `*` is any. */
interface Rule {
  readonly verbs: string;
  readonly group?: string;
  readonly resources?: string;
  readonly paths?: string;
  /** Only in this namespace. */
  readonly namespace?: string;
}

interface Role {
  /** Users and groups that have it. */
  readonly subjects: readonly string[];
  readonly rules: readonly Rule[];
}

const READ = 'get list watch';
const WRITE = 'create delete patch update';
const leases = { group: 'coordination.k8s.io', resources: 'leases' };
const events: Rule = { verbs: 'create patch update', group: '', resources: 'events' };
const healthPaths = '/healthz /healthz/* /livez /livez/* /readyz /readyz/* /version /version/';

/**
 * The roles that a cluster is born with, as far as its kinds go.
 *
 * Source: plugin/pkg/auth/authorizer/rbac/bootstrappolicy/policy.go; kubeadm's cluster admins
 * Differs: fixed: Roles and their bindings are no kinds yet
 */
const roles: readonly Role[] = [
  {
    subjects: ['system:masters', 'kubeadm:cluster-admins'],
    rules: [
      { verbs: '*', group: '*', resources: '*' },
      { verbs: '*', paths: '/*' },
    ],
  },
  {
    subjects: ['system:authenticated', 'system:unauthenticated'],
    rules: [{ verbs: 'get', paths: healthPaths }],
  },
  {
    subjects: ['system:authenticated'],
    rules: [{ verbs: 'get', paths: '/api /api/* /apis /apis/* /openapi /openapi/*' }],
  },
  {
    subjects: ['system:kube-controller-manager'],
    rules: [
      events,
      { verbs: 'create get list watch update', ...leases },
      { verbs: READ, group: '', resources: '*' },
      { verbs: 'patch update', group: '', resources: 'nodes nodes/status pods/status' },
      { verbs: 'delete', group: '', resources: 'nodes pods' },
      // What the namespace controller's own service account may do.
      { verbs: 'delete deletecollection get list watch', group: '*', resources: '*' },
      { verbs: 'update', group: '', resources: 'namespaces/finalize namespaces/status' },
    ],
  },
  {
    subjects: ['system:kube-scheduler'],
    rules: [
      events,
      { verbs: 'create get list watch update', ...leases },
      { verbs: READ, group: '', resources: 'nodes namespaces pods configmaps' },
      { verbs: 'create', group: '', resources: 'pods/binding' },
      { verbs: 'patch update', group: '', resources: 'pods/status' },
      { verbs: 'delete', group: '', resources: 'pods' },
    ],
  },
  {
    subjects: ['system:nodes'],
    rules: [
      events,
      { verbs: `${READ} ${WRITE}`, ...leases, namespace: 'kube-node-lease' },
      { verbs: `${READ} create patch update`, group: '', resources: 'nodes' },
      { verbs: `${READ} create delete`, group: '', resources: 'pods' },
      { verbs: 'patch update', group: '', resources: 'nodes/status pods/status' },
      { verbs: READ, group: '', resources: 'configmaps' },
    ],
  },
];

/** Source: apiserver endpoints/filters/authorization.go; responsewriters/errors.go `Forbidden` */
export const authorization: Gate = {
  name: 'authorization',
  judge({ user, info }) {
    if (isAllowed(user, info)) return undefined;
    if (!info.isResourceRequest) {
      const why = `User "${user.name}" cannot ${info.verb} path "${info.path}"`;
      return answerStatus(forbidden({ group: '', resource: '' }, '', why));
    }
    const of = { group: info.group, resource: info.resource };
    return answerStatus(forbidden(of, info.name, describe(user, info)));
  },
};

function describe(user: User, { verb, resource, subresource, group, namespace }: RequestInfo) {
  const what = subresource === '' ? resource : `${resource}/${subresource}`;
  const where = namespace === '' ? 'at the cluster scope' : `in the namespace "${namespace}"`;
  return `User "${user.name}" cannot ${verb} resource "${what}" in API group "${group}" ${where}`;
}

export function isAllowed(user: User, info: RequestInfo): boolean {
  return roles.some(
    ({ subjects, rules }) =>
      subjects.some((subject) => subject === user.name || user.groups.includes(subject)) &&
      rules.some((rule) => allows(rule, info)),
  );
}

function allows(rule: Rule, info: RequestInfo): boolean {
  if (!lists(rule.verbs, info.verb)) return false;
  if (!info.isResourceRequest) return rule.paths !== undefined && lists(rule.paths, info.path);
  if (rule.resources === undefined) return false;
  if (rule.namespace !== undefined && rule.namespace !== info.namespace) return false;
  const { resource, subresource } = info;
  const what = subresource === '' ? resource : `${resource}/${subresource}`;
  return (rule.group === '*' || rule.group === info.group) && lists(rule.resources, what);
}

/** True where one of the words is `one`, or begins it and ends in a star. */
function lists(text: string, one: string): boolean {
  let words = split.get(text);
  if (!words) split.set(text, (words = text.split(' ')));
  return words.some(
    (word) => word === one || (word.endsWith('*') && one.startsWith(word.slice(0, -1))),
  );
}

/** The words of each rule, so that they are split once. */
const split = new Map<string, readonly string[]>();
