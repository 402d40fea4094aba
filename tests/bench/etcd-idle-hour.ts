import { idleHourMs } from './measures/etcd-proposals.ts';

export const name = 'etcd: an idle hour of three members';
export const unit = 'ms';
export const limit = 1_000;

export const measure = (): number => idleHourMs(3);
