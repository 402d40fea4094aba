import type { Process, Task } from '../../cluster/kernel/index.ts';
import { EXIT, Failure } from './failure.ts';

/**
 * Asks for a password at the terminal, without showing what is typed.
 *
 * Errors: there is no terminal
 * Source: github.com/bgentry/speakeasy `Ask`
 */
export function* askPassword(process: Process, prompt: string): Task<string | Failure> {
  const terminal = process.streams[0]?.terminal;
  if (terminal === undefined) return new Failure('inappropriate ioctl for device');
  yield* process.print(prompt);
  const before = terminal.mode;
  terminal.mode = 'raw';
  let typed = '';
  for (;;) {
    const keys = yield* process.read();
    const end = keys.search(/[\r\n\u0004]/);
    typed = (typed + (end < 0 ? keys : keys.slice(0, end))).replace(/[^\u007f]?\u007f/g, '');
    if (keys === '' || end >= 0) break;
  }
  terminal.mode = before;
  yield* process.print('\n');
  return typed;
}

/** Asks twice for a new one. Source: etcdctl/ctlv3/command/user_command.go */
export function* askNewPassword(process: Process, name: string): Task<string | Failure> {
  const first = yield* askPassword(process, `Password of ${name}: `);
  if (first instanceof Failure) return refusal(`failed to ask password: ${first.message}`);
  if (first === '') return refusal('empty password');
  const again = `Type password of ${name} again for confirmation: `;
  const second = yield* askPassword(process, again);
  if (second instanceof Failure) return refusal(`failed to ask password: ${second.message}`);
  return first === second ? first : refusal('given passwords are different');
}

function refusal(message: string): Failure {
  return new Failure(message, EXIT.badArgs);
}
