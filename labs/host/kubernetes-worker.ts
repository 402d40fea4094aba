/** The worker for labs with a whole cluster. What only a few of them need comes beside. */
import { outfit } from '../topology/outfits/kubernetes-outfit.ts';
import { serveInWorker } from './worker.ts';

serveInWorker({
  outfit: async (name) =>
    name === 'kubernetes-vip'
      ? (await import('../topology/outfits/kubernetes-vip-outfit.ts')).outfit
      : outfit,
  toolbox: async () => (await import('../shell/kubernetes-programs.ts')).toolbox,
});
