import { idleSpeed } from './measures/idle-speed.ts';

export const name = 'first lab: virtual seconds per real second, idle';
export const unit = 's/s';
export const atLeast = 2000;

export const measure = (): Promise<number> => idleSpeed('quorum');
