import { describe, expect, it } from 'vitest';
import { MILLISECOND, SECOND } from '../../labs/cluster/kernel/index.ts';
import { ApiLab } from './harness.ts';

describe('an API server that starts', () => {
  it('serves at once, and is ready no sooner than its hooks have looked, a second later', () => {
    const lab = new ApiLab('start');
    lab.startEtcd();
    lab.startApiserver();
    const { machine } = lab.node;
    lab.runUntil(() => machine.listeners.has(6_443));
    const servesUs = lab.kernel.nowUs;
    expect(lab.request('GET', '/livez/ping').status).toBe(200);
    lab.runUntil(() => lab.view(lab.node)?.isReady === true);
    expect(lab.kernel.nowUs - servesUs).toBeGreaterThanOrEqual(SECOND);
    expect(lab.kernel.nowUs - servesUs).toBeLessThan(1.5 * SECOND);
  });
});

describe('the two looks at etcd', () => {
  it('each have a connection, so one may find etcd again before the other', () => {
    const lab = new ApiLab('looks').start();
    lab.node.etcd!.signal('SIGKILL');
    lab.run(31);
    lab.startEtcd();
    const passes = { etcd: 0, 'etcd-readiness': 0 };
    lab.runUntil(() => {
      for (const check of ['etcd', 'etcd-readiness'] as const) {
        const { status } = lab.request('GET', `/readyz/${check}`, { timeoutUs: 10 * SECOND });
        if (status === 200) passes[check] ||= lab.kernel.nowUs;
      }
      return Object.values(passes).every((atUs) => atUs > 0);
    });
    const apartUs = Math.abs(passes.etcd - passes['etcd-readiness']);
    expect(apartUs).toBeGreaterThan(100 * MILLISECOND);
  });
});
