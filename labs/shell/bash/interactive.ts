import {
  after,
  Condition,
  MILLISECOND,
  select,
  type Task,
  type Terminal,
} from '../../cluster/kernel/index.ts';
import { LineEditor, type EditResult } from '../editor/index.ts';
import { rewindable } from '../open.ts';
import type { Language } from './language.ts';
import { DEFAULT_PROMPT, expandPrompt } from './prompt.ts';
import type { Shell } from './shell.ts';
import { notifyJobs } from './spawn.ts';
import { Unwind } from './unwind.ts';

/** Prompts, reads, runs, until `exit` or ^D. Shape: the status to exit with */
export function* runInteractive(shell: Shell, terminal: Terminal): Task<number> {
  const { process } = shell;
  const interrupted = new Condition();
  process.onSignal('SIGINT', () => interrupted.notify());
  for (const signal of ['SIGTERM', 'SIGQUIT', 'SIGTSTP'] as const)
    process.onSignal(signal, 'ignore');
  shell.isInteractive = true;
  shell.terminal = terminal;
  terminal.foregroundGroup = process.group;
  const input = rewindable(process, 0)!;
  if (shell.variables.get('PS1') === undefined) shell.variables.set('PS1', DEFAULT_PROMPT);
  shell.variables.set('PS2', '> ');
  if (shell.machine.files.isFile('/root/.bashrc'))
    yield* shell.language.sourceFile(shell, '/root/.bashrc');
  const editor = new LineEditor({
    process,
    input,
    terminal,
    history: shell.history,
    complete: (before) => shell.language.completeLine(shell, before),
  });
  for (;;) {
    yield* notifyJobs(shell);
    const command = yield* readCommand(shell, editor);
    if (command.kind === 'interrupt') {
      shell.status = 130;
      continue;
    }
    const text = command.kind === 'end' ? 'exit' : command.text;
    if (text.trim() === '') continue;
    const exit = yield* runLine(shell, text, interrupted);
    if (command.kind === 'line') traceLine(shell, text);
    if (exit !== undefined) return exit;
  }
}

/** Reads a whole command, which may take several lines. */
function* readCommand(shell: Shell, editor: LineEditor): Task<EditResult> {
  const { variables, history } = shell;
  let text = '';
  let remembered = '';
  for (let prompt = variables.get('PS1') ?? ''; ; prompt = variables.get('PS2') ?? '') {
    const line = yield* editor.read(expandPrompt(shell, prompt));
    if (line.kind === 'interrupt' || (line.kind === 'end' && text === '')) return line;
    if (line.kind === 'end') {
      yield* shell.complain('syntax error: unexpected end of file');
      return { kind: 'interrupt' };
    }
    remembered += (remembered === '' ? '' : joiner(shell.language, text)) + line.text;
    text += `${line.text}\n`;
    if (isIncomplete(shell.language, text)) continue;
    history.add(remembered.replace(/\n+$/, ''));
    return { kind: 'line', text };
  }
}

function isIncomplete(language: Language, text: string): boolean {
  const { kind } = language.parseScript(text.replace(/\n$/, ''));
  return kind === 'incomplete' && !isClosedHereDocument(language, text);
}

/** A here-document's end counts only once its line has ended. */
function isClosedHereDocument({ parseScript }: Language, text: string): boolean {
  return text.includes('<<') && parseScript(text).kind === 'script';
}

/** How bash joins the lines of one command in its history. */
function joiner({ parseScript }: Language, text: string): string {
  const parsed = parseScript(text.replace(/\n$/, ''));
  const isQuoted = parsed.kind === 'incomplete' && /matching|^$/.test(parsed.messages[0] ?? '');
  if (isQuoted || text.endsWith('\\\n')) return '\n';
  return /(\b(then|do|else|in)|[{(|&;])\s*$/.test(text) ? ' ' : '; ';
}

/** Runs a line so that ^C can end it. Shape: a status where the shell is to exit */
function* runLine(shell: Shell, text: string, interrupted: Condition): Task<number | undefined> {
  const { process } = shell;
  let exit: number | undefined;
  const run = process.go(
    (function* () {
      exit = yield* runGuarded(shell, text);
    })(),
  );
  const ends = { done: run.done, interrupted: interrupted.changed };
  let first = yield* select({ ...ends, late: after(MILLISECOND) });
  if (first.which === 'late') {
    // What was typed ahead belongs to the job that runs now: its ^C too.
    const input = rewindable(process, 0);
    if (input) shell.terminal?.retype(input.takeKept());
    first = yield* select(ends);
  }
  if (first.which === 'interrupted') {
    run.cancel();
    shell.status = 130;
    yield* process.warn('\n');
  }
  return exit;
}

function* runGuarded(shell: Shell, text: string): Task<number | undefined> {
  const { parseScript, formatSyntaxError, runScript } = shell.language;
  const parsed = parseScript(text.replace(/\n$/, ''));
  const whole = parsed.kind === 'script' ? parsed : parseScript(text);
  if (whole.kind !== 'script') {
    yield* shell.process.warn(formatSyntaxError(shell, text, whole, ''));
    shell.status = 2;
    return undefined;
  }
  try {
    shell.status = yield* runScript(shell, text, whole.script);
  } catch (error) {
    if (!(error instanceof Unwind)) throw error;
    if (error.kind === 'exit') return error.value;
    shell.status = error.value;
  } finally {
    Object.assign(shell, { loopDepth: 0, conditionDepth: 0, callDepth: 0, nesting: 0 });
  }
  return undefined;
}

function traceLine(shell: Shell, text: string): void {
  const { machine, process, status } = shell;
  process.kernel.trace.add({
    atUs: process.nowUs,
    kind: 'command',
    from: machine.name,
    what: text.replace(/\n$/, ''),
    code: status,
  });
}
