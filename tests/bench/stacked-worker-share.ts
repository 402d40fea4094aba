import { workerShare } from './measures/worker-share.ts';

export const name = 'stacked cluster: the worker at ×1, idle, share of a core';
export const unit = '%';
export const limit = 3;

export const measure = (): Promise<number> => workerShare('stacked');
