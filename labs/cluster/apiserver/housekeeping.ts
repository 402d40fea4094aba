import { isStatus, type KubeObject, type Lease } from '../api/index.ts';
import { formatRfc3339, MINUTE, SECOND, sleep, type Process, type Task } from '../kernel/index.ts';
import type { CallContext, Registry } from './registry.ts';
import { makeUuid } from './identity.ts';

/** The server's own identity, when it works for itself. */
const self = { name: 'system:apiserver', groups: ['system:masters'] };

const TIMEOUT_US = 34 * SECOND;

function contextAt(process: Process): CallContext {
  return { user: self, deadlineUs: process.nowUs + TIMEOUT_US, isDryRun: false };
}

const systemNamespaces = ['kube-system', 'kube-public', 'kube-node-lease', 'default'];

/**
 * Makes the namespaces that every cluster has, and makes them again where they are missing.
 *
 * Source: pkg/controlplane/controller/systemnamespaces
 */
export function* keepSystemNamespaces(process: Process, namespaces: Registry): Task<void> {
  for (;;) {
    for (const name of systemNamespaces) {
      if (namespaces.cache.get(namespaces.key('', name))) continue;
      const namespace: KubeObject = { apiVersion: 'v1', kind: 'Namespace', metadata: { name } };
      yield* namespaces.create(namespace, contextAt(process));
    }
    yield* sleep(MINUTE);
  }
}

/** Source: pkg/controlplane `IdentityLeaseDurationSeconds`, `IdentityLeaseRenewIntervalPeriod`. */
const LEASE_SECONDS = 3_600;
const RENEW_US = 10 * SECOND;
const NAMESPACE = 'kube-system';

/**
 * Keeps the Lease by which the others know that this server is there.
 *
 * Source:  component-helpers apimachinery/lease/controller.go
 * Differs: the name's hash is not SHA-256
 */
export function* keepIdentityLease(process: Process, leases: Registry): Task<void> {
  const { host, kernel } = process;
  const luck = kernel.random.fork(`apiserver identity/${host.name}`);
  const letters = 'abcdefghijklmnopqrstuvwxyz234567';
  let hash = '';
  while (hash.length < 26) hash += letters[luck.int(0, 32)]!;
  const name = `apiserver-${hash}`;
  const holderIdentity = `${name}_${makeUuid(process.random)}`;
  for (;;) {
    const renewTime = formatRfc3339(process.nowUs, 6);
    const spec = { holderIdentity, leaseDurationSeconds: LEASE_SECONDS, renewTime };
    const change = (current: KubeObject): KubeObject => {
      const { resourceVersion: _version, ...metadata } = current.metadata;
      return { ...current, metadata, spec };
    };
    const result = yield* leases.update(NAMESPACE, name, '', change, contextAt(process));
    if (isStatus(result) && result.code === 404) {
      const labels = {
        'apiserver.kubernetes.io/identity': 'kube-apiserver',
        'kubernetes.io/hostname': host.name,
      };
      const lease: Lease = {
        apiVersion: 'coordination.k8s.io/v1',
        kind: 'Lease',
        metadata: { name, namespace: NAMESPACE, labels },
        spec,
      };
      yield* leases.create(lease, contextAt(process));
    }
    yield* sleep(RENEW_US);
  }
}
