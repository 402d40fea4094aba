import { expect, test } from 'vitest';
import type { Pod } from '../../labs/cluster/api/index.ts';
import { secondsTolerated } from '../../labs/cluster/controllers/taint-eviction/tolerations.ts';
import { ControlLab } from './control-lab.ts';

const KEY = 'node.kubernetes.io/unreachable';
const taint = { key: KEY, effect: 'NoExecute' } as const;

test('how long a pod may stay', () => {
  expect(secondsTolerated([taint], [])).toBe(0);
  expect(secondsTolerated([taint], [{ operator: 'Exists' }])).toBeUndefined();
  const short = { key: KEY, operator: 'Exists', tolerationSeconds: 60 } as const;
  const long = { ...short, tolerationSeconds: 300 };
  expect(secondsTolerated([taint], [long, short])).toBe(60);
  expect(secondsTolerated([taint], [{ ...short, effect: 'NoSchedule' }])).toBe(0);
  expect(secondsTolerated([taint, { key: 'own', effect: 'NoExecute' }], [short])).toBe(0);
  const equal = { key: 'own', value: 'a' };
  expect(secondsTolerated([{ ...equal, effect: 'NoExecute' }], [equal])).toBeUndefined();
  expect(secondsTolerated([{ key: 'own', effect: 'NoExecute' }], [equal])).toBe(0);
});

test('of a silent node pods go after 300 s; those that tolerate it stay', () => {
  const lab = new ControlLab('evict').start();
  lab.startManager();
  const [first] = ['n1', 'n2', 'n3'].map((name) => lab.startKubelet(name));
  lab.run(30);
  lab.createPod('web', 'n1');
  lab.createPod('quick', 'n1', [
    { key: KEY, operator: 'Exists', effect: 'NoExecute', tolerationSeconds: 5 },
  ]);
  lab.createPod('static', 'n1', [{ operator: 'Exists', effect: 'NoExecute' }]);
  lab.createPod('elsewhere', 'n2');
  first!.isAlive = false;
  const leaving = (): string[] =>
    lab
      .list<Pod>('/api/v1/namespaces/default/pods')
      .filter(({ metadata }) => metadata.deletionTimestamp !== undefined)
      .map(({ metadata }) => metadata.name!);
  lab.run(75);
  expect(leaving()).toEqual(['quick']);
  const seconds = 75 + lab.secondsUntil(() => leaving().includes('web'), 400);
  expect(seconds).toBeGreaterThan(340);
  expect(seconds).toBeLessThan(375);
  lab.run(60);
  expect(leaving()).toEqual(['quick', 'web']);
  const web = lab
    .list<Pod>('/api/v1/namespaces/default/pods')
    .find(({ metadata }) => metadata.name === 'web');
  const why = web?.status?.conditions?.find(({ type }) => type === 'DisruptionTarget');
  expect(why).toMatchObject({
    status: 'True',
    reason: 'DeletionByTaintManager',
    message: 'Taint manager: deleting due to NoExecute taint',
  });
});
