/**
 * systemd: process 1, and the services it looks after.
 *
 * In Kubernetes every node has one: it starts the kubelet and the container runtime, on the
 * machines of an external etcd it starts etcd, and it starts them again when they die. Ours reads
 * real unit files from the machine's disk, starts what is enabled, watches each main process,
 * restarts by Restart= and RestartSec= within the start limit, writes a service's output and its
 * own remarks to the journal, and stops it all in order before the power goes.
 *
 * What it leaves out: units that are no services (targets and sockets are names at most),
 * requirements between units (After= orders the boot, no more), cgroups and their limits, users.
 *
 * The truth was read in systemd 252's man pages systemd.unit(5), systemd.service(5),
 * systemd.kill(5), in src/core/service.c, and in journals of Debian 12.
 */
import {
  never,
  NullStream,
  sleep,
  wait,
  type Disarm,
  type Exit,
  type Process,
  type Signal,
  type SpawnOptions,
  type Task,
  type Thread,
} from '../kernel/index.ts';
import type { Job } from './job.ts';
import type { Machine } from './machine.ts';
import { DEFAULT_PATH } from './path.ts';
import { Service } from './service.ts';
import { reloadService, type ReloadResult } from './service-reload.ts';
import { SessionTable } from './session-table.ts';
import { shutDown, type ShutdownKind } from './shutdown.ts';
import { UnitStore } from './unit-store.ts';

/** Why nothing was asked of a unit: there is none of that name, or its file is of no use. */
export type UnitError = 'not-found' | 'bad-setting';

export class Systemd {
  readonly machine: Machine;
  readonly store: UnitStore;
  sessions: SessionTable;
  /** Set from the moment a reboot or a power-off was asked for until the next boot. */
  shutdownKind: ShutdownKind | undefined;
  readonly #services = new Map<string, Service>();
  #init: Process | undefined;
  #isBooted = false;

  constructor(machine: Machine) {
    this.machine = machine;
    this.store = new UnitStore(machine);
    this.sessions = new SessionTable(this);
  }

  /** True once every enabled unit has started, or failed to. */
  get isBooted(): boolean {
    return this.machine.isOn && this.#isBooted;
  }

  /** The services that are known, by name. */
  get units(): Service[] {
    return [...this.#services.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  /** For the machine, when its power comes on: starts process 1. */
  boot(): void {
    this.#services.clear();
    this.sessions = new SessionTable(this);
    this.shutdownKind = undefined;
    this.#isBooted = false;
    this.#init = this.machine.spawn({
      program: () => this.#main(),
      argv: ['/sbin/init'],
      env: { PATH: DEFAULT_PATH, LANG: 'C.UTF-8' },
      streams: [new NullStream(), new NullStream(), new NullStream()],
    });
    this.#init.isInit = true;
  }

  /** Finds a service, reading its unit file where that was not done yet. */
  find(name: string): Service | undefined {
    const known = this.#services.get(name);
    if (known !== undefined) return known;
    const file = this.store.read(name);
    if (file === undefined) return undefined;
    for (const complaint of file.complaints) this.log(complaint, name);
    const service = new Service(this, file);
    this.#services.set(name, service);
    return service;
  }

  /**
   * Asks for a unit to be started, stopped or restarted, as `systemctl` does. The job goes on
   * whether somebody waits for it or not.
   */
  request(kind: Job['kind'], name: string): Job | UnitError {
    const service = this.find(name);
    if (service === undefined) return 'not-found';
    if (service.file.isBad && kind !== 'stop') return 'bad-setting';
    return service[kind]();
  }

  /** Has a unit read its configuration again, and waits for that. Errors: 'not-found'. */
  *reloadUnit(name: string): Task<ReloadResult | UnitError> {
    const service = this.find(name);
    if (service === undefined) return 'not-found';
    return yield* reloadService(this, service);
  }

  /** Sends a signal to a unit's processes. Errors: 'not-found'. */
  kill(name: string, signal: Signal): UnitError | undefined {
    const service = this.find(name);
    service?.kill(signal);
    return service === undefined ? 'not-found' : undefined;
  }

  /** A service's main process says that it serves now: `sd_notify("READY=1")`. */
  notifyReady(process: Process): void {
    this.units.find(({ mainProcess }) => mainProcess === process)?.becomeReady();
  }

  /** Reads all unit files again. A unit whose file is gone is forgotten once it is inactive. */
  reload(): void {
    this.log('Reloading.', undefined);
    for (const service of this.units) {
      const file = this.store.read(service.name);
      if (file !== undefined) service.file = file;
      else if (service.state === 'inactive') this.#services.delete(service.name);
    }
  }

  /** Stops everything in order, then lets the power go; 'reboot' switches it on again. */
  shutDown(kind: ShutdownKind): void {
    if (this.shutdownKind !== undefined) return;
    this.shutdownKind = kind;
    this.go(shutDown(this.machine, this, kind));
  }

  /** Starts a process whose parent is process 1. */
  spawn(options: Omit<SpawnOptions, 'parent'>): Process {
    return this.machine.spawn({ ...options, ...(this.#init && { parent: this.#init }) });
  }

  /**
   * Runs a task as a thread of process 1: it ends with the machine's power. Shape: how to end it
   */
  go(task: Task<void>): Disarm {
    const thread = this.#init?.go(task);
    return () => thread?.cancel();
  }

  /** Calls back when a process has ended, unless the power went first. */
  whenExited(process: Process, run: (exit: Exit) => void): void {
    this.go(
      (function* () {
        run(yield* wait(process.exited));
      })(),
    );
  }

  /** Calls back after some time, unless the power went first. */
  afterwards(delayUs: number, run: () => void): Disarm {
    return this.go(
      (function* () {
        yield* sleep(delayUs);
        run();
      })(),
    );
  }

  /** The processes of a service: its main process and all that descend from it but logins. */
  processesOf(service: Service): Process[] {
    const members = new Set<number>();
    if (service.lastRun !== undefined) members.add(service.lastRun.pid);
    return [...this.machine.processes.values()].filter((process) => {
      const { pid, parentPid } = process;
      if (process === service.mainProcess) return true;
      if (!members.has(parentPid) || this.sessions.isLeader(process)) return false;
      members.add(pid);
      return true;
    });
  }

  /** Writes a line of systemd's own to the journal. */
  log(message: string, unit: string | undefined): void {
    this.machine.journal.write({ unit, identifier: 'systemd', pid: 1, message });
  }

  *#main(): Task<number> {
    this.log('Queued start job for default target multi-user.target.', undefined);
    for (const name of this.store.names()) this.find(name);
    for (const thread of this.#startEnabled()) yield* wait(thread.done);
    this.log('Reached target multi-user.target - Multi-User System.', undefined);
    this.#isBooted = true;
    return yield* wait(never);
  }

  /** Starts what is enabled; each service waits for those that it names in After=. */
  #startEnabled(): Thread[] {
    const threads = new Map<string, Thread>();
    for (const service of inOrder(
      this.store.enabledNames().flatMap((name) => this.find(name) ?? []),
    )) {
      const earlier = service.file.after.flatMap((name) => threads.get(name) ?? []);
      threads.set(service.name, this.#init!.go(this.#startAfter(earlier, service)));
    }
    return [...threads.values()];
  }

  *#startAfter(earlier: readonly Thread[], service: Service): Task<void> {
    for (const thread of earlier) yield* wait(thread.done);
    const job = this.request('start', service.name);
    if (typeof job !== 'string') yield* wait(job.finished);
  }
}

/** Puts services behind those that they name in After=. A circle is cut where it is met. */
function inOrder(services: readonly Service[]): Service[] {
  const ordered = new Set<Service>();
  const visited = new Set<Service>();
  const visit = (service: Service): void => {
    if (visited.has(service)) return;
    visited.add(service);
    for (const other of services) if (service.file.after.includes(other.name)) visit(other);
    ordered.add(service);
  };
  for (const service of services) visit(service);
  return [...ordered];
}
