import { beforeAll, describe, expect, it } from 'vitest';
import type { KubeObject, Status } from '../../labs/cluster/api/index.ts';
import { ApiLab } from './harness.ts';

const maps = '/api/v1/namespaces/default/configmaps';
const pods = '/api/v1/namespaces/default/pods';
let lab: ApiLab;

beforeAll(() => {
  lab = new ApiLab('texts').start();
});

/** The status, with its code, that a request is answered with. */
function say(...args: Parameters<ApiLab['request']>): string {
  const response = lab.request(...args);
  const { code, message, reason } = JSON.parse(response.body) as Status;
  expect(response.status).toBe(code);
  return `${code} ${reason}: ${message}`;
}

describe('what the server says', () => {
  it('of what is not there', () => {
    expect(say('GET', `${pods}/nosuch`)).toBe('404 NotFound: pods "nosuch" not found');
    expect(say('GET', '/nosuch')).toBe(
      '404 NotFound: the server could not find the requested resource',
    );
    const body = { metadata: { name: 'x' } };
    expect(say('POST', '/api/v1/namespaces/nosuch/configmaps', { body })).toBe(
      '404 NotFound: namespaces "nosuch" not found',
    );
    const list = JSON.parse(lab.request('GET', '/api/v1/namespaces/nosuch/pods').body) as object;
    expect(list).toMatchObject({ kind: 'PodList', apiVersion: 'v1', items: [] });
  });

  it('of bodies that it cannot read', () => {
    expect(say('POST', maps, { body: '{"kind":' })).toBe(
      '400 BadRequest: the object provided is unrecognized (must be of type ConfigMap): ' +
        `couldn't get version/kind; json parse error: unexpected end of JSON input ({"kind":)`,
    );
    expect(say('POST', maps, { body: 'hi', contentType: 'text/plain' })).toBe(
      '415 UnsupportedMediaType: the body of the request was in an unknown format - accepted ' +
        'media types include: application/json, application/yaml, ' +
        'application/vnd.kubernetes.protobuf',
    );
    const body = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'x' } };
    expect(say('POST', maps, { body })).toBe(
      '400 BadRequest: Pod in version "v1" cannot be handled as a ConfigMap: converting (v1.Pod) ' +
        'to (core.ConfigMap): unknown conversion',
    );
    expect(say('PATCH', maps, { body: {}, contentType: 'application/merge-patch+json' })).toBe(
      '405 MethodNotAllowed: the server does not allow this method on the requested resource',
    );
    expect(say('POST', maps, { body: ' '.repeat(3_145_729) })).toBe(
      '413 RequestEntityTooLarge: Request entity too large: limit is 3145728',
    );
  });

  it('of writers who were too late', () => {
    const create = { body: { metadata: { name: 'late' } } };
    const first = JSON.parse(lab.request('POST', maps, create).body) as KubeObject;
    expect(say('POST', maps, create)).toBe('409 AlreadyExists: configmaps "late" already exists');
    const labels = { z: '1' };
    lab.request('PATCH', `${maps}/late`, {
      body: { metadata: { labels } },
      contentType: 'application/merge-patch+json',
    });
    expect(say('PUT', `${maps}/late`, { body: first })).toBe(
      '409 Conflict: Operation cannot be fulfilled on configmaps "late": the object has been ' +
        'modified; please apply your changes to the latest version and try again',
    );
    const preconditions = { resourceVersion: '1' };
    expect(say('DELETE', `${maps}/late`, { body: { preconditions } })).toMatch(
      /^409 Conflict: Operation cannot be fulfilled on configmaps "late": Precondition failed: /,
    );
  });

  it('of those who may not', () => {
    expect(say('GET', pods, { user: 'alice' })).toBe(
      '403 Forbidden: pods is forbidden: User "alice" cannot list resource "pods" in API group ' +
        '"" in the namespace "default"',
    );
    expect(say('GET', '/api/v1/nodes', { user: 'alice' })).toBe(
      '403 Forbidden: nodes is forbidden: User "alice" cannot list resource "nodes" in API group ' +
        '"" at the cluster scope',
    );
    expect(say('GET', '/api/v1/pods', { user: 'nobody' })).toBe(
      '403 Forbidden: pods is forbidden: User "system:anonymous" cannot list resource "pods" in ' +
        'API group "" at the cluster scope',
    );
    expect(lab.request('GET', '/healthz', { user: 'nobody' }).body).toBe('ok');
  });

  it('to a kubelet that meddles', () => {
    const node = { metadata: { name: 'cp-2' } };
    expect(say('POST', '/api/v1/nodes', { user: 'kubelet', body: node })).toBe(
      '403 Forbidden: nodes "cp-2" is forbidden: node "cp-1" is not allowed to modify node "cp-2"',
    );
    const own = { metadata: { name: 'cp-1' } };
    expect(lab.request('POST', '/api/v1/nodes', { user: 'kubelet', body: own }).status).toBe(201);
  });

  it('of objects that are not valid', () => {
    const spec = { containers: [{ name: 'c' }] };
    const noImage = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'ni' }, spec };
    expect(say('POST', pods, { body: noImage })).toBe(
      '422 Invalid: Pod "ni" is invalid: spec.containers[0].image: Required value',
    );
  });
});

describe('lists', () => {
  it('come in pages', () => {
    for (let at = 1; at <= 7; at++) {
      lab.request('POST', maps, { body: { metadata: { name: `page-${at}`, labels: { p: '' } } } });
    }
    const page = (query: Record<string, string>) =>
      JSON.parse(lab.request('GET', maps, { query: { limit: '3', ...query } }).body) as {
        metadata: { continue?: string; remainingItemCount?: number };
        items: KubeObject[];
      };
    const names: string[] = [];
    const remaining: (number | undefined)[] = [];
    let token: string | undefined = '';
    while (token !== undefined) {
      const { metadata, items } = page(token === '' ? {} : { continue: token });
      names.push(...items.map((item) => item.metadata.name ?? ''));
      remaining.push(metadata.remainingItemCount);
      token = metadata.continue;
    }
    expect(names).toEqual(['late', ...[1, 2, 3, 4, 5, 6, 7].map((at) => `page-${at}`)]);
    expect(remaining).toEqual([5, 2, undefined]);
  });

  it('know old and future revisions', () => {
    const exact = { resourceVersion: '2', resourceVersionMatch: 'Exact', limit: '1' };
    expect(JSON.parse(lab.request('GET', maps, { query: exact }).body)).toEqual({
      kind: 'ConfigMapList',
      apiVersion: 'v1',
      metadata: { resourceVersion: '2' },
      items: [],
    });
    const { result, seconds } = lab.as('admin', (client) =>
      client.request('GET', maps, { query: { resourceVersion: '99999999' }, timeoutUs: 3_500_000 }),
    );
    expect(seconds).toBeCloseTo(3, 1);
    const { message } = JSON.parse('body' in result ? result.body : '{}') as Status;
    expect(message).toMatch(/^Too large resource version: 99999999, current: \d+$/);
  });

  it('are tables for kubectl', () => {
    const accept = 'application/json;as=Table;v=v1;g=meta.k8s.io,application/json';
    const nodes = JSON.parse(lab.request('GET', '/api/v1/nodes', { accept }).body) as {
      columnDefinitions: { name: string }[];
      rows: { cells: unknown[] }[];
    };
    expect(nodes.columnDefinitions.map(({ name }) => name).slice(0, 5)).toEqual([
      'Name',
      'Status',
      'Roles',
      'Age',
      'Version',
    ]);
    expect(nodes.rows[0]?.cells.slice(0, 3)).toEqual(['cp-1', 'Unknown', '<none>']);
  });
});

describe('watches', () => {
  it('tell one who asks for the forgotten', () => {
    lab.node.apiserver!.signal('SIGKILL');
    lab.startApiserver();
    lab.runUntil(() => lab.view(lab.node)?.isReady === true);
    const query = { watch: '1', resourceVersion: '1', timeoutSeconds: '2' };
    const { status, body } = lab.request('GET', maps, { query });
    expect(status).toBe(200);
    expect(body.replace(/\(\d+\)/, '(448)')).toBe(
      '{"type":"ERROR","object":{"kind":"Status","apiVersion":"v1","metadata":{},' +
        '"status":"Failure","message":"too old resource version: 1 (448)","reason":"Expired",' +
        '"code":410}}\n',
    );
  });
});

describe('what must be asked with care', () => {
  it('deletes a pod in two steps, and a namespace never without its controller', () => {
    const spec = { containers: [{ name: 'c', image: 'a' }], nodeName: 'cp-1' };
    lab.request('POST', pods, { body: { metadata: { name: 'p' }, spec } });
    lab.request('DELETE', `${pods}/p`);
    const going = JSON.parse(lab.request('GET', `${pods}/p`).body) as KubeObject;
    expect(going.metadata.deletionGracePeriodSeconds).toBe(30);
    lab.request('DELETE', `${pods}/p`, { body: { gracePeriodSeconds: 0 } });
    expect(lab.request('GET', `${pods}/p`).status).toBe(404);
    lab.request('POST', '/api/v1/namespaces', { body: { metadata: { name: 'nsx' } } });
    lab.request('DELETE', '/api/v1/namespaces/nsx');
    const nsx = JSON.parse(lab.request('GET', '/api/v1/namespaces/nsx').body) as KubeObject;
    expect(nsx.status).toEqual({ phase: 'Terminating' });
    expect(say('DELETE', '/api/v1/namespaces/kube-system')).toBe(
      '403 Forbidden: namespaces "kube-system" is forbidden: this namespace may not be deleted',
    );
  });

  it('changes a status only by its subresource', () => {
    const status = { conditions: [{ type: 'Ready', status: 'True' }] };
    const contentType = 'application/strategic-merge-patch+json';
    const patch = (path: string, body: object): KubeObject =>
      JSON.parse(lab.request('PATCH', path, { body, contentType }).body) as KubeObject;
    const node = '/api/v1/nodes/cp-1';
    expect(patch(node, { status })).not.toHaveProperty('status.conditions');
    expect(patch(`${node}/status`, { status })).toHaveProperty('status.conditions');
    const pressure = { conditions: [{ type: 'DiskPressure', status: 'False' }] };
    const merged = patch(`${node}/status`, { status: pressure }).status as typeof status;
    expect(merged.conditions.map(({ type }) => type)).toEqual(['Ready', 'DiskPressure']);
  });
});
