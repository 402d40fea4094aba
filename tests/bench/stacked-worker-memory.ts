import { workerMemory } from './measures/worker-memory.ts';

export const name = 'stacked cluster: heap of the idle worker after a collection';
export const unit = 'MB';
export const limit = 60;

export const measure = (): Promise<number> => workerMemory('stacked');
