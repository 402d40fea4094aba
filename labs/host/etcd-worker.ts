/** The worker for labs about etcd alone. */
import { outfit } from '../topology/outfits/etcd-outfit.ts';
import { serveInWorker } from './worker.ts';

serveInWorker({
  outfit: () => Promise.resolve(outfit),
  toolbox: async () => (await import('../shell/programs.ts')).toolbox,
});
