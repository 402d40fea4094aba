import { expect, test } from 'vitest';
import type { Fault } from '../../labs/host/protocol.ts';
import type { Session } from '../../labs/host/session.ts';
import { open, run, serversUp } from './playground-lab.ts';

const WATCHED_S = 40;

const losses: readonly (readonly [what: string, fault: (member: string) => Fault])[] = [
  ['process', (machine) => ({ kind: 'kill', machine, unit: 'etcd', signal: 'SIGKILL' })],
  ['machine', (machine) => ({ kind: 'power-off', machine })],
];
const parts = ['follower', 'leader'] as const;
const cases = losses.flatMap(([what, fault]) => parts.map((role) => ({ what, role, fault })));

/* External etcd: whatever becomes of one member, each API server has two others to ask. */
test.each(cases)(
  "no API server goes out of rotation for a $role's $what",
  async ({ role, fault }) => {
    for (const seed of ['one', 'two']) {
      const session = await open('external-3-3-2', seed);
      session.input({ type: 'fault', fault: fault(memberThat(session, role)) });
      const seen = new Set<string>();
      for (let tenths = 0; tenths < WATCHED_S * 10; tenths++) {
        run(session, 0.1);
        seen.add(serversUp(session).join(' '));
      }
      expect([...seen]).toEqual(['cp-1 cp-2 cp-3']);
      expect(session.cluster.kernel.panics).toEqual([]);
    }
  },
);

/** The machine of a member with a part in Raft. */
function memberThat(session: Session, role: 'follower' | 'leader'): string {
  const { machines } = session.takeSnapshot();
  const found = machines.find(({ units }) => units.some(({ etcd }) => etcd?.role === role));
  return found!.name;
}
