import { NullStream, wait, type Task } from '../kernel/index.ts';
import { serviceArguments, serviceEnvironment } from './exec-start.ts';
import { JournalStream } from './journal-stream.ts';
import { baseName } from './path.ts';
import { describeExit } from './service-exit.ts';
import type { Service } from './service.ts';
import type { Systemd } from './systemd.ts';

/** `inapplicable`: the unit has no ExecReload=. `inactive`: it does not run. */
export type ReloadResult = 'done' | 'failed' | 'inapplicable' | 'inactive';

/**
 * Has a service read its configuration again: runs its ExecReload= commands, one after the other,
 * with the main process's number in $MAINPID.
 *
 * Source:  systemd.service(5); the texts are systemd 252's
 * Differs: a reload is no job, so a stop does not wait for it
 */
export function* reloadService(systemd: Systemd, service: Service): Task<ReloadResult> {
  const { file, mainProcess, name, title } = service;
  const log = (message: string): void => systemd.log(message, name);
  if (file.execReload.length === 0) return 'inapplicable';
  if (service.state !== 'active' || mainProcess === undefined) return 'inactive';
  const { machine } = systemd;
  log(`Reloading ${title}...`);
  const env = { ...serviceEnvironment(machine, file), MAINPID: String(mainProcess.pid) };
  for (const command of file.execReload) {
    const argv = serviceArguments(machine, file, env, command);
    const program = machine.findProgram(argv[0] ?? '', '/')?.program;
    const output = new JournalStream(machine.journal, name, baseName(argv[0] ?? ''));
    const control = systemd.spawn({
      program: program ?? notFound,
      argv,
      env,
      cwd: file.workingDirectory,
      streams: [new NullStream(), output, output],
    });
    output.pid = control.pid;
    const exit = yield* wait(control.exited);
    if (exit.code === 0) continue;
    log(`${name}: Control process exited, ${describeExit(exit)}`);
    log(`Reload failed for ${title}.`);
    return 'failed';
  }
  log(`Reloaded ${title}.`);
  return 'done';
}

function* notFound(): Task<number> {
  return 203;
}
