import { promptTime } from './measures/prompt-time.ts';

export const name = 'stacked cluster: opened until its prompt, Chromium, median of 10';
export const unit = 'ms';
export const limit = 300;

export const measure = (): Promise<number> => promptTime('stacked');
