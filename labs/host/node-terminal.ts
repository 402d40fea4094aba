import process from 'node:process';
import type { LessonWords } from '../lessons/words.ts';
import { LabServer } from './lab-server.ts';
import { parts } from './parts.ts';
import type { LabReply, StepResult } from './protocol.ts';
import { readWish, type Wish } from './terminal-prompt.ts';

/** Ctrl-]: what telnet's own prompt is reached by, and no program of a lab needs. */
const ESCAPE = '\u001d';
const PROMPT = 'lab> ';

/** How long a lab runs on where its input was a pipe that has ended. */
const LINGER_MS = 20_000;

/**
 * Runs a lab in the terminal that this process was started from, until `quit` or the end of its
 * input. Ctrl-] leads to the lab's own prompt, which has what a page has buttons for. Where
 * standard input is no terminal, its text is typed into the lab and time runs on for 20 s.
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
  /** The line at the lab's own prompt; undefined where the reader is in the lab. */
  #wish: string | undefined;
  #machines: readonly string[] = [];
  #step: string | undefined;
  #hasLeft = false;

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
    const way = 'Ctrl-] leads to power, time, and the way out.';
    stdout.write(`${title}\r\n${summary}\r\n${way}\r\n\r\n`);
    this.#server.receive({ type: 'open', lesson: id });
    this.#server.receive({ type: 'watch', isWatching: false });
    this.#resize();
    stdout.on('resize', () => this.#resize());
    if (stdin.isTTY) stdin.setRawMode(true);
    stdin.setEncoding('utf8');
    stdin.on('data', (data: string) => this.#type(data));
    stdin.on('end', () => {
      if (!this.#hasLeft) setTimeout(() => this.#leave(0), LINGER_MS);
    });
  }

  #type(data: string): void {
    const keys = process.stdin.isTTY ? data : data.replaceAll('\n', '\r');
    const { firstTerminal: terminal } = this.#words;
    for (const [at, part] of keys.split(ESCAPE).entries()) {
      if (at > 0) this.#openPrompt();
      if (this.#wish !== undefined) this.#typeWish(part);
      else if (part !== '') this.#server.receive({ type: 'type', terminal, text: part });
    }
  }

  #openPrompt(): void {
    this.#wish = '';
    process.stdout.write(`\r\n${PROMPT}`);
  }

  /** Keys at the lab's own prompt; what follows its line belongs to the lab again. */
  #typeWish(keys: string): void {
    for (const [at, key] of [...keys].entries()) {
      if (key === '\r') {
        process.stdout.write(process.stdin.isTTY ? '\r\n' : `${this.#wish}\r\n`);
        const wish = readWish(this.#wish!, this.#machines, this.#step);
        this.#wish = undefined;
        this.#carryOut(wish);
        this.#type([...keys].slice(at + 1).join(''));
        return;
      }
      if (key === '\u0003') this.#wish = '';
      else if (key === '\u007f') this.#wish = this.#wish!.slice(0, -1);
      else if (key >= ' ') this.#wish += key;
      if (process.stdin.isTTY) process.stdout.write(`\r\u001b[K${PROMPT}${this.#wish}`);
    }
  }

  #carryOut(wish: Wish): void {
    if (wish.kind === 'leave') {
      this.#leave(0);
      return;
    }
    if (wish.kind === 'words') process.stdout.write(wish.text.replaceAll('\n', '\r\n'));
    else for (const request of wish.requests) this.#server.receive(request);
    process.stdout.write(this.#lastLine);
  }

  #resize(): void {
    const { columns = 80, rows = 24 } = process.stdout;
    const { firstTerminal: terminal } = this.#words;
    this.#server.receive({ type: 'resize', terminal, columns, rows });
  }

  #leave(code: number): void {
    this.#hasLeft = true;
    this.#server.close();
    if (process.stdin.isTTY) process.stdin.setRawMode(false);
    process.stdin.destroy();
    process.stdout.write('\r\n');
    process.exitCode = code;
  }

  #show(reply: LabReply): void {
    if (reply.type === 'opened') this.#machines = reply.terminals;
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
    this.#step = step?.id;
    if (id === this.#announced) return;
    this.#announced = id;
    const text = step
      ? `Step ${at + 1} of ${steps.length}: ${step.title}. ${step.text}`
      : 'All steps are done.';
    const line = `\r\u001b[K\u001b[7m ${text.replaceAll('`', '')} \u001b[0m\r\n`;
    process.stdout.write(line + this.#lastLine);
  }
}
