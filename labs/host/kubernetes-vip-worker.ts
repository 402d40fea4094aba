/** The worker for labs with a whole cluster, whose balancers share an address. */
import { kubernetesLabs as labs } from '../lessons/about-kubernetes.ts';
import { outfit } from '../topology/outfits/kubernetes-vip-outfit.ts';
import { serveInWorker } from './worker.ts';

serveInWorker({
  labs,
  outfit: () => Promise.resolve(outfit),
  toolbox: async () => (await import('../shell/kubernetes-programs.ts')).toolbox,
});
