import { expect, test } from 'vitest';
import { ControlLab } from './control-lab.ts';

test('a deleted namespace goes with all that lives in it, once somebody works', () => {
  const lab = new ControlLab('namespace').start();
  lab.request('POST', '/api/v1/namespaces', { body: { metadata: { name: 'shop' } } });
  const maps = '/api/v1/namespaces/shop/configmaps';
  lab.request('POST', maps, { body: { metadata: { name: 'a' } } });
  lab.request('POST', maps, { body: { metadata: { name: 'b', finalizers: ['x.io/hold'] } } });
  lab.request('DELETE', '/api/v1/namespaces/shop');
  lab.run(60);
  const phase = (): string => lab.request('GET', '/api/v1/namespaces/shop').body;
  expect(phase()).toContain('"phase":"Terminating"');
  lab.startManager();
  lab.run(30);
  expect(phase()).toContain('"phase":"Terminating"');
  expect(lab.list(maps).map(({ metadata }) => metadata.name)).toEqual(['b']);
  const body = { metadata: { finalizers: null } };
  lab.request('PATCH', `${maps}/b`, { body, contentType: 'application/merge-patch+json' });
  lab.run(20);
  expect(phase()).toContain('"reason":"NotFound"');
});
