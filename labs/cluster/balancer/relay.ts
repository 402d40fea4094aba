import {
  after,
  Condition,
  never,
  select,
  type Connection,
  type Message,
  type Process,
  type Task,
} from '../kernel/index.ts';
import type { Tally } from './tally.ts';

/** How long either side may be silent. Units: microseconds */
export interface Patience {
  readonly clientUs: number;
  readonly serverUs: number;
}

/**
 * Passes messages on between a client and a server, both ways, without a look at them, until one
 * side ends or nothing was said for too long.
 *
 * Differs: a connection of the kernel closes both ways at once, so there is no half-closed one
 */
export class Relay {
  bytes = 0;
  hasClientSpoken = false;
  readonly #process: Process;
  readonly #client: Connection;
  readonly #server: Connection;
  readonly #patience: Patience;
  readonly #tallies: readonly Tally[];
  readonly #ended = new Condition();
  #heardUs: number;
  /** How it ended, in the log's two letters. */
  #flags = '';

  constructor(
    process: Process,
    client: Connection,
    server: Connection,
    patience: Patience,
    tallies: readonly Tally[],
  ) {
    this.#tallies = tallies;
    this.#process = process;
    this.#client = client;
    this.#server = server;
    this.#patience = patience;
    this.#heardUs = process.nowUs;
  }

  /** Shape: who ended it and when, as the log has it: `--`, `CD`, `sD` … */
  *run(): Task<string> {
    const { clientUs, serverUs } = this.#patience;
    const threads = [
      this.#process.go(this.#pass(this.#client, this.#server, 'CD')),
      this.#process.go(this.#pass(this.#server, this.#client, 'SD')),
    ];
    const patienceUs = Math.min(clientUs, serverUs);
    while (this.#flags === '') {
      const leftUs = this.#heardUs + patienceUs - this.#process.nowUs;
      if (leftUs <= 0) this.end(clientUs <= serverUs ? 'cD' : 'sD');
      else {
        const idle = leftUs === Infinity ? never : after(leftUs);
        yield* select({ ended: this.#ended.changed, idle });
      }
    }
    for (const thread of threads) thread.cancel();
    this.#client.close();
    this.#server.close();
    return this.#flags;
  }

  end(flags: string): void {
    this.#flags ||= flags;
    this.#ended.notify();
  }

  *#pass(from: Connection, to: Connection, flags: string): Task<void> {
    for (;;) {
      const message = yield* from.receive();
      if (typeof message === 'string') {
        this.end(message === 'EOF' ? '--' : flags);
        return;
      }
      this.#heardUs = this.#process.nowUs;
      const isRequest = from === this.#client;
      const bytes = sizeOf(message);
      if (isRequest) this.hasClientSpoken = true;
      else this.bytes += bytes;
      for (const tally of this.#tallies) {
        if (isRequest) tally.bytesIn += bytes;
        else tally.bytesOut += bytes;
      }
      to.send(message);
    }
  }
}

/** About how long a message would be on a real wire. Units: bytes */
function sizeOf({ kind, body }: Message): number {
  if (kind.startsWith('tls/')) return 1_500;
  const { frame } = (body ?? {}) as { readonly frame?: { readonly data?: unknown } };
  return 60 + (typeof frame?.data === 'string' ? frame.data.length : 200);
}
