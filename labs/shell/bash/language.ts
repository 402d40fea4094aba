import type { Task } from '../../cluster/kernel/index.ts';
import type { Completion } from '../completion.ts';
import type { Proposal } from '../editor/index.ts';
import type { Builtin } from './builtins/builtin.ts';
import { sourceFile } from './builtins/flow.ts';
import { builtins } from './builtins/index.ts';
import { completeLine } from './complete.ts';
import { runScript } from './execute.ts';
import { formatSyntaxError, runText } from './run-text.ts';
import type { Shell } from './shell.ts';
import { parseScript, type Parsed } from './syntax.ts';

/**
 * What reads command lines and runs them: all of bash but how it starts and prompts. A shell is
 * handed it, because a page loads it beside the engine and shows prompts without.
 */
export interface Language {
  readonly builtins: ReadonlyMap<string, Builtin>;
  parseScript(text: string): Parsed;
  formatSyntaxError: typeof formatSyntaxError;
  runScript: typeof runScript;
  runText(shell: Shell, text: string, from: string): Task<number>;
  sourceFile(shell: Shell, path: string): Task<number>;
  completeLine(shell: Shell, before: string): Proposal;
}

export const language: Language = {
  builtins,
  parseScript,
  formatSyntaxError,
  runScript,
  runText,
  sourceFile,
  completeLine,
};

/** What a shell is handed: asked for when the first text is to be read. */
export interface BashParts {
  readonly language: () => Language;
  /** What Tab offers behind a command's name. */
  readonly completions: ReadonlyMap<string, Completion>;
}
