/**
 * A machine: a host that boots as a real one does.
 *
 * The kernel's host has power, a disk, processes and sockets. A machine adds what an administrator
 * touches: files, a table of programs, systemd with its units, a journal, and a terminal to log in
 * at. When the power comes on, `boot` starts process 1, `/sbin/init`, which is systemd; systemd
 * reads the unit files and starts what is enabled. Nothing else ever starts by itself.
 *
 * What it leaves out: users (everyone is root), a package manager, kernel modules, cgroups.
 */
import {
  Condition,
  Host,
  type Kernel,
  type Process,
  type Program,
  type Wait,
} from '../kernel/index.ts';
import { FileSystem } from './files.ts';
import { Journal } from './journal.ts';
import { baseName, DEFAULT_PATH, parentPath, resolvePath } from './path.ts';
import { Systemd } from './systemd.ts';
import { UnixSockets } from './unix-sockets.ts';

/** Which program stands at which path: `/usr/bin/etcdctl` → the program. */
export type ProgramTable = ReadonlyMap<string, Program>;

export interface MachineOptions {
  readonly name: string;
  /** The first is the one that other machines know by name. */
  readonly addresses: readonly string[];
  readonly programs: ProgramTable;
  /** Text files that are there before the first boot: unit files, configuration, scripts. */
  readonly files?: Readonly<Record<string, string>>;
}

export class Machine extends Host {
  readonly files: FileSystem;
  readonly journal: Journal;
  readonly systemd: Systemd;
  readonly sockets = new UnixSockets();
  readonly #programs = new Map<string, Program>();
  readonly #powerChanged = new Condition();

  constructor(kernel: Kernel, options: MachineOptions) {
    super(kernel, options.name, options.addresses);
    this.files = new FileSystem(this.disk, kernel);
    this.journal = new Journal(this);
    this.systemd = new Systemd(this);
    for (const folder of ['/root', '/tmp', '/var/log', '/etc/systemd/system']) {
      this.files.makeDirectory(folder, true);
    }
    this.addPrograms(options.programs);
    this.install('/etc/hostname', `${options.name}\n`);
    for (const [path, text] of Object.entries(options.files ?? {})) {
      this.install(path, text, text.startsWith('#!') ? 0o755 : 0o644);
    }
    this.disk.syncAll();
  }

  /** Puts a file there without a process that writes it, with the folders that lead to it. */
  install(path: string, text: string, mode = 0o644): void {
    this.files.makeDirectory(parentPath(path), true);
    this.files.write(path, text, mode);
  }

  /** What can be run here, by path. */
  get programs(): ProgramTable {
    return this.#programs;
  }

  /** Puts programs there: each stands as a file at its path, and runs from now on. */
  addPrograms(programs: ProgramTable): void {
    for (const [path, program] of programs) {
      this.#programs.set(path, program);
      this.install(path, '\u007fELF\n', 0o755);
    }
    this.disk.syncAll();
  }

  /** Wakes when the power came or went; `isOn` says which. */
  get powerChanged(): Wait<void> {
    return this.#powerChanged.changed;
  }

  /** Presses the power button of a machine that is off. */
  boot(): void {
    if (this.isOn) return;
    this.powerOn();
    this.files.recover();
    this.systemd.boot();
    // Threads of Linux itself and of what starts early have taken the numbers below.
    const luck = this.kernel.random.fork(`${this.name}/boot/${this.bootCount}`);
    this.nextPid = luck.int(280, 460);
    this.#powerChanged.notify();
  }

  override powerOff(): void {
    if (!this.isOn) return;
    super.powerOff();
    this.sockets.clear();
    this.#powerChanged.notify();
  }

  /**
   * Finds what a command's name means: a path, or a name to look for along `searchPath`.
   *
   * Errors:  undefined where nothing is there or what is there is no program
   */
  findProgram(
    name: string,
    cwd: string,
    searchPath = DEFAULT_PATH,
  ): { readonly path: string; readonly program: Program } | undefined {
    const candidates = name.includes('/')
      ? withMerged(resolvePath(cwd, name))
      : searchPath.split(':').map((folder) => `${folder}/${name}`);
    for (const path of candidates) {
      const program = this.files.isFile(path) ? this.#programs.get(path) : undefined;
      if (program) return { path, program };
    }
    return undefined;
  }

  /**
   * The address that a host name stands for in this machine's `/etc/hosts`, or the address itself.
   *
   * Errors:  undefined where the name is unknown: `no such host`
   */
  resolveName(name: string): string | undefined {
    if (/^\d+\.\d+\.\d+\.\d+$/.test(name)) return name;
    if (name === 'localhost') return '127.0.0.1';
    for (const line of (this.files.read('/etc/hosts') ?? '').split('\n')) {
      const [address, ...names] = line.replace(/#.*/, '').trim().split(/\s+/);
      if (address && names.includes(name)) return address;
    }
    return undefined;
  }
}

/**
 * The machine that a process runs on. Errors: throws for a bare host, which only kernel tests make.
 */
export function machineOf(process: Process): Machine {
  const { host } = process;
  if (host instanceof Machine) return host;
  throw new Error(`${baseName(process.argv[0] ?? '')}: host ${host.name} is no machine`);
}

/** `/bin` and `/sbin` are links into `/usr` on Debian 12. */
function withMerged(path: string): string[] {
  return /^\/s?bin\//.test(path) ? [path, `/usr${path}`] : [path];
}
