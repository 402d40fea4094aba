// Brings node_modules to what the lockfile says. npm runs this before every script of package.json
// that needs a package, so a fresh clone needs no other step. It is plain JavaScript without a
// dependency because it runs on whatever Node the reader has, before anything is installed.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const stampFile = `${root}node_modules/.quorate-stamp`;
const ownNode = `${root}node_modules/.bin/node`;
const bringsNode = process.platform === 'linux' && ['x64', 'arm64'].includes(process.arch);

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
if (major < 20) stop(`Quorate needs Node 20 or newer on Linux, and this is ${process.version}.`);
if (!bringsNode && !runsAstro()) stop(tooOldFor(`${process.platform} ${process.arch}`));

if (!existsSync(stampFile) || readFileSync(stampFile, 'utf8') !== stamp()) install();

function install() {
  console.log(
    'Quorate: installing the packages of package-lock.json (once, about half a minute) …',
  );
  const flags = ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
  const ran = npm(flags);
  if (ran.error) stop(`npm could not be started: ${ran.error.message}`);
  if (ran.status !== 0) {
    stop(
      `npm ci failed (exit code ${ran.status}); its own message stands above. Run this again` +
        ' once the network or the disk is mended: what is half installed is replaced.',
    );
  }
  if (bringsNode) linkNode();
  writeFileSync(stampFile, stamp());
}

/** The npm that started us where there is one, so that the reader's own version does the work. */
function npm(flags) {
  const cli = process.env.npm_execpath ?? '';
  if (/npm-cli\.[cm]?js$/.test(cli)) {
    return spawnSync(process.execPath, [cli, ...flags], { cwd: root, stdio: 'inherit' });
  }
  const shell = process.platform === 'win32';
  return spawnSync('npm', flags, { cwd: root, stdio: 'inherit', shell });
}

/** What node_modules was made from: the lockfile, on a kind of machine. */
function stamp() {
  const lock = readFileSync(`${root}package-lock.json`);
  const hash = createHash('sha256').update(lock).digest('hex');
  return `${hash} ${process.platform} ${process.arch}\n`;
}

/**
 * Puts the packaged Node where npm's scripts find it. npm 10, when it skips the package for the
 * other processor, takes away the link that both packages share.
 */
function linkNode() {
  rmSync(ownNode, { force: true });
  const packaged = `../node-linux-${process.arch}/bin/node`;
  if (spawnSync(packaged, ['--version'], { cwd: `${root}node_modules/.bin` }).status === 0) {
    symlinkSync(packaged, ownNode);
  } else if (!runsAstro()) {
    // A Linux without glibc, or an installation without optional packages.
    stop(tooOldFor('this Linux, where the packaged Node does not run'));
  }
}

function runsAstro() {
  return major > 22 || (major === 22 && minor >= 12);
}

function tooOldFor(place) {
  return `Quorate needs Node 22.12 or newer on ${place}, and this is ${process.version}.`;
}

function stop(why) {
  console.error(`Quorate: ${why}`);
  process.exit(1);
}
