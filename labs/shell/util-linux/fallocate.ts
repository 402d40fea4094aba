import type { Process, Program } from '../../cluster/kernel/index.ts';
import { fileErrorTexts, machineOf, resolvePath } from '../../cluster/machine/index.ts';
import { lastOption, parseOptions } from '../getopt.ts';

const UNITS = 'KMGTPE';

/** `fallocate -l LENGTH FILE`: reserves room on the disk. */
export const fallocate: Program = function* (process, argv) {
  const why = allocate(process, argv.slice(1));
  if (why === undefined) return 0;
  yield* process.warn(`fallocate: ${why}\n`);
  return 1;
};

function allocate(process: Process, words: readonly string[]): string | undefined {
  const parsed = parseOptions(words, { length: 'l:' });
  if ('error' in parsed) return `${parsed.error}\nTry 'fallocate --help' for more information.`;
  const text = lastOption(parsed, 'length');
  const length = text === undefined ? undefined : readSize(text);
  if (text !== undefined && !length) return 'invalid length value specified';
  const [name, extra] = parsed.operands;
  if (name === undefined) return 'no filename specified';
  if (extra !== undefined) return 'unexpected number of arguments';
  if (!length) return 'no length argument specified';
  const error = machineOf(process).files.allocate(resolvePath(process.cwd, name), length);
  if (error === undefined) return undefined;
  return error === 'ENOSPC'
    ? `fallocate failed: ${fileErrorTexts.ENOSPC}`
    : `cannot open ${name}: ${fileErrorTexts[error]}`;
}

/** Shape: `5`, `1.5M`, `1MiB` by powers of 1,024; `1MB` by powers of 1,000. Errors: undefined. */
function readSize(text: string): number | undefined {
  const match = /^(\d+(?:\.\d+)?)(?:([KMGTPE])(iB|B)?)?$/.exec(text);
  if (match === null) return undefined;
  const [, digits, unit = '', suffix] = match;
  const base = suffix === 'B' ? 1_000 : 1_024;
  let size = Number(digits);
  for (let power = unit === '' ? -1 : UNITS.indexOf(unit); power >= 0; power--) size *= base;
  return Math.floor(size);
}
