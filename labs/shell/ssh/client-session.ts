import { Condition, wait, type Process, type Task } from '../../cluster/kernel/index.ts';
import type { Destination } from './destination.ts';
import { EscapeFilter } from './escape.ts';
import { Outlet, type Wire } from './wire.ts';

/** How a session ended: by the remote program, by `~.`, or because the connection did. */
type Ending = 'exited' | 'escaped' | 'closed' | 'lost';

/** The client's side of a session, from the moment it was let in. */
export class ClientSession {
  readonly #process: Process;
  readonly #wire: Wire;
  readonly #destination: Destination;
  readonly #hasTerminal: boolean;
  readonly #changed = new Condition();
  #ending: Ending | undefined;
  #exitCode = 255;

  constructor(process: Process, wire: Wire, destination: Destination, hasTerminal: boolean) {
    this.#process = process;
    this.#wire = wire;
    this.#destination = destination;
    this.#hasTerminal = hasTerminal;
  }

  /** Shape: the exit code of ssh. */
  *run(): Task<number> {
    const process = this.#process;
    const output = new Outlet(this.#wire);
    const errors = new Outlet(this.#wire);
    const restore = this.#makeRaw();
    const writers = [
      process.go(output.run((text) => process.print(text))),
      process.go(errors.run((text) => process.warn(text))),
    ];
    process.go(this.#receive(output, errors));
    process.go(this.#sendInput());
    while (this.#ending === undefined) yield* wait(this.#changed.changed);
    output.close();
    errors.close();
    for (const writer of writers) yield* wait(writer.done);
    yield* this.#sayGoodbye(this.#ending);
    restore();
    return this.#ending === 'exited' ? this.#exitCode : 255;
  }

  /** Makes our own terminal raw while the remote one does the work. Shape: how to undo that */
  #makeRaw(): () => void {
    const terminal = this.#process.streams[0]?.terminal;
    if (!this.#hasTerminal || terminal === undefined) return () => undefined;
    const before = terminal.mode;
    terminal.mode = 'raw';
    const restore = (): void => {
      terminal.mode = before;
    };
    this.#process.hold({ release: restore });
    this.#process.onSignal('SIGWINCH', () => {
      this.#wire.send({ type: 'window-change', ...terminal.size });
    });
    return restore;
  }

  *#receive(output: Outlet, errors: Outlet): Task<void> {
    let hasExited = false;
    for (;;) {
      const packet = yield* this.#wire.receive();
      if (packet === 'lost' || packet === 'EOF') {
        if (hasExited) this.#end('exited');
        else this.#end(packet === 'EOF' ? 'closed' : 'lost');
        return;
      }
      if (packet.type === 'data') output.give(packet.text);
      else if (packet.type === 'stderr') errors.give(packet.text);
      else if (packet.type === 'exit-status') {
        hasExited = true;
        this.#exitCode = packet.code;
      }
    }
  }

  *#sendInput(): Task<void> {
    const escapes = new EscapeFilter();
    while (!this.#destination.readsNoInput) {
      const text = yield* this.#process.read();
      if (text === '') break;
      const { send, isOver } = this.#hasTerminal
        ? escapes.filter(text)
        : { send: text, isOver: false };
      if (!(yield* this.#wire.sendData('data', send))) return;
      if (isOver) {
        this.#end('escaped');
        return;
      }
    }
    this.#wire.send({ type: 'eof' });
  }

  #end(ending: Ending): void {
    this.#ending ??= ending;
    this.#changed.notify();
  }

  /** Source: OpenSSH 9.2, clientloop.c: the end of `client_loop` */
  *#sayGoodbye(ending: Ending): Task<void> {
    const { host, isQuiet } = this.#destination;
    if (ending === 'lost') {
      yield* this.#process.warn('client_loop: send disconnect: Broken pipe\r\n');
      return;
    }
    if (ending === 'escaped') yield* this.#process.warn('~.\r\n');
    if (isQuiet) return;
    if (ending === 'closed') {
      yield* this.#process.warn(`Connection to ${host} closed by remote host.\r\n`);
    }
    if (this.#hasTerminal) yield* this.#process.warn(`Connection to ${host} closed.\r\n`);
  }
}
