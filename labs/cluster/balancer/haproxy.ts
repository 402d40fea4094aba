import { NullStream, type Process, type Program, type Task } from '../kernel/index.ts';
import { machineOf, resolvePath } from '../machine/index.ts';
import { Loader } from './loader.ts';
import { Master } from './master.ts';
import type { Parsed } from './parse-configuration.ts';
import { portFaults } from './ports.ts';
import { BANNER, USAGE } from './version.ts';
import { Worker } from './worker.ts';

interface Options {
  readonly flags: ReadonlySet<string>;
  readonly file: string | undefined;
  readonly pidFile: string | undefined;
}

/** Options that take a word; what is not `-f` or `-p` changes nothing here. */
const valued = new Set(['-f', '-p', '-n', '-m', '-N', '-L', '-C', '-S', '-x']);
const plain = /^-(v|vv|d[a-zA-Z]*|V|D|W|Ws|q|c)$/;

/** Errors: 'usage' for an option that is unknown, 'no word' where one lacks its word */
function parseOptions(words: readonly string[]): Options | 'usage' | 'no word' {
  const flags = new Set<string>();
  const values = new Map<string, string>();
  for (let at = 0; at < words.length; at++) {
    const word = words[at]!;
    if (valued.has(word)) {
      const value = words[++at];
      if (value === undefined) return 'no word';
      values.set(word, value);
    } else if (plain.test(word)) flags.add(word);
    else return 'usage';
  }
  return { flags, file: values.get('-f'), pidFile: values.get('-p') };
}

/**
 * `/usr/sbin/haproxy`: checks a file, or serves by it, as a master with a worker (`-W`, `-Ws`), in
 * the background (`-D`), or as it is.
 *
 * Differs: one file; where several `-f` stand, the last counts
 */
export const haproxy: Program = function* (process, argv) {
  const options = parseOptions(argv.slice(1));
  if (options === 'no word') {
    yield* new Loader(process, '').say('ALERT', 'failed to copy argv.');
    return 1;
  }
  const isVersion = options !== 'usage' && (options.flags.has('-v') || options.flags.has('-vv'));
  if (isVersion || options === 'usage' || options.file === undefined) {
    yield* process.print(BANNER);
    if (isVersion) return 0;
    yield* process.warn(USAGE);
    return 1;
  }
  const loader = new Loader(process, options.file);
  const parsed = yield* loader.read();
  if (parsed === undefined) return 1;
  if (options.flags.has('-c')) return yield* judge(process, parsed, options.flags.has('-q'));
  return yield* serve(process, parsed, loader, options);
};

/** What `-c` says of a file without errors. */
function* judge(process: Process, parsed: Parsed, isQuiet: boolean): Task<number> {
  const hasListener = parsed.proxies.some(({ binds }) => binds.length > 0);
  if (!isQuiet) {
    if (parsed.findings.length > 0) yield* process.print('Warnings were found.\n');
    yield* process.print(hasListener ? 'Configuration file is valid\n' : NO_LISTENER);
  }
  return hasListener ? 0 : 2;
}

const NO_LISTENER =
  'Configuration file has no error but will not start (no listener) => exit(2).\n';

function* serve(
  process: Process,
  parsed: Parsed,
  loader: Loader,
  { flags, pidFile }: Options,
): Task<number> {
  const writePid = (pid: number): void => {
    if (pidFile === undefined) return;
    machineOf(process).files.write(resolvePath(process.cwd, pidFile), `${pid}\n`);
  };
  if (flags.has('-W') || flags.has('-Ws')) {
    writePid(process.pid);
    return yield* new Master(process, loader).run(parsed);
  }
  const faults = portFaults(process.host, parsed, () => false, false);
  for (const fault of faults) yield* loader.say('ALERT', fault);
  if (faults.length > 0) return 1;
  const worker = new Worker(parsed);
  if (flags.has('-D') || (parsed.isDaemon && !flags.has('-db'))) {
    const streams = [0, 1, 2].map(() => new NullStream());
    const child = process.host.spawn({ program: worker.program, argv: process.argv, streams });
    child.parentPid = 1;
    child.view = () => worker.view();
    writePid(child.pid);
    return 0;
  }
  process.view = () => worker.view();
  writePid(process.pid);
  return yield* worker.program(process, process.argv, process.env);
}
