import type { OutfitName } from '../../topology/spec.ts';
import type { LessonWords } from '../words.ts';

/** A cluster to choose, and what it is for. */
export interface Choice {
  readonly id: string;
  readonly title: string;
  /** One sentence; `code` in backticks. */
  readonly text: string;
  readonly outfit: OutfitName;
}

export const choices: readonly Choice[] = [
  {
    id: 'stacked-3-2',
    title: 'Three control-plane machines, two workers',
    text: 'The cluster of “Stacked etcd”: it survives the loss of one machine.',
    outfit: 'kubernetes',
  },
  {
    id: 'stacked-1-2',
    title: 'One control-plane machine, two workers',
    text: 'All is single. See what each loss costs when there is nobody else.',
    outfit: 'kubernetes',
  },
  {
    id: 'stacked-2-2',
    title: 'Two control-plane machines, two workers',
    text: 'Two of everything, and no loss is survived: a majority of two is two.',
    outfit: 'kubernetes',
  },
  {
    id: 'stacked-5-2',
    title: 'Five control-plane machines, two workers',
    text: 'Two machines may go, and every write goes to three disks.',
    outfit: 'kubernetes',
  },
  {
    id: 'stacked-3-2-vip',
    title: 'Three control-plane machines, two balancers, two workers',
    text: 'The balancers share an address by `keepalived`: lose one, or cut them apart.',
    outfit: 'kubernetes-vip',
  },
  {
    id: 'external-3-3-2',
    title: 'Three control-plane machines, three etcd machines, two workers',
    text: 'External etcd: a member may go, and no API server is the poorer.',
    outfit: 'kubernetes',
  },
  {
    id: 'stacked-2-zones',
    title: 'Three control-plane machines in two zones, two workers',
    text: 'One zone has two of the three: the cluster outlives the other zone, not this one.',
    outfit: 'kubernetes',
  },
  {
    id: 'stacked-3-zones',
    title: 'Three control-plane machines in three zones, two workers',
    text: 'One in each. Any zone may be lost.',
    outfit: 'kubernetes',
  },
  {
    id: 'etcd-1',
    title: 'One etcd member',
    text: 'Nobody to ask, nobody to wait for, nobody to take over.',
    outfit: 'etcd',
  },
  {
    id: 'etcd-2',
    title: 'Two etcd members',
    text: 'The size that nobody wants: either loss stops all writes.',
    outfit: 'etcd',
  },
  {
    id: 'etcd-3',
    title: 'Three etcd members',
    text: 'The cluster of “Quorum: why three”.',
    outfit: 'etcd',
  },
  {
    id: 'etcd-4',
    title: 'Four etcd members',
    text: 'One more than three, and no more losses survived.',
    outfit: 'etcd',
  },
  {
    id: 'etcd-5',
    title: 'Five etcd members',
    text: 'Two may be lost.',
    outfit: 'etcd',
  },
];

export const words: LessonWords = {
  id: 'playground',
  title: 'Playground',
  summary: 'A cluster of your own, with every fault, every program and no steps.',
  minutes: 0,
  outfit: 'kubernetes',
  firstTerminal: 'workstation',
  steps: [],
};
