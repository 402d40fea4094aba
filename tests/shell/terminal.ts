import { Kernel, SECOND, type Program } from '../../labs/cluster/kernel/index.ts';
import { Console, Machine } from '../../labs/cluster/machine/index.ts';
import { makeBashPrograms } from '../../labs/shell/bash/index.ts';
import { language } from '../../labs/shell/bash/language.ts';
import type { Completion } from '../../labs/shell/completion.ts';
import { coreutilsPrograms } from '../../labs/shell/coreutils/index.ts';
import { procpsPrograms } from '../../labs/shell/procps/index.ts';
import { Screen } from './screen.ts';

/** A machine with a console, and somebody who types at it. */
export class Seat {
  readonly kernel = new Kernel('seat');
  readonly machine: Machine;
  readonly console: Console;
  readonly screen: Screen;

  constructor(
    columns = 80,
    completions: ReadonlyMap<string, Completion> = new Map(),
    others: ReadonlyMap<string, Program> = new Map(),
  ) {
    this.machine = new Machine(this.kernel, {
      name: 'box',
      addresses: ['10.0.0.1'],
      programs: new Map([
        ...coreutilsPrograms,
        ...procpsPrograms,
        ...makeBashPrograms({ language: () => language, completions }),
        ...others,
      ]),
      files: { '/etc/profile.d/lab.sh': 'export QUORATE=quorate\n' },
    });
    this.console = new Console(this.machine, { columns, rows: 24 });
    this.screen = new Screen(columns);
    this.machine.boot();
    this.wait(1);
  }

  /** Types keys and lets what can happen at once happen. `\n` stands for Enter. */
  type(keys: string): this {
    this.console.tty.input(keys.replaceAll('\n', '\r'));
    this.kernel.settle(1_000_000);
    return this.#look();
  }

  wait(seconds: number): this {
    this.kernel.run(this.kernel.nowUs + seconds * SECOND);
    return this.#look();
  }

  resize(columns: number): this {
    this.screen.columns = columns;
    this.console.tty.resize({ columns, rows: 24 });
    this.kernel.settle(1_000_000);
    return this.#look();
  }

  get text(): string {
    return this.screen.text;
  }

  get lastLine(): string {
    return this.screen.lastLine;
  }

  #look(): this {
    this.screen.write(this.console.tty.takeOutput());
    const [panic] = this.kernel.panics;
    if (panic) throw panic.error;
    return this;
  }
}
