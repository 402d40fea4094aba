import process from 'node:process';
import type { LessonWords } from '../lessons/words.ts';
import { LabServer } from './lab-server.ts';
import { parts } from './parts.ts';
import type { LabReply, StepResult } from './protocol.ts';

/** Ctrl-]: what telnet uses to leave, and no program of a lab needs. */
const LEAVE = '\u001d';

/** How long a lab runs on where its input was a pipe that has ended. */
const LINGER_MS = 20_000;

/**
 * Runs a lab in the terminal that this process was started from, until Ctrl-] or the end of its
 * input. Where standard input is no terminal, its text is typed into the lab and time runs on for
 * 20 s.
 */
export function runInTerminal(words: LessonWords): void {
  new NodeTerminal(words).run();
}

class NodeTerminal {
  readonly #words: LessonWords;
  readonly #server: LabServer;
  /** The step that was last announced. */
  #announced = '';
  /** What stands on the terminal's last line: a prompt, as a rule. */
  #lastLine = '';

  constructor(words: LessonWords) {
    this.#words = words;
    this.#server = new LabServer(
      { now: () => performance.now(), later: (run, ms) => void setTimeout(run, ms) },
      (reply) => this.#show(reply),
      parts,
    );
  }

  run(): void {
    const { stdin, stdout } = process;
    const { id, title, summary } = this.#words;
    stdout.write(`${title}\r\n${summary}\r\nCtrl-] leaves the lab.\r\n\r\n`);
    this.#server.receive({ type: 'open', lesson: id });
    this.#server.receive({ type: 'watch', isWatching: false });
    this.#resize();
    stdout.on('resize', () => this.#resize());
    if (stdin.isTTY) stdin.setRawMode(true);
    stdin.setEncoding('utf8');
    stdin.on('data', (data: string) => this.#type(data));
    stdin.on('end', () => setTimeout(() => this.#leave(0), LINGER_MS));
  }

  #type(data: string): void {
    const at = data.indexOf(LEAVE);
    const text = at === -1 ? data : data.slice(0, at);
    const keys = process.stdin.isTTY ? text : text.replaceAll('\n', '\r');
    const { firstTerminal: terminal } = this.#words;
    if (keys !== '') this.#server.receive({ type: 'type', terminal, text: keys });
    if (at !== -1) this.#leave(0);
  }

  #resize(): void {
    const { columns = 80, rows = 24 } = process.stdout;
    const { firstTerminal: terminal } = this.#words;
    this.#server.receive({ type: 'resize', terminal, columns, rows });
  }

  #leave(code: number): void {
    this.#server.close();
    if (process.stdin.isTTY) process.stdin.setRawMode(false);
    process.stdin.pause();
    process.stdout.write('\r\n');
    process.exitCode = code;
  }

  #show(reply: LabReply): void {
    if (reply.type === 'output' && reply.terminal === this.#words.firstTerminal) {
      process.stdout.write(reply.text);
      const at = reply.text.lastIndexOf('\n');
      this.#lastLine = at === -1 ? this.#lastLine + reply.text : reply.text.slice(at + 1);
    } else if (reply.type === 'steps') {
      this.#announce(reply.steps);
    } else if (reply.type === 'crash') {
      process.stderr.write(`\r\nThe lab stopped: ${reply.message}\r\n`);
      this.#leave(1);
    }
  }

  /** Prints a step once, when its turn comes, above the line that is being typed. */
  #announce(steps: readonly StepResult[]): void {
    const at = steps.findIndex(({ state }) => state === 'current');
    const step = this.#words.steps[at];
    const id = step?.id ?? 'done';
    if (id === this.#announced) return;
    this.#announced = id;
    const text = step
      ? `Step ${at + 1} of ${steps.length}: ${step.title}. ${step.text}`
      : 'All steps are done.';
    const line = `\r\u001b[K\u001b[7m ${text.replaceAll('`', '')} \u001b[0m\r\n`;
    process.stdout.write(line + this.#lastLine);
  }
}
