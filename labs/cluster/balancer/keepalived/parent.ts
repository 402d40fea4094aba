import {
  Channel,
  NullStream,
  SECOND,
  select,
  after,
  sleep,
  signalNumbers,
  wait,
  type Exit,
  type Process,
  type Program,
  type Task,
} from '../../kernel/index.ts';
import { machineOf, resolvePath, syslog } from '../../machine/index.ts';
import type { GlobalSettings } from './configuration.ts';
import { readPart } from './read-configuration.ts';
import { NAME } from './version.ts';
import { EXIT_CONFIG, VrrpProcess } from './vrrp-process.ts';

type Event = 'read' | 'reload' | 'stop' | 'ended';

/** How many signals and news of the child may wait to be looked at. */
const EVENTS_MAX = 16;
/** Source: keepalived 2.2.7 lib/scheduler.h `KEEPALIVED_EXIT_NO_CONFIG` */
const EXIT_NO_CONFIG = 6;
/** How long the child may take to end. Source: core/main.c `CHILD_WAIT_SECS` */
const CHILD_WAIT_US = 5 * SECOND;
/** A child that has lived as long is started again at once. Source: `calc_restart_delay` */
const LONG_LIFE_US = 60 * SECOND;
const RESTART_SECONDS_MAX = 60;

/** keepalived's first process: it reads the file, starts the one that does the work, and again. */
export class Parent {
  readonly #file: string;
  readonly #isDetailed: boolean;
  readonly #events = new Channel<Event>(EVENTS_MAX);
  #process!: Process;
  #child: Process | undefined;
  #childStartUs = 0;
  #restartSeconds = 0;
  /** How many times the child is still to say that it has read the file. */
  #unread = 0;
  #hasStarted = false;

  constructor(file: string, isDetailed: boolean) {
    this.#file = file;
    this.#isDetailed = isDetailed;
  }

  readonly program: Program = (process) => this.#run(process);

  *#run(process: Process): Task<number> {
    this.#process = process;
    process.hold({ release: (isPowerLoss) => this.#endChild(isPowerLoss) });
    this.#log(`Starting ${NAME}`);
    this.#log(`Command line: ${process.argv.map((word) => `'${word}'`).join(' ')}`);
    const text = this.#text();
    if (text === undefined) {
      this.#log(`Unable to find configuration file ${this.#file}`);
      this.#log(`Stopped ${NAME}`);
      return EXIT_NO_CONFIG;
    }
    this.#log(`Configuration file ${this.#file}`);
    const { draft, isWhole } = this.#read(text);
    if (!isWhole) return EXIT_CONFIG;
    if (!draft.globals.hasAutoPriority) {
      const advice = 'should result in better keepalived performance';
      this.#log(`NOTICE: setting config option max_auto_priority ${advice}`);
    }
    process.onSignal('SIGHUP', () => this.#events.offer('reload'));
    process.onSignal('SIGTERM', () => this.#events.offer('stop'));
    process.onSignal('SIGINT', () => this.#events.offer('stop'));
    if (draft.hasVrrp) this.#startChild(draft.globals, 1);
    else this.#log('Warning - keepalived has no configuration to run');
    return yield* this.#watch(draft.globals);
  }

  *#watch(first: GlobalSettings): Task<number> {
    let globals = first;
    for (;;) {
      const event = (yield* this.#events.take())!;
      if (event === 'read') this.#noteRead();
      else if (event === 'reload') globals = this.#reload() ?? globals;
      else if (event === 'stop') return yield* this.#stop();
      else {
        const code = yield* this.#mourn(globals);
        if (code !== undefined) return code;
      }
    }
  }

  #text(): string | undefined {
    const { files } = machineOf(this.#process);
    return files.read(resolvePath(this.#process.cwd, this.#file));
  }

  #read(text: string) {
    const reading = readPart(text, 'main', undefined, { isTest: false });
    for (const line of reading.findings.lines) this.#log(line);
    return reading;
  }

  #startChild(globals: GlobalSettings, unread: number): void {
    const process = this.#process;
    const file = resolvePath(process.cwd, this.#file);
    const onRead = (): void => void this.#events.offer('read');
    const vrrp = new VrrpProcess(file, this.#isDetailed, { ...globals }, onRead);
    const child = process.host.spawn({
      program: vrrp.program,
      argv: process.argv,
      env: process.env,
      streams: [0, 1, 2].map(() => new NullStream()),
      parent: process,
      group: process.group,
    });
    child.view = () => vrrp.view();
    this.#child = child;
    this.#childStartUs = process.nowUs;
    this.#unread = unread;
    this.#log(`Starting VRRP child process, pid=${child.pid}`);
    process.go(this.#await(child));
  }

  *#await(child: Process): Task<void> {
    yield* wait(child.exited);
    this.#events.offer('ended');
  }

  #noteRead(): void {
    if (this.#unread === 0) {
      this.#log('read eventfd count 1, num_reloading 0');
      return;
    }
    this.#unread--;
    this.#log(`${this.#hasStarted ? 'Reload' : 'Startup'} complete`);
    this.#hasStarted = true;
    machineOf(this.#process).systemd.notifyReady(this.#process);
  }

  /** Shape: the new `global_defs`; undefined where the file is gone */
  #reload(): GlobalSettings | undefined {
    this.#log('Reloading ...');
    const text = this.#text();
    const draft = text === undefined ? undefined : this.#read(text).draft;
    if (this.#child !== undefined) {
      this.#child.signal('SIGHUP');
      this.#unread++;
    } else if (draft?.hasVrrp) this.#startChild(draft.globals, 1);
    return draft?.globals;
  }

  /** The child has ended. Shape: the code to end with; undefined where another was started */
  *#mourn(globals: GlobalSettings): Task<number | undefined> {
    const { exit, pid } = this.#child!;
    this.#child = undefined;
    if (exit!.signal === undefined && exit!.code === EXIT_CONFIG) {
      this.#log('Keepalived_vrrp exited with permanent error CONFIG. Terminating');
      this.#log(`Stopped ${NAME}`);
      return EXIT_CONFIG;
    }
    this.#log(`Keepalived_vrrp ${describeExit(exit!)}`);
    this.#log(`VRRP child process(${pid}) died: Respawning`);
    for (const line of REQUEST) this.#log(line);
    yield* this.#waitBeforeRestart();
    this.#startChild(globals, 0);
    return undefined;
  }

  *#waitBeforeRestart(): Task<void> {
    if (this.#process.nowUs - this.#childStartUs >= LONG_LIFE_US) {
      this.#restartSeconds = 0;
      return;
    }
    const seconds = this.#restartSeconds;
    this.#restartSeconds = Math.min(Math.max(seconds * 2, 1), RESTART_SECONDS_MAX);
    const why = 'to limit respawn rate';
    this.#log(`Restart of VRRP process delayed ${seconds} seconds ${why}`);
    yield* sleep(seconds * SECOND);
  }

  *#stop(): Task<number> {
    this.#log('Stopping');
    const child = this.#child;
    if (child !== undefined) {
      child.signal('SIGTERM');
      const patience = after(CHILD_WAIT_US);
      const first = yield* select({ ended: child.exited, patience });
      if (first.which === 'patience') {
        this.#log('vrrp process failed to die - forcing termination');
        child.signal('SIGKILL');
      }
    }
    this.#log(`Stopped ${NAME}`);
    return 0;
  }

  /** Linux tells the child of its parent's death by SIGTERM, as it has asked for. */
  #endChild(isPowerLoss: boolean): void {
    if (!isPowerLoss) this.#child?.signal('SIGTERM');
  }

  #log(text: string): void {
    syslog(this.#process, 'Keepalived', text);
  }
}

/** Source: lib/scheduler.c `report_child_status` */
function describeExit({ code, signal }: Exit): string {
  if (signal === undefined) return `exited with status ${code}`;
  const text = signal === 'SIGKILL' ? 'Killed) - has rlimit_rttime been exceeded?' : 'Terminated)';
  return `exited due to signal ${signalNumbers[signal]} (${text}`;
}

const REQUEST = [
  '  Please log an issue at https://github.com/acassen/keepalived/issues/',
  '  and include a full copy of your keepalived configuration files, and',
  '  copies of the keepalived system log entries around the time this happened',
];
