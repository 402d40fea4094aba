import { NullStream, type Process, type Program } from '../kernel/index.ts';
import { serviceArguments, serviceEnvironment } from './exec-start.ts';
import { JournalStream } from './journal-stream.ts';
import { baseName } from './path.ts';
import type { Systemd } from './systemd.ts';
import type { UnitFile } from './unit-file.ts';

/**
 * Starts the main process of a service, with its outputs led to the journal.
 *
 * Errors:  ENOENT where an environment file is missing; a program that is missing is no error here,
 *          the process then ends with 203, as systemd's own child does
 */
export function startMain(systemd: Systemd, file: UnitFile): Process | 'ENOENT' {
  const { machine } = systemd;
  const env = serviceEnvironment(machine, file);
  if (env === undefined) return 'ENOENT';
  const argv = serviceArguments(machine, file, env);
  const path = argv[0] ?? '';
  const program = machine.findProgram(path, '/')?.program;
  const identifier = program ? baseName(path) : `(${baseName(path)})`;
  const output = new JournalStream(machine.journal, file.name, identifier);
  const main = systemd.spawn({
    program: program ?? missingProgram(file.name, path),
    argv,
    env: { ...env, INVOCATION_ID: invocationId(systemd, file) },
    cwd: file.workingDirectory,
    streams: [new NullStream(), output, output],
  });
  output.pid = main.pid;
  return main;
}

/** What names one run of a service. Shape: 32 hexadecimal digits. */
function invocationId({ machine }: Systemd, { name }: UnitFile): string {
  const { bootCount, kernel } = machine;
  return kernel.random.fork(`${machine.name}/${bootCount}/${name}/${kernel.nowUs}`).hex(32);
}

/**
 * What runs in place of a program that is not there: it says so and exits as systemd's child does.
 */
function missingProgram(unit: string, path: string): Program {
  return function* (process) {
    const why = 'No such file or directory';
    yield* process.warn(`${unit}: Failed to locate executable ${path}: ${why}\n`);
    yield* process.warn(`${unit}: Failed at step EXEC spawning ${path}: ${why}\n`);
    return 203;
  };
}
