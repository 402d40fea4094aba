import { proposalsPerSecond } from './measures/etcd-proposals.ts';

export const name = 'etcd: writes that one member agrees on in a real second';
export const unit = '1/s';

export const measure = (): number => proposalsPerSecond(1);
