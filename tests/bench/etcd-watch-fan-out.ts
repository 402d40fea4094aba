import { watchFanOut } from './measures/etcd-load.ts';

export const name = 'etcd: events to 1,000 watchers of a key, in a real second';
export const unit = '1/s';

export const measure = watchFanOut;
