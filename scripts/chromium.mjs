// Finds the Chromium that the browser tests drive, or installs Debian's where this machine lets us.
// As a command: makes sure there is one and prints its path.
import { existsSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { findProgram, installWithApt } from './apt.mjs';

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
  return findProgram(names, elsewhere);
}

/** @returns {string | undefined} the path of a browser, after an installation if need be */
export function ensureChromium() {
  return findChromium() ?? (installWithApt('chromium') ? findChromium() : undefined);
}

function main() {
  const path = ensureChromium();
  console.log(path ?? howToInstall);
  if (path === undefined) process.exit(1);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) main();
