import { Kernel, NullStream, SECOND, Stream, type Task } from '../../labs/cluster/kernel/index.ts';
import { Machine } from '../../labs/cluster/machine/index.ts';
import { makeBashPrograms } from '../../labs/shell/bash/index.ts';
import { toolbox } from '../../labs/shell/kubernetes-programs.ts';

/** What a command line printed, and its status. */
export interface Run {
  readonly out: string;
  readonly err: string;
  readonly code: number;
}

/** Keeps all that is written to it. */
export class Sink extends Stream {
  text = '';
  override *write(text: string): Task<undefined> {
    this.text += text;
    return undefined;
  }
}

/** The shell and all that it can run. */
export const shellPrograms = new Map([
  ...makeBashPrograms({ language: () => toolbox.language, completions: toolbox.completions }),
  ...toolbox.programs,
]);

/** A machine with nothing on it but the shell and its tools. */
export function makeMachine(files: Readonly<Record<string, string>> = {}): Machine {
  const kernel = new Kernel('shell');
  const programs = shellPrograms;
  const machine = new Machine(kernel, { name: 'box', addresses: ['10.0.0.1'], programs, files });
  machine.powerOn();
  machine.files.makeDirectory('/srv');
  return machine;
}

/** Runs `bash -c 'line'` in /srv. Errors: throws on an exception in a program */
export function runBash(line: string, machine = makeMachine(), forUs = 3_600 * SECOND): Run {
  const [out, err] = [new Sink(), new Sink()];
  const { kernel } = machine;
  const process = machine.spawn({
    program: machine.findProgram('bash', '/')!.program,
    argv: ['bash', '-c', line],
    env: { PATH: '/usr/bin:/bin', HOME: '/h', LC_ALL: 'C.UTF-8' },
    cwd: '/srv',
    streams: [new NullStream(), out, err],
  });
  kernel.run(kernel.nowUs + forUs);
  const [panic] = kernel.panics;
  if (panic) throw panic.error;
  const { exit } = process;
  if (exit === undefined) process.signal('SIGKILL');
  return { out: out.text, err: err.text, code: exit?.code ?? -1 };
}
