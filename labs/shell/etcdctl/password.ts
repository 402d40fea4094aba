import type { Process, Task } from '../../cluster/kernel/index.ts';
import { EXIT, Failure } from './failure.ts';
import { LineReader } from './line-reader.ts';

/** What `stty`, which is to hide what is typed, says where there is no terminal. */
const NO_TERMINAL = "stty: 'standard input': Inappropriate ioctl for device\n";

/**
 * Asks for passwords, and does not show what is typed. Without a terminal each is a line of the
 * standard input.
 *
 * Source: github.com/bgentry/speakeasy `Ask`
 */
export class PasswordPrompt {
  readonly #process: Process;
  readonly #lines: LineReader;

  constructor(process: Process) {
    this.#process = process;
    this.#lines = new LineReader(process);
  }

  *ask(prompt: string): Task<string> {
    const process = this.#process;
    yield* process.print(prompt);
    const isTerminal = process.streams[0]?.terminal !== undefined;
    if (!isTerminal) yield* process.warn(NO_TERMINAL);
    const answer = isTerminal ? yield* this.#type() : ((yield* this.#lines.next()) ?? '');
    if (!isTerminal) yield* process.warn(NO_TERMINAL);
    yield* process.print('\n');
    return answer;
  }

  *#type(): Task<string> {
    const terminal = this.#process.streams[0]!.terminal!;
    const before = terminal.mode;
    terminal.mode = 'raw';
    let typed = '';
    for (;;) {
      const keys = yield* this.#process.read();
      const end = keys.search(/[\r\n\u0004]/);
      typed = (typed + (end < 0 ? keys : keys.slice(0, end))).replace(/[^\u007f]?\u007f/g, '');
      if (keys === '' || end >= 0) break;
    }
    terminal.mode = before;
    return typed;
  }
}

/** Asks twice for a new one. Source: etcdctl/ctlv3/command/user_command.go */
export function* askNewPassword(process: Process, name: string): Task<string | Failure> {
  const prompt = new PasswordPrompt(process);
  const first = yield* prompt.ask(`Password of ${name}: `);
  if (first === '') return refusal('empty password');
  const second = yield* prompt.ask(`Type password of ${name} again for confirmation: `);
  return first === second ? first : refusal('given passwords are different');
}

function refusal(message: string): Failure {
  return new Failure(message, EXIT.badArgs);
}
