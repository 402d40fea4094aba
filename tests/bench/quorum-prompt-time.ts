import { promptTime } from './measures/prompt-time.ts';

export const name = 'first lab: opened until its prompt, Chromium, median of 10';
export const unit = 'ms';
export const limit = 250;

export const measure = (): Promise<number> => promptTime('quorum');
