import { NullStream, type Process, type Program, type Task } from '../../kernel/index.ts';
import { machineOf, resolvePath } from '../../machine/index.ts';
import { Parent } from './parent.ts';
import { parseOptions } from './options.ts';
import { complete, readPart } from './read-configuration.ts';
import { BANNER } from './version.ts';

const DEFAULT_FILE = '/etc/keepalived/keepalived.conf';

/** What `--config-test` ends with. Source: lib/scheduler.h `chk_exit_code` */
const testCodes = { fatal: 4, error: 5, security: 6 } as const;

/** A line without a word that it needs ends the program wherever it is read. */
const BROKEN = 2;

/**
 * `/usr/sbin/keepalived`: tests a file (`-t`), or serves by it, in the background where it is not
 * told to stay (`-n`).
 */
export const keepalived: Program = function* (process, argv) {
  const given = parseOptions(argv.slice(1));
  if ('error' in given) {
    yield* process.warn(`${given.error}\n`);
    return 1;
  }
  if (given.has('version')) {
    yield* process.warn(BANNER);
    return 0;
  }
  const file = given.get('use-file') ?? DEFAULT_FILE;
  if (given.has('config-test')) return yield* testFile(process, file);
  if (given.has('help')) {
    yield* process.warn('keepalived: this lab does not have the help text: see keepalived(8)\n');
    return 1;
  }
  const parent = new Parent(file, given.has('log-detail'));
  if (given.has('dont-fork')) return yield* parent.program(process, argv, process.env);
  const child = process.host.spawn({
    program: parent.program,
    argv,
    env: process.env,
    streams: [0, 1, 2].map(() => new NullStream()),
  });
  child.parentPid = 1;
  return 0;
};

/** Reads the file as each of the processes would, and says what is wrong with it. */
function* testFile(process: Process, file: string): Task<number> {
  const machine = machineOf(process);
  const text = machine.files.read(resolvePath(process.cwd, file));
  if (text === undefined) {
    yield* process.warn(`Config files missing '${file}'.\n`);
    return 0;
  }
  const main = readPart(text, 'main', undefined, { isTest: true });
  const { globals } = main.draft;
  const readings = [main];
  for (const part of ['checker', 'vrrp', 'bfd'] as const) {
    if (!readings.at(-1)!.isWhole) break;
    const reading = readPart(text, part, file, { isTest: true, globals });
    if (reading.isWhole && part === 'vrrp') complete(machine, reading);
    readings.push(reading);
  }
  yield* process.warn(readings.flatMap(({ findings }) => findings.lines.map(toLine)).join(''));
  if (!readings.at(-1)!.isWhole) return BROKEN;
  const codes = readings.map(({ findings: { worst } }) => (worst ? testCodes[worst] : 0));
  return Math.max(...codes);
}

function toLine(text: string): string {
  return `${text}\n`;
}
