import { labJavascript } from './measures/lab-javascript.ts';

export const name = 'stacked cluster: engine, shell and programs, gzipped';
export const unit = 'kB';
export const limit = 120;

export const measure = (): number => labJavascript('kubernetes-worker');
