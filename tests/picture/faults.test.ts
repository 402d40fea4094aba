import { expect, test } from 'vitest';
import type { MachineSnapshot, PodSnapshot } from '../../labs/host/protocol.ts';
import { manifestPath, shelvedPath, staticPodNames } from '../../labs/topology/static-pods.ts';
import type { PairView } from '../../src/components/lab/picture/cables.ts';
import { faultsOfCable } from '../../src/components/lab/picture/cable-faults.ts';
import { faultsOfMachine } from '../../src/components/lab/picture/faults.ts';
import type { FaultChoice } from '../../src/components/lab/picture/faults.ts';
import { formatSummary, newsOf } from '../../src/components/lab/picture/summary.ts';
import { stackedSnapshot, withMachine } from './clusters.ts';

const snapshot = stackedSnapshot();

test('a machine with several processes has a group for each, and one for its cables', () => {
  const pairs = [{ a: 'lb', b: 'cp-1', isCutForth: true, isCutBack: true }];
  const entries = faultsOfMachine(machine('cp-1'), pairs, String);
  const groups = ['kubelet', ...staticPodNames, 'Cables', 'Disk'];
  expect(entries.map(({ label }) => label)).toEqual([...groups, 'Restart', 'Power off']);
  expect(labelsOf(machine('cp-1'), pairs)).toContain('Mend the cable to lb');
});

test('a machine with one process has no group for it', () => {
  const labels = faultsOfMachine(machine('lb'), [], String).map(({ label }) => label);
  const own = ['Stop haproxy', 'Kill haproxy', 'Freeze haproxy'];
  expect(labels).toEqual([...own, 'Disk', 'Restart', 'Power off']);
});

test('what ails a disk is said, and what is not ailing is offered', () => {
  const menuOf = (disk: MachineSnapshot['disk']) => {
    const entries = faultsOfMachine({ ...machine('lb'), ...(disk && { disk }) }, [], String);
    const group = entries.find(({ label }) => label === 'Disk');
    if (group === undefined || !('choices' in group)) throw new Error('no group');
    return [group.says, ...group.choices.map(({ label }) => label)];
  };
  expect(menuOf(undefined)).toEqual(['healthy', 'Fill', 'Slow down']);
  expect(menuOf({ isFull: true, syncMs: 2 })).toEqual(['full', 'Slow down', 'Repair']);
  expect(menuOf({ isFull: false, syncMs: 1_200 })).toEqual([
    'an fsync takes 1.2 s',
    'Fill',
    'Repair',
  ]);
});

test('a cable says what ails it, and offers what does not', () => {
  const cable = { a: 'lb', b: 'cp-1', isCutForth: false, isCutBack: false };
  const labelsFor = (pair: PairView) => faultsOfCable(pair, String).map(({ label }) => label);
  const cuts = ['Cut both ways', 'Cut lb → cp-1 only', 'Cut cp-1 → lb only'];
  const [slow, lossy] = ['Slow down by 100 ms', 'Lose 30 % of all messages'];
  expect(labelsFor(cable)).toEqual([...cuts, slow, lossy]);
  expect(labelsFor({ ...cable, ailment: 'slow' })).toEqual([...cuts, lossy, 'Mend']);
  const links = [{ from: 'lb', to: 'cp-1', state: 'lossy' as const }];
  expect(formatSummary({ ...snapshot, links })).toContain('loses messages: lb to cp-1');
});

test.each([...staticPodNames])("%s stops where the topology's own fault moves it", (pod) => {
  const stop = choicesOf(machine('cp-1')).find(({ label }) => label === `Stop ${pod}`);
  expect(stop?.command).toBe(`ssh cp-1 mv ${manifestPath(pod)} ${folderOf(shelvedPath(pod))}`);
  const stopped = withPod('cp-1', pod, { state: 'absent', hasManifest: false });
  const start = choicesOf(stopped).find(({ label }) => label === `Start ${pod}`);
  expect(start?.command).toBe(`ssh cp-1 mv ${shelvedPath(pod)} ${folderOf(manifestPath(pod))}`);
});

test('signals reach a static pod by the name that Linux keeps of it', () => {
  const commands = choicesOf(machine('cp-2')).map(({ command }) => command);
  expect(commands).toContain('ssh cp-2 pkill -KILL -x etcd');
  expect(commands).toContain('ssh cp-2 pkill -STOP -x kube-controller');
  expect(commands).toContain('ssh cp-2 systemctl kill -s SIGSTOP kubelet');
});

test('what has no process can not be killed, only kept from starting', () => {
  const labels = labelsOf(withPod('cp-1', 'etcd', { state: 'absent', hasManifest: true }));
  expect(labels).toContain('Stop etcd');
  expect(labels).not.toContain('Kill etcd');
});

test('the summary names every machine, and says later only what changed', () => {
  const all = formatSummary(snapshot);
  expect(all).toEqual([
    'lb on: haproxy running, cp-1 up, cp-2 up, cp-3 up',
    'cp-1 on: kubelet running, kube-apiserver ready, etcd leader, term 2,' +
      ' kube-controller-manager standby',
    'cp-2 on: kubelet running, kube-apiserver ready, etcd follower, term 2,' +
      ' kube-controller-manager leader',
    'cp-3 on: kubelet running, kube-apiserver ready, etcd follower, term 2,' +
      ' kube-controller-manager standby',
    'worker-1 on: kubelet running',
    'worker-2 on: kubelet running',
    'no cable cut',
  ]);
  const off = withMachine(snapshot, 'worker-2', (one) => ({ ...one, isOn: false }));
  expect(newsOf(all, formatSummary(off))).toBe('worker-2 off.');
  expect(newsOf(all, all)).toBe('');
});

function machine(name: string): MachineSnapshot {
  return snapshot.machines.find((one) => one.name === name)!;
}

function choicesOf(of: MachineSnapshot, pairs: readonly PairView[] = []): FaultChoice[] {
  const entries = faultsOfMachine(of, pairs, String);
  return entries.flatMap((entry) => ('choices' in entry ? entry.choices : [entry]));
}

function labelsOf(of: MachineSnapshot, pairs: readonly PairView[] = []): string[] {
  return choicesOf(of, pairs).map(({ label }) => label);
}

/** A machine with one static pod that has no process. */
function withPod(name: string, pod: string, change: Partial<PodSnapshot>): MachineSnapshot {
  const of = machine(name);
  const pods = of.pods.map((one): PodSnapshot => {
    const { pid: _, ...rest } = one;
    return one.name === pod ? { ...rest, ...change } : one;
  });
  return { ...of, pods };
}

function folderOf(path: string): string {
  return path.slice(0, path.lastIndexOf('/') + 1);
}
