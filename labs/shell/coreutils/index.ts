/**
 * coreutils and its neighbours: the small tools that every shell line leans on.
 *
 * Each is a program of its own: it reads its options as GNU does (`tool.ts` over `getopt.ts`),
 * takes text from files or standard input as it comes, and writes as it goes, so that a pipeline
 * shows its first line before its last stage has ended. Messages, statuses and layouts are those
 * of coreutils 9.1, grep 3.8, sed 4.9 and findutils 4.9 under a UTF-8 locale; `tests/shell` holds
 * them against recordings.
 *
 * What it leaves out: GNU's own `--help` texts (the usage line and the options of this lab stand
 * there), links, owners, times of access, locales, and of sed the commands that read and write
 * other files.
 */
import type { Program } from '../../cluster/kernel/index.ts';
import { cat, nl, tac } from './cat.ts';
import { df, du, stat } from './disk.ts';
import { cut, uniq } from './fields.ts';
import { chmod, mkdir, rm, rmdir, touch } from './files.ts';
import { find, xargs } from './find.ts';
import { grep } from './grep.ts';
import { head, tail } from './head-tail.ts';
import { ls } from './ls.ts';
import { cp, mv } from './move.ts';
import { sed } from './sed.ts';
import * as small from './small.ts';
import { sort } from './sort.ts';
import { tr } from './tr.ts';
import { wc } from './wc.ts';

const table: Readonly<Record<string, Program>> = {
  basename: small.basename,
  cat,
  chmod,
  clear: small.clear,
  cp,
  cut,
  df,
  dirname: small.dirname,
  du,
  echo: small.echo,
  egrep: grep,
  false: small.falseProgram,
  find,
  grep,
  head,
  ls,
  mkdir,
  mv,
  nl,
  printf: small.printf,
  pwd: small.pwd,
  realpath: small.realpath,
  rm,
  rmdir,
  sed,
  seq: small.seq,
  sleep: small.sleep,
  sort,
  stat,
  tac,
  tail,
  tee: small.tee,
  touch,
  tr,
  true: small.trueProgram,
  uname: small.uname,
  uniq,
  wc,
  which: small.which,
  whoami: small.whoami,
  xargs,
  yes: small.yes,
};

/** By path: all are in /usr/bin, and in /bin too, which on Debian is the same folder. */
export const coreutilsPrograms: ReadonlyMap<string, Program> = new Map(
  Object.entries(table).flatMap(([name, program]) => [
    [`/usr/bin/${name}`, program] as const,
    [`/bin/${name}`, program] as const,
  ]),
);
