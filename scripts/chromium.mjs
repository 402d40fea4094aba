// Finds the Chromium that the browser tests drive, or installs Debian's where this machine lets us.
// As a command: makes sure there is one and prints its path.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { pathToFileURL } from 'node:url';

const names = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome'];
const elsewhere = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
];

export const howToInstall =
  'No Chromium found: install one (Debian, Ubuntu: `apt-get install chromium`), or name it in' +
  ' QUORATE_CHROMIUM.';

/** What every start of the browser gets: no sandbox for root, and no errand of its own. */
export const chromiumArgs = [
  ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** @returns {string | undefined} the path of a browser */
export function findChromium() {
  const named = process.env.QUORATE_CHROMIUM;
  if (named !== undefined) return existsSync(named) ? named : undefined;
  const folders = (process.env.PATH ?? '').split(':').concat('/usr/bin', '/snap/bin');
  const places = names.flatMap((name) => folders.map((folder) => `${folder}/${name}`));
  return [...places, ...elsewhere].find((path) => existsSync(path));
}

/** @returns {string | undefined} the path of a browser, after an installation if need be */
export function ensureChromium() {
  return findChromium() ?? (installWithApt() ? findChromium() : undefined);
}

function installWithApt() {
  if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) return false;
  console.error('Installing Chromium with apt-get …');
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const apt = (...args) => {
    const quiet = ['-qq', '-o', 'Dpkg::Use-Pty=0', '-o', 'Acquire::Retries=3', ...args];
    // Its chatter goes to stderr, so that stdout holds the path and nothing else.
    return spawnSync('apt-get', quiet, { env, stdio: ['ignore', 2, 2] }).status === 0;
  };
  return apt('update') && apt('install', '-y', '--no-install-recommends', 'chromium');
}

function main() {
  const path = ensureChromium();
  console.log(path ?? howToInstall);
  if (path === undefined) process.exit(1);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) main();
