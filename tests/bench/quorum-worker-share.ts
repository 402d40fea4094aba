import { workerShare } from './measures/worker-share.ts';

export const name = 'first lab: the worker at ×1, idle, share of a core';
export const unit = '%';
export const limit = 2;

export const measure = (): Promise<number> => workerShare('quorum');
