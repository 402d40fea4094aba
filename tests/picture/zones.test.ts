import { expect, test } from 'vitest';
import type { Snapshot } from '../../labs/host/protocol.ts';
import { zonedTopology } from '../../labs/topology/spec.ts';
import { menuOf } from '../../src/components/lab/picture/fault-menus.ts';
import { layOut } from '../../src/components/lab/picture/layout.ts';
import { formatSummary, newsOf } from '../../src/components/lab/picture/summary.ts';
import { snapshotOf, withMachine } from './clusters.ts';

const whole = snapshotOf(zonedTopology(2));

test('a zone that is whole can be lost, with all that stands in it', () => {
  const [lose, ...others] = choicesOf('zone-a', whole);
  expect(others).toEqual([]);
  expect(lose).toMatchObject({
    label: 'Lose zone-a',
    done: 'zone-a is lost: cp-1, cp-2, worker-1 powered off.',
    fault: { kind: 'zone-off', zone: 'zone-a' },
    command: 'for m in cp-1 cp-2 worker-1; do ipmitool -H $m-bmc power off; done',
  });
});

test('a zone that is lost can be brought back', () => {
  const lost = without('cp-3', 'worker-2');
  expect(choicesOf('zone-b', lost).map(({ fault }) => fault)).toEqual([
    { kind: 'zone-on', zone: 'zone-b' },
  ]);
});

test('of a zone that is half lost, both are offered, for the machines that it changes', () => {
  const choices = choicesOf('zone-b', without('cp-3'));
  expect(choices.map(({ label }) => label)).toEqual(['Lose zone-b', 'Bring zone-b back']);
  expect(choices.map(({ command }) => command)).toEqual([
    'for m in worker-2; do ipmitool -H $m-bmc power off; done',
    'for m in cp-3; do ipmitool -H $m-bmc power on; done',
  ]);
});

test('the summary names the zones, and says it when one is lost', () => {
  const before = formatSummary(whole);
  expect(before).toContain('zone-a with cp-1, cp-2, worker-1');
  expect(before).toContain('zone-b with cp-3, worker-2');
  expect(newsOf(before, formatSummary(without('cp-3', 'worker-2')))).toBe(
    'cp-3 off; worker-2 off; zone-b lost, with cp-3, worker-2.',
  );
});

function choicesOf(zone: string, snapshot: Snapshot) {
  const { entries = [] } = menuOf(zone, snapshot, [], layOut(snapshot.machines, 658)) ?? {};
  return entries.flatMap((entry) => ('choices' in entry ? entry.choices : [entry]));
}

function without(...names: string[]): Snapshot {
  return names.reduce(
    (snapshot, name) => withMachine(snapshot, name, (one) => ({ ...one, isOn: false })),
    whole,
  );
}
