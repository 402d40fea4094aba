import type { Process, Program, Task } from '../../cluster/kernel/index.ts';
import type { FileSystem } from '../../cluster/machine/files.ts';
import { machineOf } from '../../cluster/machine/machine.ts';
import { resolvePath } from '../../cluster/machine/path.ts';
import {
  hasOption,
  lastOption,
  parseOptions,
  type OptionTable,
  type ParsedOptions,
} from '../getopt.ts';
import { errorText } from '../open.ts';

/** A GNU tool: how it is used, its options, and what it does. */
export interface ToolSpec {
  /** What stands behind the name in `Usage: ls [OPTION]... [FILE]...`. */
  readonly usage: string;
  readonly options?: OptionTable;
  /** The status for a wrong command line: 1 for most. */
  readonly trouble?: number;
  readonly stopsAtOperand?: boolean;
  /** Turns `head -5` into `head -n 5`. */
  readonly rewrite?: (args: readonly string[]) => readonly string[];
  /** What is printed between the complaint and `Try …`: grep's usage line. */
  readonly hint?: string;
}

/** A tool at work: its process and its command line. */
export class Tool {
  readonly process: Process;
  readonly name: string;
  readonly operands: readonly string[];
  readonly parsed: ParsedOptions;
  readonly spec: ToolSpec;

  constructor(process: Process, name: string, parsed: ParsedOptions, spec: ToolSpec) {
    this.process = process;
    this.name = name;
    this.parsed = parsed;
    this.operands = parsed.operands;
    this.spec = spec;
  }

  get files(): FileSystem {
    return machineOf(this.process).files;
  }

  has(...names: readonly string[]): boolean {
    return names.some((name) => hasOption(this.parsed, name));
  }

  /** The last value of an option. */
  value(name: string): string | undefined {
    return lastOption(this.parsed, name);
  }

  /** Every value of an option, in order. */
  values(name: string): readonly string[] {
    return this.parsed.options.filter(([other]) => other === name).map(([, value]) => value);
  }

  resolve(path: string): string {
    return resolvePath(this.process.cwd, path);
  }

  /** Prints `name: message`. Shape: 1, the usual status */
  *complain(message: string): Task<number> {
    yield* this.process.warn(`${this.name}: ${message}\n`);
    return 1;
  }

  /** Complains about the command line, and says where help is. Shape: the status */
  *refuse(message: string): Task<number> {
    const { hint = '', trouble = 1 } = this.spec;
    const lead = message === '' ? '' : `${this.name}: ${message}\n`;
    yield* this.process.warn(`${lead}${hint}Try '${this.name} --help' for more information.\n`);
    return trouble;
  }
}

/**
 * Makes a program of a tool: reads its options as GNU does and complains in GNU's words.
 *
 * Differs: `--help` shows the usage line and the options that are modelled, not GNU's own text
 */
export function makeTool(spec: ToolSpec, run: (tool: Tool) => Task<number>): Program {
  return function* (process, argv) {
    const [name = '', ...args] = argv;
    const table = { ...spec.options, help: '', version: '' };
    const rules = { stopsAtOperand: spec.stopsAtOperand ?? false };
    const parsed = parseOptions(spec.rewrite?.(args) ?? args, table, rules);
    if ('error' in parsed) {
      const tool = new Tool(process, name, { options: [], operands: [] }, spec);
      return yield* tool.refuse(parsed.error);
    }
    const tool = new Tool(process, name, parsed, spec);
    if (tool.has('help')) yield* process.print(formatHelp(name, spec));
    else if (tool.has('version')) yield* process.print(`${name} (GNU coreutils) 9.1\n`);
    else {
      const status = yield* run(tool);
      return (yield* closeOutput(tool)) ? status : 1;
    }
    return 0;
  };
}

/** Source: gnulib closeout.c `close_stdout`: a full disk is noticed in the end at the latest. */
function* closeOutput({ process, name }: Tool): Task<boolean> {
  const { writeError } = process;
  if (writeError === undefined || writeError === 'EPIPE') return true;
  yield* process.warn(`${name}: write error: ${errorText(writeError)}\n`);
  return false;
}

function formatHelp(name: string, { usage, options = {} }: ToolSpec): string {
  const lines = Object.entries(options).map(([long, letters]) => {
    const short = [...letters.replaceAll(':', '')].map((letter) => `-${letter}`);
    const names = [
      ...(long.length === 1 ? [`-${long}`] : short),
      ...(long.length > 1 ? [`--${long}`] : []),
    ];
    return `  ${names.join(', ')}${letters.includes(':') ? ' VALUE' : ''}\n`;
  });
  const head = `Usage: ${name} ${usage}\n`;
  return lines.length === 0 ? head : `${head}\nOptions in this lab:\n${lines.sort().join('')}`;
}

/** Quotes as GNU's `quoteaf` does for a terminal: always, in shell quotes. */
export function quoteName(name: string): string {
  return name.includes("'") && !/["$`\\]/.test(name)
    ? `"${name}"`
    : `'${name.replace(/'/g, "'\\''")}'`;
}
