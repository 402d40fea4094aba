import { promptJavascript } from './measures/lab-javascript.ts';

export const name = 'first lab: what its prompt waits for, gzipped';
export const unit = 'kB';
export const limit = 140;

export const measure = (): number => promptJavascript('etcd-worker');
