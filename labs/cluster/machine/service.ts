import type { Disarm, Exit, Process, Signal } from '../kernel/index.ts';
import { Job } from './job.ts';
import { processName } from './process-name.ts';
import { describeExit, resultOfExit, shouldRestart, type ServiceResult } from './service-exit.ts';
import { startMain } from './start-main.ts';
import type { Systemd } from './systemd.ts';
import type { UnitFile } from './unit-file.ts';

/** systemd's states of a service that we have; `state` says the same for units of any kind. */
export type SubState =
  'dead' | 'start' | 'running' | 'stop-sigterm' | 'stop-sigkill' | 'auto-restart' | 'failed';

export type ActiveState = 'active' | 'activating' | 'deactivating' | 'inactive' | 'failed';

const activeStates: Readonly<Record<SubState, ActiveState>> = {
  dead: 'inactive',
  start: 'activating',
  running: 'active',
  'stop-sigterm': 'deactivating',
  'stop-sigkill': 'deactivating',
  'auto-restart': 'activating',
  failed: 'failed',
};

/** The main process as it was last started: what `systemctl status` tells of it. */
export interface LastRun {
  readonly pid: number;
  readonly exit: Exit | undefined;
}

/** When the service last came into, and went out of, being active and being inactive. */
export interface StateTimes {
  activeEnterUs?: number;
  activeExitUs?: number;
  inactiveEnterUs?: number;
  inactiveExitUs?: number;
}

/**
 * One service: its unit file, its main process, and what systemd does when either asks for it.
 *
 * Source:  systemd 252, src/core/service.c: `service_enter_dead`, `service_sigchld_event`,
 *          `service_enter_signal`; the texts are its own
 * Differs: when the main process has ended, what is left of its children is killed at once
 */
export class Service {
  readonly name: string;
  file: UnitFile;
  result: ServiceResult = 'success';
  /** How often it was started again by itself since it was last started by hand. */
  restarts = 0;
  lastRun: LastRun | undefined;
  readonly times: StateTimes = {};
  readonly #systemd: Systemd;
  #sub: SubState = 'dead';
  #main: Process | undefined;
  #job: Job | undefined;
  /** True from when the present job acts until it ends; false while it waits for a stop. */
  #hasJobBegun = false;
  #shouldForgetRestarts = false;
  #stopTimer: Disarm = () => undefined;
  #startsUs: number[] = [];

  constructor(systemd: Systemd, file: UnitFile) {
    this.#systemd = systemd;
    this.file = file;
    this.name = file.name;
  }

  get sub(): SubState {
    return this.#sub;
  }

  get state(): ActiveState {
    return activeStates[this.#sub];
  }

  /** The main process while it runs. */
  get mainProcess(): Process | undefined {
    return this.#main?.state === 'exited' ? undefined : this.#main;
  }

  /** `etcd.service - etcd key-value store`, as systemd names it in the journal. */
  get title(): string {
    const { description } = this.file;
    return description === this.name ? this.name : `${this.name} - ${description}`;
  }

  start(): Job {
    if (this.#job !== undefined && this.#job.kind !== 'stop') return this.#job;
    const job = this.#install('start');
    if (this.state === 'active') this.#finishJob('done');
    else if (this.#sub === 'dead' || this.#sub === 'failed') this.#begin();
    return job;
  }

  stop(): Job {
    if (this.#job?.kind === 'stop') return this.#job;
    const job = this.#install('stop');
    if (this.#sub === 'dead' || this.#sub === 'failed') this.#finishJob('done');
    else if (this.#sub === 'auto-restart') this.#giveUpRestart();
    else if (this.state !== 'deactivating') this.#enterStop();
    return job;
  }

  restart(): Job {
    const job = this.#install('restart');
    if (this.#sub === 'dead' || this.#sub === 'failed') this.#begin();
    else if (this.#sub === 'auto-restart') this.#giveUpRestart();
    else if (this.state !== 'deactivating') this.#enterStop();
    return job;
  }

  /** Sends a signal to all processes of the service. */
  kill(signal: Signal): void {
    for (const process of this.processes()) process.signal(signal);
  }

  /** The main process and what descends from it. */
  processes(): Process[] {
    return this.#systemd.processesOf(this);
  }

  /** The main process says that it serves now (`READY=1`). */
  becomeReady(): void {
    if (this.#sub === 'start') this.#enterRunning();
  }

  /** Forgets a failure, and how often it was started lately. */
  resetFailed(): void {
    this.#startsUs = [];
    this.restarts = 0;
    if (this.#sub !== 'failed') return;
    this.result = 'success';
    this.#setSub('dead');
  }

  #install(kind: Job['kind']): Job {
    this.#finishJob('canceled');
    this.#job = new Job(kind);
    this.#hasJobBegun = false;
    return this.#job;
  }

  #finishJob(result: 'done' | 'failed' | 'canceled'): void {
    const job = this.#job;
    this.#job = undefined;
    this.#hasJobBegun = false;
    job?.finish(result);
  }

  #begin(): void {
    const { file } = this;
    if (this.#job) this.#job.kind = 'start';
    this.#hasJobBegun = true;
    if (!this.#mayStart()) {
      this.#log(`${this.name}: Start request repeated too quickly.`);
      if (this.result === 'success') this.result = 'start-limit-hit';
      this.#enterDead(false);
      return;
    }
    if (this.#shouldForgetRestarts) this.restarts = 0;
    this.#shouldForgetRestarts = false;
    this.result = 'success';
    if (file.type === 'notify') this.#log(`Starting ${this.title}...`);
    if (!this.#spawn()) return;
    if (file.type === 'simple') {
      this.#enterRunning();
      return;
    }
    this.#setSub('start');
    this.#arm(file.startTimeoutUs, () => {
      this.#log(`${this.name}: start operation timed out. Terminating.`);
      this.result = 'timeout';
      this.#signalAll();
    });
  }

  /** The start limit: at most `burst` starts within the interval. */
  #mayStart(): boolean {
    const { burst, intervalUs } = this.file.startLimit;
    const { nowUs } = this.#systemd.machine.kernel;
    if (burst <= 0 || intervalUs <= 0) return true;
    this.#startsUs = this.#startsUs.filter((atUs) => nowUs - atUs < intervalUs);
    if (this.#startsUs.length >= burst) return false;
    this.#startsUs.push(nowUs);
    return true;
  }

  /** Starts the main process. Shape: false where that failed, and the service is dead again. */
  #spawn(): boolean {
    const main = startMain(this.#systemd, this.file);
    if (main === 'ENOENT') {
      const why = 'No such file or directory';
      this.#log(`${this.name}: Failed to load environment files: ${why}`);
      this.#log(`${this.name}: Failed to run 'start' task: ${why}`);
      this.result = 'resources';
      this.#enterDead(true);
      return false;
    }
    this.#main = main;
    this.lastRun = { pid: main.pid, exit: undefined };
    this.#systemd.whenExited(main, (exit) => this.#handleExit(main, exit));
    return true;
  }

  #enterRunning(): void {
    this.#stopTimer();
    this.#setSub('running');
    this.#log(`Started ${this.title}.`);
    this.#finishJob('done');
  }

  #enterStop(): void {
    this.#hasJobBegun = true;
    this.#log(`Stopping ${this.title}...`);
    this.#signalAll();
  }

  /** SIGTERM for all, and SIGKILL for what is left after the stop timeout. */
  #signalAll(): void {
    const { killMode, killSignal, stopTimeoutUs } = this.file;
    const main = this.mainProcess;
    this.#setSub('stop-sigterm');
    this.#arm(stopTimeoutUs, () => this.#killAll());
    const targets = killMode === 'control-group' ? this.processes() : [main];
    for (const process of targets) {
      process?.signal(killSignal);
      process?.signal('SIGCONT');
    }
  }

  #killAll(): void {
    this.#log(`${this.name}: State 'stop-sigterm' timed out. Killing.`);
    this.result = 'timeout';
    this.#setSub('stop-sigkill');
    for (const process of this.processes()) {
      const name = processName(process);
      this.#log(`${this.name}: Killing process ${process.pid} (${name}) with signal SIGKILL.`);
      process.signal('SIGKILL');
    }
  }

  #handleExit(main: Process, exit: Exit): void {
    if (main !== this.#main) return;
    this.lastRun = { pid: main.pid, exit };
    const why = resultOfExit(exit, this.file.successExitStatus);
    if (why !== 'success') this.#log(`${this.name}: Main process exited, ${describeExit(exit)}`);
    if (this.result === 'success') this.result = why;
    if (this.result === 'success' && this.#sub === 'start') this.result = 'protocol';
    this.#enterDead(true);
  }

  #enterDead(mayRestart: boolean): void {
    this.#stopTimer();
    const isSuccess = this.result === 'success';
    const said = isSuccess ? 'Deactivated successfully.' : `Failed with result '${this.result}'.`;
    this.#log(`${this.name}: ${said}`);
    this.#endLeftovers();
    this.#main = undefined;
    this.#setSub(isSuccess ? 'dead' : 'failed');
    const job = this.#job;
    if (job !== undefined && job.kind !== 'start') {
      this.#log(`Stopped ${this.title}.`);
      this.#shouldForgetRestarts = true;
      if (job.kind === 'restart') this.#begin();
      else this.#finishJob('done');
      return;
    }
    if (job !== undefined && !this.#hasJobBegun) {
      this.#begin();
      return;
    }
    if (job !== undefined) this.#log(`Failed to start ${this.title}.`);
    this.#finishJob('failed');
    if (mayRestart && shouldRestart(this.file.restart, this.result)) this.#enterAutoRestart();
    else this.#shouldForgetRestarts = true;
  }

  #endLeftovers(): void {
    for (const process of this.processes()) {
      if (process === this.#main) continue;
      const { pid } = process;
      if (this.file.killMode !== 'process') process.signal('SIGKILL');
      else {
        const who = `Unit process ${pid} (${processName(process)})`;
        this.#log(`${this.name}: ${who} remains running after unit stopped.`);
      }
    }
  }

  #enterAutoRestart(): void {
    this.#setSub('auto-restart');
    this.#arm(this.file.restartUs, () => {
      this.restarts++;
      this.#log(`${this.name}: Scheduled restart job, restart counter is at ${this.restarts}.`);
      this.#setSub('dead');
      this.#log(`Stopped ${this.title}.`);
      this.#job ??= new Job('start');
      this.#begin();
    });
  }

  /** A stop or a restart by hand comes while the service waits to be started again. */
  #giveUpRestart(): void {
    this.#stopTimer();
    this.#setSub('dead');
    this.#log(`Stopped ${this.title}.`);
    this.#shouldForgetRestarts = true;
    if (this.#job?.kind === 'restart') this.#begin();
    else this.#finishJob('done');
  }

  #setSub(sub: SubState): void {
    const { nowUs } = this.#systemd.machine.kernel;
    const isInactive = (state: ActiveState): boolean => state === 'inactive' || state === 'failed';
    const before = this.state;
    this.#sub = sub;
    const now = this.state;
    if (isInactive(before) && !isInactive(now)) this.times.inactiveExitUs = nowUs;
    if (!isInactive(before) && isInactive(now)) this.times.inactiveEnterUs = nowUs;
    if (before !== 'active' && now === 'active') this.times.activeEnterUs = nowUs;
    if (before === 'active' && now !== 'active') this.times.activeExitUs = nowUs;
  }

  #arm(delayUs: number, run: () => void): void {
    this.#stopTimer();
    if (delayUs < Number.MAX_SAFE_INTEGER) {
      this.#stopTimer = this.#systemd.afterwards(delayUs, run);
    }
  }

  #log(message: string): void {
    this.#systemd.log(message, this.name);
  }
}
