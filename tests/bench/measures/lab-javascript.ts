import { dist, listFiles, weighScripts } from '../../../scripts/built-site.mjs';

/**
 * What a lab loads, gzipped: chunks of the built worker by name, and all that they import at once.
 *
 * Units:   kB
 */
export function labJavascript(chunks: readonly string[]): number {
  const files = chunks.map((chunk) => `/${findChunk(chunk)}`);
  return Math.round(weighScripts(files) / 100) / 10;
}

function findChunk(chunk: string): string {
  const name = new RegExp(`(^|/)${chunk}-[\\w-]{8}\\.js$`);
  const found = listFiles(dist).filter((path) => name.test(path));
  if (found.length === 1) return found[0]!;
  throw new Error(`dist should hold one chunk named ${chunk}, and holds ${found.length}`);
}
