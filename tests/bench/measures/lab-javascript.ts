import { readFileSync } from 'node:fs';
import { dist, listFiles, weighScripts } from '../../../scripts/built-site.mjs';

/**
 * What a lab loads before its prompt, gzipped: its worker, with all that it imports at once.
 *
 * Units:   kB
 */
export function promptJavascript(worker: string): number {
  return inKilobytes(weighScripts([`/${findChunk(worker)}`]));
}

/** All that a lab loads, gzipped: its worker, and what that imports later. Units: kB */
export function labJavascript(worker: string): number {
  const chunk = findChunk(worker);
  const folder = chunk.slice(0, chunk.lastIndexOf('/') + 1);
  const later = readFileSync(dist + chunk, 'utf8').matchAll(/\bimport\(\s*[`'"]\.\/([^`'"]+)/g);
  const chunks = [chunk, ...[...later].map(([, name]) => `${folder}${name}`)];
  if (chunks.length === 1) throw new Error(`${chunk} imports no programs`);
  return inKilobytes(weighScripts(chunks.map((name) => `/${name}`)));
}

function inKilobytes(bytes: number): number {
  return Math.round(bytes / 100) / 10;
}

function findChunk(chunk: string): string {
  const name = new RegExp(`(^|/)${chunk}-[\\w-]{8}\\.js$`);
  const found = listFiles(dist).filter((path) => name.test(path));
  if (found.length === 1) return found[0]!;
  throw new Error(`dist should hold one chunk named ${chunk}, and holds ${found.length}`);
}
