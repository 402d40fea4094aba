import { idleSpeed } from './measures/idle-speed.ts';

export const name = 'stacked cluster: virtual seconds per real second, idle';
export const unit = 's/s';
export const atLeast = 1000;

export const measure = (): Promise<number> => idleSpeed('stacked');
