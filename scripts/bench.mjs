// The figures of the course, one JSON object a line: {"name","value","unit","limit"?}. Each file of
// tests/bench/ is one figure: it exports `name`, `unit`, perhaps a limit, and `measure`. A figure
// beyond its limit, or one that cannot be measured, is named on stderr and the exit code is 1.
// `npm run bench -- WORD` measures only the figures whose file name holds the word.
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const folder = new URL('../tests/bench/', import.meta.url);
const word = process.argv[2] ?? '';

const stdio = ['ignore', 'ignore', 2];
const built = spawnSync(process.execPath, ['scripts/astro.mjs', 'build'], { cwd: root, stdio });
if (built.status !== 0) complain('the site does not build, so its figures are missing or old');

const files = readdirSync(folder).filter((file) => file.endsWith('.ts') && file.includes(word));
for (const file of files.sort()) {
  try {
    await report(await import(new URL(file, folder).href));
  } catch (error) {
    complain(`${file}: ${error.message}`);
  }
}

/** `limit` is the most that is allowed; `atLeast` the least, where more is better. */
async function report({ name, unit, limit, atLeast, measure }) {
  const value = await measure();
  console.log(JSON.stringify({ name, value, unit, limit: limit ?? atLeast }));
  if (limit !== undefined && value > limit) complain(`${name}: ${value} ${unit} > ${limit}`);
  if (atLeast !== undefined && value < atLeast) complain(`${name}: ${value} ${unit} < ${atLeast}`);
}

function complain(message) {
  console.error(`bench: ${message}`);
  process.exitCode = 1;
}
