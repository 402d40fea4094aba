import type { Toolbox } from '../shell/programs.ts';
import type { Outfit } from '../topology/outfits/outfits.ts';
import type { OutfitName } from '../topology/spec.ts';

/** The parts of a lab that a host loads when a reader needs them, and not before. */
export interface Parts {
  readonly outfit: (name: OutfitName) => Promise<Outfit>;
  readonly toolbox: (name: OutfitName) => Promise<Toolbox>;
}

/** Each part is a chunk of its own in a bundle; Node simply reads the files. */
export const parts: Parts = {
  outfit: async (name) =>
    name === 'etcd'
      ? (await import('../topology/outfits/etcd-outfit.ts')).outfit
      : (await import('../topology/outfits/kubernetes-outfit.ts')).outfit,
  toolbox: async (name) =>
    name === 'etcd'
      ? (await import('../shell/programs.ts')).toolbox
      : (await import('../shell/kubernetes-programs.ts')).toolbox,
};
