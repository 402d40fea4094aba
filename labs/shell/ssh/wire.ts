import {
  Channel,
  Condition,
  wait,
  type Connection,
  type Task,
} from '../../cluster/kernel/index.ts';

/** The port that every sshd listens on. */
export const SSH_PORT = 22;

export const SSH_VERSION = 'SSH-2.0-OpenSSH_9.2p1 Debian-2+deb12u3';

/**
 * How much may be under way in one direction before the other side has read it (OpenSSH's
 * `CHAN_SES_WINDOW_DEFAULT`). Units: characters.
 */
const WINDOW = 2_097_152;

/** What a client asks for once it is let in. */
export interface SessionRequest {
  readonly user: string;
  /** Undefined for a login shell. */
  readonly command: string | undefined;
  readonly pty:
    { readonly term: string; readonly columns: number; readonly rows: number } | undefined;
}

/** What travels on an ssh connection, after the names that RFC 4253 and RFC 4254 give it. */
export type Packet =
  | { readonly type: 'version'; readonly text: string }
  | { readonly type: 'session'; readonly request: SessionRequest }
  | { readonly type: 'success' }
  | { readonly type: 'denied' }
  | { readonly type: 'data' | 'stderr'; readonly text: string }
  | { readonly type: 'eof' }
  | { readonly type: 'window-adjust'; readonly count: number }
  | { readonly type: 'window-change'; readonly columns: number; readonly rows: number }
  | { readonly type: 'exit-status'; readonly code: number };

/** One side of a session: sends within the window, and opens it again as data is read. */
export class Wire {
  readonly connection: Connection;
  #room = WINDOW;
  #unreported = 0;
  readonly #changed = new Condition();

  constructor(connection: Connection) {
    this.connection = connection;
  }

  /** Sends without waiting. Errors: false where the connection is over. */
  send(packet: Packet): boolean {
    return this.connection.send({ kind: `ssh/${packet.type}`, body: packet });
  }

  /** Sends text, waiting for room in the window. Errors: false where the connection is over. */
  *sendData(type: 'data' | 'stderr', text: string): Task<boolean> {
    let rest = text;
    while (rest !== '') {
      while (this.#room <= 0) {
        if (this.connection.isOver) return false;
        yield* wait(this.#changed.changed);
      }
      const chunk = rest.slice(0, this.#room);
      this.#room -= chunk.length;
      rest = rest.slice(chunk.length);
      if (!this.send({ type, text: chunk })) return false;
    }
    return true;
  }

  /** The next packet that is not about the window. Errors: why there is none. */
  *receive(): Task<Packet | 'EOF' | 'lost'> {
    for (;;) {
      const message = yield* this.connection.receive();
      if (typeof message === 'string') {
        this.#changed.notify();
        return message === 'EOF' || message === 'closed' ? 'EOF' : 'lost';
      }
      const packet = message.body as Packet;
      if (packet.type !== 'window-adjust') return packet;
      this.#room += packet.count;
      this.#changed.notify();
    }
  }

  /** Says that this much of what came has been dealt with. */
  consumed(text: string): void {
    this.#unreported += text.length;
    if (this.#unreported < WINDOW / 2) return;
    this.send({ type: 'window-adjust', count: this.#unreported });
    this.#unreported = 0;
  }
}

/**
 * Text that came and is still to be written: whoever receives never waits for a slow reader.
 *
 * Keeps:   no more than the window lets the other side send
 */
export class Outlet {
  readonly #wire: Wire;
  readonly #texts = new Channel<string>(WINDOW);

  constructor(wire: Wire) {
    this.#wire = wire;
  }

  give(text: string): void {
    this.#texts.offer(text);
  }

  /** Nothing more will be given; what was given is still written. */
  close(): void {
    this.#texts.close();
  }

  /** A thread's work: writes what is given, until the end. */
  *run(write: (text: string) => Task<unknown>): Task<void> {
    for (;;) {
      const text = yield* this.#texts.take();
      if (text === undefined) return;
      yield* write(text);
      this.#wire.consumed(text);
    }
  }
}
