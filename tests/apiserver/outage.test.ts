import { describe, expect, it } from 'vitest';
import type { Status } from '../../labs/cluster/api/index.ts';
import { SECOND } from '../../labs/cluster/kernel/index.ts';
import { ApiLab } from './harness.ts';

const maps = '/api/v1/namespaces/default/configmaps';
const create = { body: { metadata: { name: 'zz' } } };

describe('an API server whose etcd is dead', () => {
  const lab = new ApiLab('outage').start();
  lab.request('POST', maps, { body: { metadata: { name: 'c1' } } });
  lab.node.etcd!.signal('SIGKILL');
  lab.run(3);

  it('is neither ready nor live, and says what fails', () => {
    const ready = lab.request('GET', '/readyz?verbose', { timeoutUs: 10 * SECOND });
    expect(ready.status).toBe(500);
    expect(ready.body.split('\n').filter((line) => !line.startsWith('[+]'))).toEqual([
      '[-]etcd failed: reason withheld',
      '[-]etcd-readiness failed: reason withheld',
      'readyz check failed',
      '',
    ]);
    expect(lab.request('GET', '/livez').status).toBe(500);
    expect(lab.request('GET', '/readyz/ping').body).toBe('ok');
    expect(lab.request('GET', '/version').status).toBe(200);
  });

  it('lets a read hang for 60 s and a write for 34', () => {
    const read = lab.as('admin', (client) =>
      client.request('GET', '/api/v1/namespaces/default/pods'),
    );
    expect(Math.round(read.seconds)).toBe(60);
    expect('reason' in read.result && read.result.reason).toBe(
      'stream error: stream ID 1; INTERNAL_ERROR; received from peer',
    );
    const write = lab.as('admin', (client) => client.request('POST', maps, create));
    expect(Math.round(write.seconds)).toBe(34);
    const { message } = JSON.parse('body' in write.result ? write.result.body : '{}') as Status;
    expect(message).toBe(
      'Timeout: request did not complete within requested timeout - context deadline exceeded',
    );
    const gone = lab.as('admin', (client) => client.request('DELETE', `${maps}/c1`));
    expect(Math.round(gone.seconds)).toBe(34);
  });

  it('still answers a list that may be old', () => {
    const { status, body } = lab.request('GET', maps, { query: { resourceVersion: '0' } });
    expect(status).toBe(200);
    expect(body).toContain('"name":"c1"');
  });

  it('serves again after etcd does', () => {
    lab.startEtcd();
    const startUs = lab.kernel.nowUs;
    lab.runUntil(() => lab.request('GET', '/readyz').status === 200, 130);
    expect((lab.kernel.nowUs - startUs) / SECOND).toBeGreaterThan(1);
    expect(lab.request('POST', maps, create).status).toBe(201);
  });
});

describe('an API server that is started without etcd', () => {
  it('gives up after 20 s', () => {
    const lab = new ApiLab('alone');
    lab.startApiserver();
    lab.runUntil(() => lab.node.apiserver?.state === 'exited');
    expect(lab.kernel.nowUs / SECOND).toBeCloseTo(20.2, 0);
    expect(lab.node.apiserver?.exit?.code).toBe(1);
    const why = 'err="error creating storage factory: context deadline exceeded"\n';
    expect(lab.node.log.text.split('\n').at(-2)).toMatch(
      /^E1102 08:00:20\.\d{6} +\d+ run\.go:72\] /,
    );
    expect(lab.node.log.text.endsWith(`"command failed" ${why}`)).toBe(true);
  });
});

describe('three API servers, each with its own member', () => {
  it('lose one with its member, and all with the majority', () => {
    const lab = new ApiLab('three', 3).start();
    const [one, two, three] = lab.nodes as [typeof lab.node, typeof lab.node, typeof lab.node];
    const isReady = (node: typeof one): boolean => {
      const { result } = lab.as('nobody', (client) => client.request('GET', '/readyz'), { node });
      return 'status' in result && result.status === 200;
    };
    one.etcd!.signal('SIGKILL');
    lab.run(5);
    expect([one, two, three].map(isReady)).toEqual([false, true, true]);
    two.etcd!.signal('SIGKILL');
    lab.run(10);
    expect([one, two, three].map(isReady)).toEqual([false, false, false]);
  });

  it('stop when they are told to', () => {
    const lab = new ApiLab('stop').start();
    lab.node.apiserver!.signal('SIGTERM');
    lab.runUntil(() => lab.node.apiserver?.state === 'exited', 5);
    expect(lab.node.apiserver?.exit).toEqual({ code: 0 });
  });
});
