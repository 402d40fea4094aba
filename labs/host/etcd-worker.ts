/** The worker for labs about etcd alone. */
import { etcdLabs as labs } from '../lessons/about-etcd.ts';
import { outfit } from '../topology/outfits/etcd-outfit.ts';
import { serveInWorker } from './worker.ts';

serveInWorker({
  labs,
  outfit: () => Promise.resolve(outfit),
  toolbox: async () => (await import('../shell/programs.ts')).toolbox,
});
