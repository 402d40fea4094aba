import { groupVersionOf, kinds, type Kind, type Subresource } from '../api/index.ts';
import { answerWith } from './pipeline.ts';
import { healthPaths } from './health.ts';
import type { Answer, ApiRequest } from './request.ts';

/** What `/version` says. The same is asked of by `kubectl version`. */
const version = {
  major: '1',
  minor: '36',
  emulationMajor: '1',
  emulationMinor: '36',
  minCompatibilityMajor: '1',
  minCompatibilityMinor: '35',
  gitVersion: 'v1.36.3',
  gitCommit: '7b29fb077260554429dcef8234272e9fd25fcfbd',
  gitTreeState: 'clean',
  buildDate: '2026-08-01T00:00:00Z',
  goVersion: 'go1.26.10',
  compiler: 'gc',
  platform: 'linux/amd64',
};

const groups = [...new Set(kinds.map(({ group }) => group))].filter(Boolean);

/**
 * Tells clients which kinds there are: the paths without a resource below `/api` and `/apis`.
 *
 * Errors:  undefined for a path that is not one of discovery's
 * Source:  apiserver endpoints/discovery, endpoints/discovery/aggregated
 */
export function discover(request: ApiRequest, address: string): Answer | undefined {
  const { path } = request.info;
  const isAggregated = /as=APIGroupDiscoveryList/.test(request.head.headers['accept'] ?? '');
  const clean = path === '/' ? path : path.replace(/\/$/, '');
  switch (clean) {
    case '/':
      return answerWith({ paths: rootPaths() });
    case '/version':
      return answerWith(version);
    case '/api':
      if (isAggregated) return aggregated(['']);
      return answerWith({
        kind: 'APIVersions',
        versions: ['v1'],
        serverAddressByClientCIDRs: [{ clientCIDR: '0.0.0.0/0', serverAddress: address }],
      });
    case '/apis':
      if (isAggregated) return aggregated(groups);
      return answerWith({ kind: 'APIGroupList', apiVersion: 'v1', groups: groups.map(groupOf) });
    default:
      return discoverGroup(clean);
  }
}

function discoverGroup(path: string): Answer | undefined {
  const [prefix, first = '', second] = path.split('/').slice(1);
  if (prefix === 'api' && second === undefined) return resourcesOf('', first);
  if (prefix !== 'apis' || !groups.includes(first)) return undefined;
  if (second !== undefined) return resourcesOf(first, second);
  return answerWith({ ...groupOf(first), kind: 'APIGroup', apiVersion: 'v1' });
}

function groupOf(name: string) {
  const found = kinds.filter(({ group }) => group === name);
  const versions = [...new Set(found.map(({ version }) => version))].map((one) => ({
    groupVersion: `${name}/${one}`,
    version: one,
  }));
  return { name, versions, preferredVersion: versions[0] };
}

function resourcesOf(group: string, version: string): Answer | undefined {
  const found = kinds.filter((kind) => kind.group === group && kind.version === version);
  if (found.length === 0) return undefined;
  return answerWith({
    kind: 'APIResourceList',
    ...(group !== '' && { apiVersion: 'v1' }),
    groupVersion: groupVersionOf(found[0]!),
    resources: found.flatMap((kind) => [resourceOf(kind), ...kind.subresources.map(below(kind))]),
  });
}

function resourceOf(kind: Kind): object {
  return {
    name: kind.plural,
    singularName: kind.singular,
    namespaced: kind.isNamespaced,
    kind: kind.kind,
    verbs: kind.verbs,
    ...(kind.shortNames.length > 0 && { shortNames: kind.shortNames }),
    ...(kind.categories.length > 0 && { categories: kind.categories }),
    storageVersionHash: kind.storageVersionHash,
  };
}

function below({ plural, isNamespaced, kind }: Kind) {
  return ({ name, verbs }: Subresource): object => ({
    name: `${plural}/${name}`,
    singularName: '',
    namespaced: isNamespaced,
    kind,
    verbs,
  });
}

function aggregated(names: readonly string[]): Answer {
  const answer = answerWith({
    kind: 'APIGroupDiscoveryList',
    apiVersion: 'apidiscovery.k8s.io/v2',
    metadata: {},
    items: names.map((name) => ({
      metadata: name === '' ? {} : { name },
      versions: [{ version: 'v1', resources: aggregatedOf(name), freshness: 'Current' }],
    })),
  }) as Extract<Answer, { body: unknown }>;
  const type = 'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList';
  return { ...answer, headers: { 'content-type': type } };
}

function aggregatedOf(name: string): object[] {
  return kinds
    .filter(({ group }) => group === name)
    .map((kind) => {
      const responseKind = { group: '', version: '', kind: kind.kind };
      return {
        resource: kind.plural,
        responseKind,
        scope: kind.isNamespaced ? 'Namespaced' : 'Cluster',
        singularResource: kind.singular,
        verbs: kind.verbs,
        ...(kind.shortNames.length > 0 && { shortNames: kind.shortNames }),
        ...(kind.categories.length > 0 && { categories: kind.categories }),
        ...(kind.subresources.length > 0 && {
          subresources: kind.subresources.map(({ name: subresource, verbs }) => ({
            subresource,
            responseKind,
            verbs,
          })),
        }),
      };
    });
}

function rootPaths(): string[] {
  const ofGroups = groups.flatMap((name) => [`/apis/${name}`, `/apis/${name}/v1`]);
  return ['/api', '/api/v1', '/apis', '/apis/', ...ofGroups, ...healthPaths, '/version'].sort();
}
