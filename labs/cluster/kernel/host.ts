import { Disk } from './disk.ts';
import type { Kernel } from './kernel.ts';
import type { Netem } from './link.ts';
import type { Listener } from './listener.ts';
import type { Connection } from './connection.ts';
import { PacketFilter } from './packet-filter.ts';
import { Process } from './process.ts';
import type { Environment, Program } from './program.ts';
import type { RawSocket } from './raw-socket.ts';
import type { Stream } from './stream.ts';

export interface SpawnOptions {
  readonly program: Program;
  readonly argv: readonly string[];
  readonly env?: Environment;
  readonly cwd?: string;
  /** Descriptors 0, 1, 2 and any more. */
  readonly streams: readonly Stream[];
  readonly parent?: Process;
  /** The process group; a new one, led by this process, where left out. */
  readonly group?: number;
}

/**
 * A computer on the network, as the kernel sees it: addresses, a disk, a table of processes, power.
 * What makes it a machine with files, units and a journal is built on top, in `machine/`.
 *
 * Keeps:   a host without power has no process, no listener and no connection
 */
export class Host {
  readonly name: string;
  readonly kernel: Kernel;
  /** Those that are its own. The first is the one that it speaks from. */
  readonly addresses: readonly string[];
  /** Those that it holds for now and that may move to another host, with their prefix lengths. */
  readonly movableAddresses = new Map<string, number>();
  /** Whom this host takes to answer at an address that moves. */
  readonly neighbours = new Map<string, Host>();
  readonly disk: Disk;
  readonly processes = new Map<number, Process>();
  /** By port. */
  readonly listeners = new Map<number, Listener>();
  readonly rawSockets = new Set<RawSocket>();
  readonly filter = new PacketFilter();
  /** What its network card does to all that it sends; undefined: nothing. */
  netem: Netem | undefined;
  /** Ends of connections that this host's kernel knows. */
  readonly connections = new Set<Connection>();
  isOn = false;
  bootCount = 0;
  /** The number that the next process gets. */
  protected nextPid = 1;
  #nextPort = 32_768;

  constructor(kernel: Kernel, name: string, addresses: readonly string[]) {
    this.kernel = kernel;
    this.name = name;
    this.addresses = addresses;
    this.disk = new Disk(kernel);
    kernel.hosts.push(this);
    kernel.network.attach(this);
  }

  /** Starts a program as a process of this host. */
  spawn(options: SpawnOptions): Process {
    const pid = this.nextPid++;
    const env = { ...options.env };
    const process = new Process({
      pid,
      parentPid: options.parent?.pid ?? 0,
      group: options.group ?? pid,
      host: this,
      argv: options.argv,
      env,
      cwd: options.cwd ?? options.parent?.cwd ?? '/',
      streams: options.streams,
    });
    this.processes.set(pid, process);
    this.#trace('spawn', process);
    process.go(runMain(process, options.program, env));
    return process;
  }

  removeProcess(process: Process): void {
    this.processes.delete(process.pid);
    for (const other of this.processes.values()) {
      if (other.parentPid === process.pid) other.parentPid = 1;
    }
    this.#trace('exit', process);
  }

  /** Sends a signal to every process of a group. */
  signalGroup(group: number, signal: Parameters<Process['signal']>[0]): void {
    for (const process of [...this.processes.values()]) {
      if (process.group === group) process.signal(signal);
    }
  }

  /** True for an address that is its own, or that it holds for now. */
  holds(address: string): boolean {
    return this.addresses.includes(address) || this.movableAddresses.has(address);
  }

  /** Takes an address that may be another host's at the same time: nobody is told. */
  takeAddress(address: string, prefixLength = 32): void {
    if (this.movableAddresses.has(address)) return;
    this.movableAddresses.set(address, prefixLength);
    this.kernel.network.moveAddress(address, this, true);
  }

  /** Gives an address up. Errors: false where the host does not hold it. */
  giveUpAddress(address: string): boolean {
    if (!this.movableAddresses.delete(address)) return false;
    this.kernel.network.moveAddress(address, this, false);
    return true;
  }

  /** Takes a port for outgoing connections, as Linux's ephemeral range is used. */
  takePort(): number {
    const port = this.#nextPort;
    this.#nextPort = port === 60_999 ? 32_768 : port + 1;
    return port;
  }

  /** Gives the host power. What then starts is the machine's own business: see `machine/`. */
  powerOn(): void {
    if (this.isOn) return;
    this.isOn = true;
    this.bootCount++;
    this.nextPid = 1;
    this.kernel.trace.add({ atUs: this.kernel.nowUs, kind: 'power', from: this.name, what: 'on' });
  }

  /** Cuts the power: no process gets to say anything, and what the disk had not synced is lost. */
  powerOff(): void {
    if (!this.isOn) return;
    this.isOn = false;
    for (const process of [...this.processes.values()]) process.end({ code: 137 }, true);
    for (const connection of [...this.connections]) connection.vanish();
    this.listeners.clear();
    for (const address of this.movableAddresses.keys()) this.giveUpAddress(address);
    this.neighbours.clear();
    this.filter.clear();
    this.netem = undefined;
    this.disk.losePower();
    this.kernel.trace.add({ atUs: this.kernel.nowUs, kind: 'power', from: this.name, what: 'off' });
  }

  #trace(kind: 'spawn' | 'exit', process: Process): void {
    const what = process.argv[0] ?? '';
    this.kernel.trace.add({ atUs: this.kernel.nowUs, kind, from: this.name, what });
  }
}

function* runMain(process: Process, program: Program, env: Environment) {
  const code = yield* program(process, process.argv, env);
  process.end({ code });
}
