import { beforeAll, describe, expect, it } from 'vitest';
import type { KubeObject, WatchEvent } from '../../labs/cluster/api/index.ts';
import { openWatch } from '../../labs/cluster/client/rest-resource.ts';
import { RestWatch } from '../../labs/cluster/client/rest-watch.ts';
import { SECOND, type Task } from '../../labs/cluster/kernel/index.ts';
import { ApiLab } from './harness.ts';

const maps = '/api/v1/namespaces/default/configmaps';
let lab: ApiLab;

beforeAll(() => {
  lab = new ApiLab('registry').start();
});

describe('an API server over etcd', () => {
  it('creates, reads and lists', () => {
    const created = lab.request('POST', maps, {
      body: { metadata: { name: 'c1' }, data: { a: 'b' } },
    });
    expect(created.status).toBe(201);
    const { metadata } = JSON.parse(created.body) as KubeObject;
    expect(metadata.uid).toMatch(/^[0-9a-f-]{36}$/);
    const got = JSON.parse(lab.request('GET', `${maps}/c1`).body) as KubeObject;
    expect(got.metadata.resourceVersion).toBe(metadata.resourceVersion);
    const list = JSON.parse(lab.request('GET', maps).body) as { items: KubeObject[] };
    expect(list.items.map((item) => item.metadata.name)).toEqual(['c1']);
  });

  it('watches', () => {
    const seen: string[] = [];
    lab.as('admin', function* (client, process): Task<void> {
      const query = { resourceVersion: '0', allowWatchBookmarks: 'true', timeoutSeconds: '70' };
      const watch = yield* openWatch(client, maps, { query });
      if (!(watch instanceof RestWatch)) throw new Error('no watch');
      process.go(
        (function* (): Task<void> {
          const body = { metadata: { name: 'w' } };
          yield* client.request('POST', maps, { body });
          const patch = { metadata: { labels: { x: 'y' } } };
          const contentType = 'application/merge-patch+json';
          yield* client.request('PATCH', `${maps}/w`, { body: patch, contentType });
          yield* client.request('DELETE', `${maps}/w`);
        })(),
      );
      for (;;) {
        const event = yield* watch.next(80 * SECOND);
        if (event === undefined || event === 'timeout') return;
        const { type, object } = event as WatchEvent<KubeObject>;
        seen.push(`${type} ${object.metadata.name ?? ''}`);
      }
    });
    expect(seen).toEqual(['ADDED c1', 'ADDED w', 'MODIFIED w', 'DELETED w', 'BOOKMARK ']);
  });

  it('lets events go after an hour, those of one minute together', () => {
    const events = '/api/v1/namespaces/default/events';
    const make = (name: string): void => {
      const involvedObject = { kind: 'Pod', namespace: 'default', name: 'web' };
      const body = { metadata: { name, namespace: 'default' }, involvedObject, reason: 'Test' };
      expect(lab.request('POST', events, { body }).status).toBe(201);
    };
    const listed = (): (string | undefined)[] =>
      (JSON.parse(lab.request('GET', events).body) as { items: KubeObject[] }).items.map(
        ({ metadata }) => metadata.name,
      );
    make('first');
    lab.run(30);
    make('second');
    lab.run(60);
    make('third');
    lab.run(3_500);
    expect(listed()).toEqual(['first', 'second', 'third']);
    lab.run(80);
    expect(listed()).toEqual(['third']);
    lab.run(100);
    expect(listed()).toEqual([]);
    expect(JSON.parse(lab.request('GET', maps).body)).toMatchObject({
      items: [{ metadata: { name: 'c1' } }],
    });
  });
});
