import {
  Channel,
  exitStatus,
  wait,
  type Process,
  type Program,
  type Task,
} from '../kernel/index.ts';
import { machineOf, resolvePath } from '../machine/index.ts';
import { parseConfiguration, type Parsed } from './parse-configuration.ts';
import { makeWorker } from './worker.ts';

const VERSION = `HAProxy version 2.6.12-1+deb12u4 2026/10/17 - https://haproxy.org/
Status: long-term supported branch - will stop receiving fixes around Q2 2027.
Known bugs: http://www.haproxy.org/bugs/bugs-2.6.12.html
`;

/** The program `/usr/sbin/haproxy`. */
export const haproxy: Program = function* (process, argv) {
  const has = (flag: string): boolean => argv.includes(flag);
  if (has('-v')) {
    yield* process.print(VERSION);
    return 0;
  }
  const path = argv[argv.indexOf('-f') + 1];
  if (!has('-f') || path === undefined) {
    yield* process.warn(
      `${VERSION}Usage : haproxy [-f <cfgfile|cfgdir>]* [ -vdVD ] [ -n <maxconn> ]\n`,
    );
    return 1;
  }
  const master = new Master(process, path);
  const parsed = yield* master.read();
  if (parsed === undefined) return 1;
  if (has('-c')) return yield* judge(process, parsed, has('-q'));
  return yield* master.run(parsed);
};

/** What `-c` says of a file without errors. */
function* judge(process: Process, parsed: Parsed, isQuiet: boolean): Task<number> {
  const hasListener = parsed.proxies.some(({ binds }) => binds.length > 0);
  const none = 'Configuration file has no error but will not start (no listener) => exit(2).\n';
  if (!isQuiet) {
    if (parsed.findings.length > 0) yield* process.print('Warnings were found.\n');
    yield* process.print(hasListener ? 'Configuration file is valid\n' : none);
  }
  return hasListener ? 0 : 2;
}

type Request = 'reload' | 'stop' | 'worker gone';

/**
 * The process that systemd knows: it reads the configuration, forks the worker, and forks another
 * when it is asked to reload. A file that is wrong leaves the old worker at its work.
 */
class Master {
  readonly #process: Process;
  readonly #path: string;
  readonly #requests = new Channel<Request>(16);
  #worker: Process | undefined;

  constructor(process: Process, path: string) {
    this.#process = process;
    this.#path = resolvePath(process.cwd, path);
  }

  /** Reads the file, and says what is wrong with it. Errors: undefined where it is of no use */
  *read(): Task<Parsed | undefined> {
    const text = machineOf(this.#process).files.read(this.#path);
    if (text === undefined) {
      const why = 'No such file or directory';
      yield* this.#greet();
      yield* this.#say(
        'ALERT',
        `config : Cannot open configuration file/directory ${this.#path} : ${why}`,
      );
      return undefined;
    }
    const parsed = parseConfiguration(machineOf(this.#process), this.#path, text);
    if (parsed.findings.length > 0) yield* this.#greet();
    for (const { level, text: what } of parsed.findings)
      yield* this.#say(level, `config : ${what}`);
    return parsed.isFatal ? undefined : parsed;
  }

  *run(first: Parsed): Task<number> {
    const process = this.#process;
    process.onSignal('SIGUSR2', () => this.#requests.offer('reload'));
    process.onSignal('SIGHUP', () => this.#requests.offer('reload'));
    for (const signal of ['SIGTERM', 'SIGINT'] as const) {
      process.onSignal(signal, () => this.#requests.offer('stop'));
    }
    if (!(yield* this.#fork(first))) return 1;
    machineOf(process).systemd.notifyReady(process);
    for (;;) {
      const request = yield* this.#requests.take();
      if (request === 'reload') yield* this.#reload();
      else if (request === 'stop') return yield* this.#stop();
      else if (this.#worker?.state === 'exited') return yield* this.#fail(this.#worker);
    }
  }

  *#reload(): Task<void> {
    yield* this.#say('NOTICE', 'Reloading HAProxy');
    const parsed = yield* this.read();
    if (parsed === undefined || !(yield* this.#fork(parsed))) {
      yield* this.#say('WARNING', 'Loading failure!');
    }
  }

  /** Starts a worker; the one before takes nothing new from now on. */
  *#fork(parsed: Parsed): Task<boolean> {
    const process = this.#process;
    const former = this.#worker;
    former?.signal('SIGUSR1');
    let fault: string | undefined;
    const opened = new Channel<'done'>(1);
    const worker = machineOf(process).spawn({
      program: makeWorker(parsed, (why) => {
        fault = why;
        opened.offer('done');
      }),
      argv: process.argv,
      env: process.env,
      cwd: process.cwd,
      streams: process.streams,
      parent: process,
      group: process.group,
    });
    yield* opened.take();
    if (fault !== undefined) {
      yield* this.#say('ALERT', fault);
      return false;
    }
    this.#worker = worker;
    process.go(this.#watch(worker));
    process.hold({ release: () => worker.signal('SIGKILL') });
    yield* this.#say('NOTICE', `New worker (${worker.pid}) forked`);
    yield* this.#say('NOTICE', 'Loading success.');
    return true;
  }

  *#watch(worker: Process): Task<void> {
    const exit = yield* wait(worker.exited);
    if (worker !== this.#worker) {
      const how = `exited with code ${exitStatus(exit)} (Exit)`;
      yield* this.#say('WARNING', `Former worker (${worker.pid}) ${how}`);
    } else this.#requests.offer('worker gone');
  }

  *#stop(): Task<number> {
    yield* this.#greet();
    yield* this.#say('WARNING', 'Exiting Master process...');
    const worker = this.#worker!;
    worker.signal('SIGTERM');
    yield* this.#say('ALERT', `Current worker (${worker.pid}) exited with code 143 (Terminated)`);
    yield* this.#say('WARNING', 'All workers exited. Exiting... (0)');
    return 0;
  }

  *#fail(worker: Process): Task<number> {
    const code = exitStatus(worker.exit!);
    const named = code === 137 ? 'Killed' : code === 143 ? 'Terminated' : 'Exit';
    yield* this.#greet();
    yield* this.#say('ALERT', `Current worker (${worker.pid}) exited with code ${code} (${named})`);
    yield* this.#say('ALERT', 'exit-on-failure: killing every processes with SIGTERM');
    yield* this.#say('WARNING', `All workers exited. Exiting... (${code})`);
    return code;
  }

  *#greet(): Task<void> {
    yield* this.#say('NOTICE', 'haproxy version is 2.6.12-1+deb12u4');
    yield* this.#say('NOTICE', 'path to executable is /usr/sbin/haproxy');
  }

  *#say(level: 'ALERT' | 'NOTICE' | 'WARNING', text: string): Task<void> {
    const { pid } = this.#process;
    yield* this.#process.warn(`${`[${level}]`.padEnd(10)} (${pid}) : ${text}\n`);
  }
}
