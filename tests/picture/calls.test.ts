import { expect, test } from 'vitest';
import type { MachineSnapshot, Snapshot } from '../../labs/host/protocol.ts';
import { formatControlPlane } from '../../src/figures/call-words.ts';
import { callsOf } from '../../src/figures/calls.ts';
import { stackedSnapshot, withMachine } from './clusters.ts';

const snapshot = stackedSnapshot();

test('while all is well every call is answered', () => {
  expect(callsOf(snapshot)).toHaveLength(3 + 3 + 3 + 3 * 3);
  expect(unanswered(snapshot)).toEqual([]);
  expect(formatControlPlane(snapshot)).toContain('Not answered: none.');
});

test('a cable cut one way leaves the call on it without an answer', () => {
  const cut = (from: string, to: string) =>
    unanswered({ ...snapshot, links: [{ from, to, state: 'cut' }] });
  expect(cut('worker-1', 'lb')).toEqual(['worker-1 to lb']);
  expect(cut('lb', 'worker-1')).toEqual(['worker-1 to lb']);
  expect(cut('cp-3', 'cp-1')).toEqual(['cp-1 to cp-3']);
});

test('a frozen member answers no other, whatever its API server says', () => {
  const frozen = withMachine(snapshot, 'cp-2', (one) => ({
    ...one,
    pods: one.pods.map((pod) => ({ ...pod, isFrozen: pod.name === 'etcd' })),
  }));
  expect(unanswered(frozen)).toEqual(['cp-1 to cp-2', 'cp-2 to cp-3']);
});

test('an API server that is not ready answers nobody on its machine', () => {
  const troubled = withMachine(snapshot, 'cp-1', (one) => ({
    ...one,
    pods: one.pods.map((pod) =>
      pod.apiserver ? { ...pod, apiserver: { ...pod.apiserver, isReady: false } } : pod,
    ),
  }));
  expect(unanswered(troubled)).toEqual([
    'kubelet to kube-apiserver',
    'kube-controller-manager to kube-apiserver',
    'kube-apiserver to etcd',
  ]);
});

test('clients are answered as long as the balancer has one server', () => {
  const clients = ['workstation to lb', 'worker-1 to lb', 'worker-2 to lb'];
  expect(unanswered(withServers(['cp-3']))).toEqual(['lb to cp-1', 'lb to cp-2']);
  expect(unanswered(withServers([]))).toEqual([
    ...clients,
    'lb to cp-1',
    'lb to cp-2',
    'lb to cp-3',
  ]);
});

test('who is off or stopped calls nobody', () => {
  const off = (one: MachineSnapshot) => ({ ...one, isOn: false });
  const dark = callsOf(withMachine(snapshot, 'cp-3', off));
  expect(dark.filter(({ within }) => within === 'cp-3')).toEqual([]);
  const stopped = withMachine(snapshot, 'lb', (one) => ({
    ...one,
    units: one.units.map((unit) => ({ ...unit, state: 'inactive' })),
  }));
  expect(callsOf(stopped).filter(({ from }) => from === 'lb')).toEqual([]);
  expect(unanswered(stopped)).toContain('worker-2 to lb');
});

function unanswered(of: Snapshot): string[] {
  const calls = callsOf(of).filter(({ isAnswered }) => !isAnswered);
  return calls.map(({ from, to }) => `${from} to ${to}`);
}

function withServers(up: readonly string[]): Snapshot {
  const servers = ['cp-1', 'cp-2', 'cp-3'].map((name) => ({ name, isUp: up.includes(name) }));
  return withMachine(snapshot, 'lb', (one) => ({
    ...one,
    units: one.units.map((unit) => ({ ...unit, balancer: { servers } })),
  }));
}
