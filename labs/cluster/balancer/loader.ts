import type { Process, Task } from '../kernel/index.ts';
import { machineOf, resolvePath } from '../machine/index.ts';
import { formatFinding, type Level } from './findings.ts';
import { parseConfiguration, type Parsed } from './parse-configuration.ts';
import { VERSION } from './version.ts';

/**
 * Reads the configuration for a process, and says for it what there is to say. Before the first
 * warning or alert it says which HAProxy speaks.
 */
export class Loader {
  readonly #process: Process;
  readonly #path: string;
  #hasGreeted = false;

  constructor(process: Process, path: string) {
    this.#process = process;
    this.#path = path;
  }

  /** Reads the file, and says what is wrong with it. Errors: undefined where it is of no use */
  *read(): Task<Parsed | undefined> {
    const machine = machineOf(this.#process);
    const text = machine.files.read(resolvePath(this.#process.cwd, this.#path));
    if (text === undefined) {
      const what = `Cannot open configuration file/directory ${this.#path}`;
      yield* this.say('ALERT', `config : ${what} : No such file or directory`);
      return undefined;
    }
    const parsed = parseConfiguration(machine, this.#path, text);
    for (const finding of parsed.findings) {
      yield* this.say(finding.level, `config : ${finding.text}`);
    }
    return parsed.isFatal ? undefined : parsed;
  }

  *say(level: Level, text: string): Task<void> {
    const { pid } = this.#process;
    let lines = formatFinding(pid, level, text);
    if (level !== 'NOTICE' && !this.#hasGreeted) {
      this.#hasGreeted = true;
      const version = formatFinding(pid, 'NOTICE', `haproxy version is ${VERSION}`);
      const path = formatFinding(pid, 'NOTICE', 'path to executable is /usr/sbin/haproxy');
      lines = version + path + lines;
    }
    yield* this.#process.warn(lines);
  }

  /** The master runs itself anew when it reloads, and has then said nothing yet. */
  forget(): void {
    this.#hasGreeted = false;
  }
}
