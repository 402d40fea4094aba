import { dist, listFiles, weighScripts } from '../../scripts/built-site.mjs';

export const name = 'engine, shell and programs as the page loads them, gzipped';
export const unit = 'kB';
export const limit = 90;

/** The worker's chunk and all that it imports at once. */
export function measure(): number {
  const chunks = listFiles(dist).filter((path) => /(^|\/)worker[-.][^/]*\.js$/.test(path));
  if (chunks.length !== 1) {
    throw new Error(
      `dist should hold one chunk of labs/host/worker.ts, and holds ${chunks.length}`,
    );
  }
  return weighScripts(chunks.map((path) => `/${path}`)) / 1000;
}
