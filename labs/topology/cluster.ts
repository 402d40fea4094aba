/**
 * The cluster: every machine of a topology, wired to one kernel.
 *
 * A topology (spec.ts) says which machines there are, an outfit (outfits/) what each is delivered
 * with: the files that make it what it is, and the daemons. The outfits and this file are the only
 * ones that know every component. A page loads only the outfit that its lab needs, so it is handed
 * in.
 *
 * From the moment the power comes on nothing here scripts anything: systemd starts what is enabled,
 * the kubelet starts static pods, members find one another over the network, and what a fault does
 * follows from the model.
 */
import { Kernel, MILLISECOND, NullStream, SECOND, type Process } from '../cluster/kernel/index.ts';
import { Console, DEFAULT_PATH, Machine, type ProgramTable } from '../cluster/machine/index.ts';
import { makeBashPrograms } from '../shell/bash/index.ts';
import type { Language } from '../shell/bash/language.ts';
import type { Completion } from '../shell/completion.ts';
import type { Toolbox } from '../shell/programs.ts';
import { sshdPrograms } from '../shell/ssh/sshd.ts';
import { commonFiles } from './outfits/common-files.ts';
import type { Outfit } from './outfits/outfits.ts';
import type { MachineSpec, TopologySpec } from './spec.ts';
import { layZones } from './zones.ts';

/** Debian's size for a terminal that has not said its own. */
const CONSOLE_SIZE = { columns: 80, rows: 24 };

/** A line of an installer that takes longer is given up. */
const LAST_LINE_US = 10 * SECOND;

export class Cluster {
  readonly kernel: Kernel;
  readonly topology: TopologySpec;
  readonly machines = new Map<string, Machine>();
  /** One terminal for each machine, by its name. */
  readonly consoles = new Map<string, Console>();
  readonly #outfit: Outfit;
  readonly #completions = new Map<string, Completion>();
  #language: Language | undefined;

  constructor(topology: TopologySpec, seed: string, outfit: Outfit) {
    this.kernel = new Kernel(seed);
    this.topology = topology;
    this.#outfit = outfit;
    this.#language = outfit.language;
    for (const spec of topology.machines) {
      const machine = new Machine(this.kernel, {
        name: spec.name,
        addresses: [spec.address],
        programs: this.#programsOf(spec, outfit),
        files: { ...commonFiles(topology), ...outfit.filesOf(spec, topology) },
      });
      this.machines.set(spec.name, machine);
      this.consoles.set(spec.name, new Console(machine, CONSOLE_SIZE));
    }
    layZones(this.kernel, topology, (name) => this.machine(name));
  }

  /** Switches every machine on. */
  boot(): void {
    for (const machine of this.machines.values()) machine.boot();
  }

  /** Gives every machine the programs that a reader types. A boot needs none of them. */
  addToolbox({ language, programs, completions }: Toolbox): void {
    this.#language = language;
    for (const machine of this.machines.values()) machine.addPrograms(programs);
    for (const [command, completion] of completions) this.#completions.set(command, completion);
  }

  /**
   * Does what an installer does last: runs its lines on their machines, one after another, and lets
   * the cluster settle.
   *
   * Units:   at most `LAST_LINE_US` of virtual time for each
   */
  finish(): void {
    for (const { machine: name, line } of this.#outfit.lastLines?.(this.topology) ?? []) {
      const process = this.runLine(this.machine(name), line);
      if (!process) continue;
      const endUs = this.kernel.nowUs + LAST_LINE_US;
      while (process.state !== 'exited' && this.kernel.nowUs < endUs) {
        this.kernel.run(this.kernel.nowUs + 10 * MILLISECOND);
      }
    }
    this.kernel.run(this.kernel.nowUs + (this.#outfit.settleUs ?? 0));
  }

  /** Runs a command line on a machine, unseen. Errors: undefined where there is no shell. */
  runLine(machine: Machine, line: string): Process | undefined {
    const bash = machine.findProgram('bash', '/');
    return (
      bash &&
      machine.systemd.spawn({
        program: bash.program,
        argv: ['bash', '-c', line],
        env: { PATH: DEFAULT_PATH, HOME: '/root' },
        streams: [new NullStream(), new NullStream(), new NullStream()],
      })
    );
  }

  /** Errors: throws for a name that the topology does not have, which is a bug of the caller. */
  machine(name: string): Machine {
    const machine = this.machines.get(name);
    if (machine === undefined) throw new Error(`topology ${this.topology.name} has no ${name}`);
    return machine;
  }

  /** What a machine needs to boot and to show a prompt. */
  #programsOf({ role }: MachineSpec, { daemons }: Outfit): ProgramTable {
    const language = (): Language => this.#language ?? fail('a shell has no language yet');
    const shell = makeBashPrograms({ language, completions: this.#completions });
    return new Map([...shell, ...sshdPrograms, ...(daemons[role] ?? [])]);
  }
}

/** Errors: throws, for what nothing in a lab can bring about. */
function fail(why: string): never {
  throw new Error(why);
}
