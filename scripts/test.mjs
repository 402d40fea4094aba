// The one test command: builds the site, runs vitest, then Playwright on the build, and closes with
// `N passed, N failed`, summed from the two runners' own reports. `--deep` raises the counts: the
// tests read DEEP.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { ensureChromium, howToInstall as howToInstallChromium } from './chromium.mjs';
import { ensureFirefox, howToInstall as howToInstallFirefox } from './firefox.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));

/** @typedef {{passed: number, failed: number}} Count */

/**
 * What vitest's JSON report says. A file that could not be loaded has no test to count: one failed.
 * @returns {Count}
 */
export function countVitest(report) {
  const unloaded = report.testResults.filter((file) => {
    const failed = file.assertionResults.some((test) => test.status === 'failed');
    return file.status === 'failed' && !failed;
  });
  return { passed: report.numPassedTests, failed: report.numFailedTests + unloaded.length };
}

/**
 * What Playwright's JSON report says. A test that passed only when tried again is no pass.
 * @returns {Count}
 */
export function countPlaywright({ stats }) {
  return { passed: stats.expected, failed: stats.unexpected + stats.flaky };
}

/**
 * A runner that failed without naming a failure counts as one, and so does one that ran nothing.
 * @param {Count | undefined} count @param {number | null} exitCode
 * @returns {Count}
 */
export function settle(count, exitCode) {
  const { passed, failed } = count ?? { passed: 0, failed: 0 };
  const silent = failed === 0 && (exitCode !== 0 || passed === 0);
  return { passed, failed: silent ? failed + 1 : failed };
}

async function main() {
  const deep = process.argv.includes('--deep');
  const reports = mkdtempSync(join(tmpdir(), 'quorate-test-'));
  const env = { ...process.env, QUORATE_TEST_PORT: String(await freePort()) };
  if (deep) env.DEEP = '1';

  const counts = [];
  if (node(['scripts/astro.mjs', 'build'], env, 'ignore') !== 0) {
    // Once more with its words, so that the reason stands right above the closing line.
    node(['scripts/astro.mjs', 'build'], env, 'inherit');
    counts.push({ passed: 0, failed: 1 });
  } else {
    counts.push(runVitest(reports, env), runPlaywright(reports, env));
  }
  rmSync(reports, { recursive: true });

  const passed = counts.reduce((sum, count) => sum + count.passed, 0);
  const failed = counts.reduce((sum, count) => sum + count.failed, 0);
  console.log(`\n${passed} passed, ${failed} failed`);
  process.exitCode = failed === 0 ? 0 : 1;
}

function runVitest(reports, env) {
  const file = join(reports, 'vitest.json');
  const flags = ['--reporter=default', '--reporter=json', `--outputFile.json=${file}`];
  const exitCode = node(['node_modules/vitest/vitest.mjs', 'run', ...flags], env, 'inherit');
  return settle(readCount(file, countVitest), exitCode);
}

/** Runs the tests of every browser that there is; each that is missing is one failure. */
function runPlaywright(reports, env) {
  const browsers = [
    { project: 'chromium', path: ensureChromium(), advice: howToInstallChromium },
    { project: 'firefox', path: ensureFirefox(), advice: howToInstallFirefox },
  ];
  const missing = browsers.filter(({ path }) => path === undefined);
  for (const { advice } of missing) {
    console.log(`\n${advice} Its tests did not run, which counts as one failure.`);
  }
  const present = browsers.filter(({ path }) => path !== undefined);
  if (present.length === 0) return { passed: 0, failed: missing.length };

  const file = join(reports, 'playwright.json');
  const cli = ['node_modules/@playwright/test/cli.js', 'test', '--reporter=list,json'];
  const projects = present.map(({ project }) => `--project=${project}`);
  const own = { ...env, PLAYWRIGHT_JSON_OUTPUT_FILE: file };
  for (const { project, path } of present) own[`QUORATE_${project.toUpperCase()}`] = path;
  const exitCode = node([...cli, ...projects], own, 'inherit');
  const { passed, failed } = settle(readCount(file, countPlaywright), exitCode);
  return { passed, failed: failed + missing.length };
}

/** @returns {number | null} the exit code */
function node(args, env, stdio) {
  return spawnSync(process.execPath, args, { cwd: root, env, stdio }).status;
}

function readCount(file, count) {
  try {
    return count(JSON.parse(readFileSync(file, 'utf8')));
  } catch (error) {
    console.log(`No report to count: ${error.message}`);
    return undefined;
  }
}

/** A port that nobody listens on, so that two clones can be tested side by side. */
function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer().on('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await main();
