import { proposalsPerSecond } from './measures/etcd-proposals.ts';

export const name = 'etcd: writes that 7 members agree on in a real second';
export const unit = '1/s';

export const measure = (): number => proposalsPerSecond(7);
