import { labJavascript } from './measures/lab-javascript.ts';

export const name = 'first lab: engine, shell and programs, gzipped';
export const unit = 'kB';
export const limit = 90;

export const measure = (): number => labJavascript('etcd-worker');
