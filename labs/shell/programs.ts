/**
 * The shell floor: everything a reader can type.
 *
 * One folder a program, or a family of small ones. Each exports a table, path → program, and where
 * Tab should know more than file names, what it offers. A program is a value: nothing imports
 * another one's folder to run it, it asks its machine what stands at a path. `bash/` reads a line
 * and starts what it names, `editor/` is the line being typed.
 *
 * This file joins all but the daemons and a shell's start and prompt, as the toolbox that every
 * machine gets. A page loads it beside the engine, not before it: a cluster boots and shows its
 * prompt without.
 *
 * What it leaves out: `--help` and `man` pages are short, and options that no administrator of a
 * cluster would miss are missing. An unknown option gets the real program's answer.
 */
import type { Program } from '../cluster/kernel/index.ts';
import type { ProgramTable } from '../cluster/machine/index.ts';
import { language, type Language } from './bash/language.ts';
import type { Completion } from './completion.ts';
import { coreutilsPrograms } from './coreutils/index.ts';
import { curlPrograms } from './curl/index.ts';
import { etcdctlCompletions, etcdctlPrograms } from './etcdctl/index.ts';
import { etcdutlPrograms } from './etcdutl/index.ts';
import { iproutePrograms } from './iproute2/index.ts';
import { iptablesPrograms } from './iptables/index.ts';
import { completeJournalctl, journalctlPrograms } from './journalctl/index.ts';
import { procpsPrograms } from './procps/index.ts';
import { completeSsh, sshPrograms } from './ssh/index.ts';
import { completeSystemctl, systemctlPrograms } from './systemctl/index.ts';
import { utilLinuxPrograms } from './util-linux/index.ts';
import { watchPrograms } from './watch/index.ts';

/** What the shell reads, programs by path, and what Tab offers behind a command's name. */
export interface Toolbox {
  readonly language: Language;
  readonly programs: ProgramTable;
  readonly completions: ReadonlyMap<string, Completion>;
}

export const toolbox: Toolbox = {
  language,
  programs: new Map<string, Program>([
    ...coreutilsPrograms,
    ...procpsPrograms,
    ...systemctlPrograms,
    ...journalctlPrograms,
    ...sshPrograms,
    ...etcdctlPrograms,
    ...etcdutlPrograms,
    ...curlPrograms,
    ...watchPrograms,
    ...iproutePrograms,
    ...iptablesPrograms,
    ...utilLinuxPrograms,
  ]),
  completions: new Map<string, Completion>([
    ...etcdctlCompletions,
    ['ssh', completeSsh],
    ['systemctl', completeSystemctl],
    ['journalctl', completeJournalctl],
  ]),
};
