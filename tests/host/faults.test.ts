import { expect, test } from 'vitest';
import type { Fault, MachineSnapshot, Snapshot } from '../../labs/host/protocol.ts';
import { LabDesk } from './lab-desk.ts';

const machine = 'etcd-2';
const cable = { from: 'etcd-1', to: 'etcd-2' };

async function open(): Promise<LabDesk> {
  const desk = new LabDesk();
  await desk.open({ lesson: 'quorum' });
  desk.pass(1_000);
  return desk;
}

/** What the picture shows a moment after the last of these faults. */
async function after(...faults: readonly Fault[]): Promise<Snapshot> {
  const desk = await open();
  for (const fault of faults) desk.send({ type: 'fault', fault });
  desk.pass(200);
  return desk.all('snapshot').at(-1)!.snapshot;
}

function find({ machines }: Snapshot): MachineSnapshot {
  return machines.find(({ name }) => name === machine)!;
}

test('a cable that is slow or lossy shows in both directions, or in one', async () => {
  const [there, back] = [cable, { from: cable.to, to: cable.from }];
  const slow: Fault = { kind: 'slow', ...cable, delayMs: 100 };
  const lossy: Fault = { kind: 'lossy', ...cable, percent: 10, isOneWay: true };
  expect((await after(slow)).links).toEqual([
    { ...there, state: 'slow' },
    { ...back, state: 'slow' },
  ]);
  expect((await after(slow, lossy)).links).toEqual([
    { ...there, state: 'slow' },
    { ...there, state: 'lossy' },
    { ...back, state: 'slow' },
  ]);
  expect((await after(slow, lossy, { kind: 'mend', ...cable })).links).toEqual([]);
});

test('what a machine does to all that it sends shows as links, too', async () => {
  const desk = await open();
  const text = 'ssh etcd-2 tc qdisc add dev eth0 root netem delay 50ms loss 1%\r';
  desk.send({ type: 'type', terminal: 'workstation', text });
  desk.pass(3_000);
  const { links, machines } = desk.all('snapshot').at(-1)!.snapshot;
  expect(links).toHaveLength(2 * (machines.length - 1));
  expect(new Set(links.map(({ from }) => from))).toEqual(new Set(['etcd-2']));
});

test('a disk is slow, or full, or both, and there is a way back', async () => {
  const [slow, full]: Fault[] = [
    { kind: 'slow-disk', machine, syncMs: 200 },
    { kind: 'fill-disk', machine },
  ];
  expect(find(await after()).disk).toBeUndefined();
  expect(find(await after(slow!)).disk).toEqual({ isFull: false, syncMs: 200 });
  expect(find(await after(full!, slow!)).disk).toEqual({ isFull: true, syncMs: 200 });
  const repair: Fault = { kind: 'repair-disk', machine };
  expect(find(await after(full!, slow!, repair)).disk).toBeUndefined();
});

test('a machine that reboots goes off in order, and comes back by itself', async () => {
  const desk = await open();
  desk.send({ type: 'fault', fault: { kind: 'reboot', machine } });
  desk.pass(1_000);
  expect(find(desk.all('snapshot').at(-1)!.snapshot).isOn).toBe(false);
  desk.pass(20_000);
  expect(find(desk.all('snapshot').at(-1)!.snapshot)).toMatchObject({
    isOn: true,
    units: [{ name: 'etcd', state: 'active' }],
  });
});

test('every fault replays', async () => {
  const faults: Fault[] = [
    { kind: 'slow', ...cable, delayMs: 100 },
    { kind: 'lossy', from: 'etcd-1', to: 'etcd-3', percent: 30 },
    { kind: 'slow-disk', machine, syncMs: 1_500 },
    { kind: 'fill-disk', machine: 'etcd-3' },
    { kind: 'kill', machine: 'etcd-1', unit: 'etcd', signal: 'SIGSTOP' },
    { kind: 'kill', machine: 'etcd-1', unit: 'etcd', signal: 'SIGCONT' },
    { kind: 'reboot', machine: 'etcd-1' },
    { kind: 'repair-disk', machine: 'etcd-3' },
    { kind: 'repair-disk', machine },
    { kind: 'remove-member', machine: 'etcd-3' },
    { kind: 'mend', ...cable },
  ];
  const first = await open();
  for (const fault of faults) {
    first.send({ type: 'fault', fault });
    first.send({ type: 'type', terminal: 'workstation', text: 'etcdctl put a b\r' });
    first.pass(2_345);
  }
  first.send({ type: 'speed', speed: 0 });
  const recording = first.recording();
  const second = new LabDesk();
  await second.open({ lesson: 'quorum', speed: 0 });
  second.send({ type: 'replay', recording });
  expect(second.all('record').at(-1)!.traceHash).toBe(recording.traceHash);
});
