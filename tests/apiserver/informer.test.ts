import { describe, expect, it } from 'vitest';
import {
  configMapKind,
  leaseKind,
  type ConfigMap,
  type Lease,
} from '../../labs/cluster/api/index.ts';
import { Informer } from '../../labs/cluster/client/informer.ts';
import { LeaderElector } from '../../labs/cluster/client/leader-election.ts';
import { ResourceClient } from '../../labs/cluster/client/rest-resource.ts';
import { RestClient } from '../../labs/cluster/client/rest.ts';
import { SECOND, sleep, type Process, type Task } from '../../labs/cluster/kernel/index.ts';
import { ApiLab } from './harness.ts';

const maps = '/api/v1/namespaces/default/configmaps';

/** Runs a program on the workstation until it is ended. */
function spawn(lab: ApiLab, work: (client: RestClient, process: Process) => Task<void>): Process {
  return lab.workstation.spawn({
    argv: ['client'],
    streams: [],
    program: function* (process): Task<number> {
      yield* work(new RestClient(process, lab.config('admin', lab.node)), process);
      return 0;
    },
  });
}

describe('an informer', () => {
  it('follows, also across a restart of the server', () => {
    const lab = new ApiLab('informer').start();
    lab.request('POST', maps, { body: { metadata: { name: 'a' } } });
    const heard: string[] = [];
    let informer: Informer<ConfigMap> | undefined;
    spawn(lab, function* (client, process): Task<void> {
      informer = new Informer(process, client, configMapKind, { namespace: 'default' });
      informer.onEvent({
        onAdd: ({ metadata }) => heard.push(`+${metadata.name}`),
        onUpdate: (_old, { metadata }) => heard.push(`~${metadata.name}`),
        onDelete: ({ metadata }) => heard.push(`-${metadata.name}`),
      });
      yield* informer.synced();
      yield* sleep(1_000_000 * SECOND);
    });
    lab.run(1);
    lab.request('POST', maps, { body: { metadata: { name: 'b' } } });
    lab.request('PUT', `${maps}/a`, { body: { metadata: { name: 'a' }, data: { x: 'y' } } });
    lab.request('DELETE', `${maps}/b`);
    lab.run(1);
    expect(heard).toEqual(['+a', '+b', '~a', '-b']);
    lab.node.apiserver!.signal('SIGKILL');
    lab.run(5);
    lab.startApiserver();
    lab.runUntil(() => lab.view(lab.node)?.isReady === true);
    lab.request('POST', maps, { body: { metadata: { name: 'c' } } });
    lab.run(20);
    expect(heard).toEqual(['+a', '+b', '~a', '-b', '+c']);
    expect(informer?.lister.list().map(({ metadata }) => metadata.name)).toEqual(['a', 'c']);
  });
});

describe('leader election', () => {
  it('gives the lock to another 15 to 20 s after its holder died', () => {
    const lab = new ApiLab('election').start();
    const holders: string[] = [];
    const candidate = (identity: string): Process =>
      spawn(lab, function* (client, process): Task<void> {
        const leases = new ResourceClient(client, leaseKind, 'kube-system', 5 * SECOND);
        const lock = { leases, namespace: 'kube-system', name: 'lock', identity };
        const elector = new LeaderElector(process, lock);
        yield* elector.acquire();
        holders.push(identity);
        yield* elector.renew();
        holders.push(`${identity} lost it`);
      });
    const first = candidate('one');
    lab.run(1);
    candidate('two');
    lab.run(30);
    expect(holders).toEqual(['one']);
    first.signal('SIGKILL');
    const diedUs = lab.kernel.nowUs;
    lab.runUntil(() => holders.length > 1);
    const seconds = (lab.kernel.nowUs - diedUs) / SECOND;
    expect(seconds).toBeGreaterThan(12.9);
    expect(seconds).toBeLessThan(20);
    expect(holders).toEqual(['one', 'two']);
    const path = '/apis/coordination.k8s.io/v1/namespaces/kube-system/leases/lock';
    const lease = JSON.parse(lab.request('GET', path).body) as Lease;
    expect(lease.spec).toMatchObject({ holderIdentity: 'two', leaseTransitions: 1 });
    lab.node.apiserver!.signal('SIGKILL');
    lab.runUntil(() => holders.length > 2);
    expect(holders.at(-1)).toBe('two lost it');
  });
});
