import { bytesPerKey } from './measures/etcd-load.ts';

export const name = 'etcd: heap of a store with 100,000 keys, for each of them';
export const unit = 'B';

export const measure = bytesPerKey;
