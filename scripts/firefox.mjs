// Finds the Firefox that some browser tests drive, or installs Debian's where this machine lets us.
// As a command: makes sure there is one and prints its path.
//
// It is a stock Firefox and not one that Playwright patched: what readers have. Playwright drives
// it over WebDriver BiDi, by the channel `moz-firefox`.
import { existsSync, mkdirSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { findProgram, installWithApt } from './apt.mjs';

const elsewhere = ['/Applications/Firefox.app/Contents/MacOS/firefox'];

export const howToInstall =
  'No Firefox found: install one (Debian: `apt-get install firefox-esr`, Ubuntu: `snap install' +
  ' firefox`), or name it in QUORATE_FIREFOX.';

/** @returns {string | undefined} the path of a browser */
export function findFirefox() {
  const named = process.env.QUORATE_FIREFOX;
  if (named !== undefined) return existsSync(named) ? named : undefined;
  return findProgram(['firefox-esr', 'firefox'], elsewhere);
}

/** @returns {string | undefined} the path of a browser, after an installation if need be */
export function ensureFirefox() {
  return findFirefox() ?? (installWithApt('firefox-esr') ? findFirefox() : undefined);
}

/**
 * The environment that it starts in: Firefox refuses a HOME that belongs to somebody else, which is
 * what `sudo` and many containers leave it with.
 */
export function firefoxEnv() {
  const home = process.env.HOME;
  const isOwn = home !== undefined && existsSync(home) && statSync(home).uid === process.getuid?.();
  if (isOwn || process.getuid === undefined) return process.env;
  const own = join(tmpdir(), `quorate-firefox-${process.getuid()}`);
  mkdirSync(own, { recursive: true, mode: 0o700 });
  return { ...process.env, HOME: own };
}

function main() {
  const path = ensureFirefox();
  console.log(path ?? howToInstall);
  if (path === undefined) process.exit(1);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) main();
