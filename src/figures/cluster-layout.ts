import type { EtcdSnapshot, MachineSnapshot, Snapshot } from '../../labs/host/protocol.ts';

/** One member as a figure draws it. Units: the figure's own, 360 wide. */
export interface Node {
  readonly name: string;
  readonly x: number;
  readonly y: number;
  readonly role: EtcdSnapshot['role'] | 'down';
  /** One or two words under the name. */
  readonly says: string;
  readonly term?: number;
  readonly revision?: number;
}

export interface Edge {
  readonly from: Node;
  readonly to: Node;
  readonly state: 'talking' | 'silent' | 'cut';
}

export const width = 360;
export const height = 192;

/** Places the members on an arc, the first one at its top, and joins each two. */
export function layOut(snapshot: Snapshot): { nodes: Node[]; edges: Edge[] } {
  const members = snapshot.machines.filter(({ role }) => role === 'etcd');
  const nodes = members.map((machine, index) => place(machine, index, members.length));
  const isCut = (one: Node, other: Node) =>
    snapshot.links.some(
      ({ from, to, state }) =>
        state === 'cut' && [from, to].includes(one.name) && [from, to].includes(other.name),
    );
  const edges = nodes.flatMap((from, index) =>
    nodes.slice(index + 1).map((to): Edge => {
      if (isCut(from, to)) return { from, to, state: 'cut' };
      const isSilent = from.role === 'down' || to.role === 'down';
      return { from, to, state: isSilent ? 'silent' : 'talking' };
    }),
  );
  return { nodes, edges };
}

/** The figure in a sentence, for who cannot see it. */
export function describe(snapshot: Snapshot): string {
  const { nodes } = layOut(snapshot);
  const parts = nodes.map(({ name, says, term }) =>
    term === undefined ? `${name}: ${says}` : `${name}: ${says}, term ${term}`,
  );
  return `${nodes.length} etcd members: ${parts.join('; ')}.`;
}

const words = {
  leader: 'leader',
  follower: 'follower',
  candidate: 'candidate',
  'pre-candidate': 'no leader',
  down: 'stopped',
};

/** Corners of an ellipse that leaves room for the labels. */
function place(machine: MachineSnapshot, index: number, count: number): Node {
  const etcd = machine.isOn ? machine.units.find(({ name }) => name === 'etcd')?.etcd : undefined;
  const turn = index / count;
  const role = etcd?.role ?? 'down';
  return {
    name: machine.name,
    x: Math.round(width / 2 + 120 * Math.sin(turn * 2 * Math.PI)),
    y: Math.round(height / 2 + 17 - 64 * Math.cos(turn * 2 * Math.PI)),
    role,
    says: words[role],
    ...(etcd && { term: etcd.term, revision: etcd.revision }),
  };
}
