// Installs one of Debian's packages, where this machine lets us.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

/** @param {string} name @returns {boolean} whether it is installed now */
export function installWithApt(name) {
  if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) return false;
  console.error(`Installing ${name} with apt-get …`);
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const apt = (...args) => {
    const quiet = ['-qq', '-o', 'Dpkg::Use-Pty=0', '-o', 'Acquire::Retries=3', ...args];
    // Its chatter goes to stderr, so that stdout holds what the caller prints and nothing else.
    return spawnSync('apt-get', quiet, { env, stdio: ['ignore', 2, 2] }).status === 0;
  };
  return apt('update') && apt('install', '-y', '--no-install-recommends', name);
}

/**
 * The first of some programs that is there, along PATH and where Debian and snap put programs.
 * @param {string[]} names @param {string[]} [elsewhere] whole paths, tried last
 * @returns {string | undefined}
 */
export function findProgram(names, elsewhere = []) {
  const folders = (process.env.PATH ?? '').split(':').concat('/usr/bin', '/snap/bin');
  const places = names.flatMap((name) => folders.map((folder) => `${folder}/${name}`));
  return [...places, ...elsewhere].find((path) => existsSync(path));
}
