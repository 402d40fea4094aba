/** The worker for labs with a whole cluster. */
import { kubernetesLabs as labs } from '../lessons/about-kubernetes.ts';
import { outfit } from '../topology/outfits/kubernetes-outfit.ts';
import { serveInWorker } from './worker.ts';

serveInWorker({
  labs,
  outfit: () => Promise.resolve(outfit),
  toolbox: async () => (await import('../shell/kubernetes-programs.ts')).toolbox,
});
