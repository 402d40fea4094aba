import type { Process, Task } from '../../cluster/kernel/index.ts';
import { unitName, type Machine, type Systemd } from '../../cluster/machine/index.ts';
import { hasOption, lastOption, type ParsedOptions } from '../getopt.ts';

/** One call of systemctl: its options, the units it names, and where its answers go. */
export class Request {
  readonly process: Process;
  readonly machine: Machine;
  /** What stands after the verb. */
  readonly names: readonly string[];
  readonly #parsed: ParsedOptions;

  constructor(process: Process, machine: Machine, parsed: ParsedOptions) {
    this.process = process;
    this.machine = machine;
    this.names = parsed.operands.slice(1);
    this.#parsed = parsed;
  }

  get systemd(): Systemd {
    return this.machine.systemd;
  }

  /** The units that the call names, each with its kind: `etcd.service`. */
  get units(): string[] {
    return this.names.map(unitName);
  }

  has(option: string): boolean {
    return hasOption(this.#parsed, option);
  }

  option(name: string): string | undefined {
    return lastOption(this.#parsed, name);
  }

  /** The width at which lines are cut; undefined where they are not. */
  get columns(): number | undefined {
    return this.has('full') ? undefined : this.process.streams[1]?.terminal?.size.columns;
  }

  /** Puts text in a colour where the output is a terminal. Shape: `1;32` is a bright green. */
  paint(text: string, colour: string | undefined): string {
    const isPlain = colour === undefined || this.process.streams[1]?.terminal === undefined;
    return isPlain ? text : `\u001b[0;${colour}m${text}\u001b[0m`;
  }

  print(text: string): Task<void> {
    return this.process.print(text);
  }

  warn(text: string): Task<void> {
    return this.process.warn(text);
  }

  /** Says that a unit file is newer than what systemd read of it. */
  *warnOfChange(unit: string): Task<void> {
    const file = this.systemd.find(unit)?.file;
    if (file === undefined || !this.systemd.store.hasChanged(file)) return;
    yield* this.warn(
      'Warning: The unit file, source configuration file or drop-ins of ' +
        `${unit} changed on disk. Run 'systemctl daemon-reload' to reload units.\n`,
    );
  }
}
