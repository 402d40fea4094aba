/** The worker for labs with a whole cluster. */
import { outfit } from '../topology/outfits/kubernetes-outfit.ts';
import { serveInWorker } from './worker.ts';

serveInWorker(outfit, async () => (await import('../shell/kubernetes-programs.ts')).toolbox);
