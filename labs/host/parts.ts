import { labs } from '../lessons/index.ts';
import type { Lesson } from '../lessons/lesson.ts';
import type { Toolbox } from '../shell/programs.ts';
import type { Outfit } from '../topology/outfits/outfits.ts';
import type { OutfitName } from '../topology/spec.ts';

/** The parts of a lab that a host brings along: a lab loads what its topology names. */
export interface Parts {
  readonly labs: readonly Lesson[];
  readonly outfit: (name: OutfitName) => Promise<Outfit>;
  readonly toolbox: (name: OutfitName) => Promise<Toolbox>;
}

/** All parts, each read when a lab wants it: for Node, where nothing is far away. */
export const parts: Parts = {
  labs,
  outfit: async (name) => {
    switch (name) {
      case 'etcd':
        return (await import('../topology/outfits/etcd-outfit.ts')).outfit;
      case 'kubernetes':
        return (await import('../topology/outfits/kubernetes-outfit.ts')).outfit;
      case 'kubernetes-vip':
        return (await import('../topology/outfits/kubernetes-vip-outfit.ts')).outfit;
    }
  },
  toolbox: async (name) =>
    name === 'etcd'
      ? (await import('../shell/programs.ts')).toolbox
      : (await import('../shell/kubernetes-programs.ts')).toolbox,
};
