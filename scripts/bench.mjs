// The figures of the course, one JSON object a line: {"name","value","unit","limit"?}. Each file of
// tests/bench/ is one figure: it exports `name`, `unit`, perhaps a limit, and `measure`. A figure
// beyond its limit, or one that cannot be measured, is named on stderr and the exit code is 1.
// `npm run bench -- WORD` measures only the figures whose file name holds the word.
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const word = process.argv[2] ?? '';

const built = run('ignore', 'scripts/astro.mjs', 'build');
if (!built) console.error('bench: the site does not build, so its figures are missing or old');

// A process for each: what one figure leaves behind, a full heap or code compiled for other
// shapes, is no part of the next.
const figures = readdirSync(new URL('../tests/bench/', import.meta.url))
  .filter((file) => file.endsWith('.ts') && file.includes(word))
  .sort();
const measured = figures.map((file) => run('inherit', 'scripts/figure.mjs', file));
if (!built || measured.includes(false)) process.exitCode = 1;

function run(stdout, ...args) {
  const { status } = spawnSync(process.execPath, args, { cwd: root, stdio: ['ignore', stdout, 2] });
  return status === 0;
}
