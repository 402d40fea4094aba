// Everything that a machine can check without running the course: types, lint, format, floors and
// tidy rules, and the links of the build. All of it runs even when some of it fails, so that one
// run names every failure.
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { stripVTControlCharacters } from 'node:util';

const root = fileURLToPath(new URL('..', import.meta.url));

const checks = [
  { name: 'types', args: ['scripts/astro.mjs', 'check'] },
  { name: 'lint', args: ['node_modules/oxlint/bin/oxlint', '--deny-warnings'] },
  {
    name: 'format',
    args: ['node_modules/prettier/bin/prettier.cjs', '--check', '--log-level=warn', '.'],
    advice: '`npm run format` mends it',
  },
  { name: 'floors and tidy', args: ['node_modules/vitest/vitest.mjs', 'run', 'tests/tidy'] },
  { name: 'links', args: ['scripts/links.mjs'] },
];

const build = await run({ name: 'build', args: ['scripts/astro.mjs', 'build'] });
const results = [build];
// The floors' test and the links read what the build left behind; without it they say so.
for (const check of checks) results.push(await run(check));

const failed = results.filter((result) => result.exitCode !== 0);
for (const { name, output, advice } of failed) {
  console.log(`\n── ${name} ${'─'.repeat(Math.max(0, 60 - name.length))}\n${output.trim()}`);
  if (advice !== undefined) console.log(advice);
}
console.log();
for (const { name, exitCode, seconds } of results) {
  console.log(`${exitCode === 0 ? '✓' : '✗'} ${name.padEnd(16)} ${seconds.toFixed(1)} s`);
}
process.exitCode = failed.length === 0 ? 0 : 1;

/** Shape: a check → the same with its exit code, output and how long it took. Never rejects. */
function run(check) {
  const started = performance.now();
  const env = process.stdout.isTTY ? { ...process.env, FORCE_COLOR: '1' } : process.env;
  return new Promise((resolve) => {
    const child = spawn(process.execPath, check.args, { cwd: root, env, stdio: 'pipe' });
    let output = '';
    const take = (chunk) => (output += chunk);
    child.stdout.on('data', take);
    child.stderr.on('data', take);
    child.on('error', (error) => finish(1, error.message));
    child.on('close', (exitCode) => finish(exitCode ?? 1, output));
    function finish(exitCode, text) {
      const seconds = (performance.now() - started) / 1000;
      const plain = process.stdout.isTTY ? text : stripVTControlCharacters(text);
      resolve({ ...check, exitCode, output: plain, seconds });
    }
  });
}
