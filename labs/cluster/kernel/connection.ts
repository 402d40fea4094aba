import { Condition } from './condition.ts';
import type { Host } from './host.ts';
import type { Listener } from './listener.ts';
import type { Process } from './process.ts';
import { MILLISECOND, SECOND } from './time.ts';
import type { Disarm, Task, Wait } from './wait.ts';

/**
 * What travels on a connection: one message, whole. `kind` names it in the trace and in the
 * picture.
 *
 * Keeps:   nobody changes a body after it was sent: both ends share it
 */
export interface Message {
  readonly kind: string;
  readonly body: unknown;
}

/**
 * Why nothing more comes: the peer closed it, or its kernel does not know the connection any more.
 */
export type ConnectionEnd = 'EOF' | 'ECONNRESET' | 'ETIMEDOUT' | 'closed';

/** Where the other end is. */
export interface RemoteEnd {
  readonly host: Host;
  readonly address: string;
  readonly port: number;
}

/** What takes messages; `ended` may be called more than once. */
export interface Handler {
  readonly take: (message: Message) => void;
  readonly ended: (why: ConnectionEnd) => void;
}

const FIRST_RETRY_US = 200 * MILLISECOND;
const LONGEST_RETRY_US = 120 * SECOND;
/** Linux gives up on unacknowledged data after about 15 minutes (`tcp_retries2`). */
const GIVES_UP_US = 924 * SECOND;

/**
 * One end of a connection, as TCP gives it: messages arrive in order and once, or not at all.
 *
 * What is lost on the way is sent again after 0.2, 0.4, 0.8 … s, so a short cut of a cable shows
 * as a delay, and a long one as silence. Where what was sent next arrives, the peer tells of the
 * gap, and what was lost is sent again at once. A process that dies closes its ends, and the peer
 * reads 'EOF'. A host that loses power says nothing; once it is back it answers an old connection
 * with a reset.
 *
 * A connection to an address that moves stays with the host that it was made with. When the address
 * has moved, what the client sends reaches the new holder, which knows nothing of it and answers
 * with a reset; where nobody holds the address there is silence. The old holder can't send from an
 * address that it no longer has.
 *
 * Differs: no windows, so a sender is never slowed; acknowledgements are not sent as packets
 */
export class Connection {
  /** Who holds this end: when it dies, the end closes. */
  process: Process;
  readonly host: Host;
  readonly localPort: number;
  readonly remote: RemoteEnd;
  /** One of the two ends was reached at an address that may move to another host. */
  readonly #canMove: boolean;
  readonly #inbox: Message[] = [];
  readonly #changed = new Condition();
  #handler: Handler | undefined;
  #isParked = false;
  #peer: Connection | undefined;
  #end: ConnectionEnd | undefined;
  #isClosed = false;
  /** How long data may stay unacknowledged, as TCP_USER_TIMEOUT sets it. Units: microseconds. */
  userTimeoutUs = GIVES_UP_US;
  #lastArrivalUs = 0;
  #unsent: (() => void)[] = [];
  #retryUs = FIRST_RETRY_US;
  #retrySinceUs = 0;
  #stopRetry: Disarm = () => undefined;

  private constructor(process: Process, localPort: number, remote: RemoteEnd, canMove: boolean) {
    this.process = process;
    this.host = process.host;
    this.localPort = localPort;
    this.remote = remote;
    this.#canMove = canMove;
    process.hold(this);
    this.host.connections.add(this);
  }

  /** For the network: makes both ends once the handshake is done. */
  static open(process: Process, target: Host, listener: Listener, address: string): Connection {
    const { host } = process;
    const port = host.takePort();
    const canMove = target.movableAddresses.has(address);
    const server = { host: target, address, port: listener.port };
    const near = new Connection(process, port, server, canMove);
    const client = { host, address: host === target ? address : host.addresses[0]!, port };
    const far = new Connection(listener.process, listener.port, client, canMove);
    near.#peer = far;
    far.#peer = near;
    if (!listener.offer(far)) far.release(false);
    return near;
  }

  /** Both ends, as programs print them. Shape: `10.0.0.21:40112` each */
  get ends(): { readonly local: string; readonly remote: string } {
    const { host, localPort, remote } = this;
    const own = remote.host === host ? remote.address : host.addresses[0];
    return { local: `${own}:${localPort}`, remote: `${remote.address}:${remote.port}` };
  }

  /** Why nothing more will come; undefined while the connection lives or has unread messages. */
  get ended(): ConnectionEnd | undefined {
    return this.#inbox.length > 0 ? undefined : this.#end;
  }

  /** True once this end was closed, by us or by the peer. */
  get isOver(): boolean {
    return this.#isClosed || this.#end !== undefined;
  }

  /** Wakes when there is a message to take, or when the connection has ended. */
  get readable(): Wait<void> {
    return {
      arm: (wake, timers) => {
        if (this.#inbox.length === 0 && this.#end === undefined) {
          return this.#changed.changed.arm(wake, timers);
        }
        wake(undefined);
        return () => undefined;
      },
    };
  }

  /** Takes the next message without waiting. */
  poll(): Message | undefined {
    return this.#inbox.shift();
  }

  /** Waits for the next message. Errors: why there is none. */
  *receive(): Task<Message | ConnectionEnd> {
    for (;;) {
      const message = this.#inbox.shift();
      if (message !== undefined) return message;
      if (this.#end !== undefined) return this.#end;
      yield this.#changed;
    }
  }

  /**
   * Has messages taken as they arrive, in the place of `receive`: for connections that are never
   * idle. A process that is stopped takes them when it goes on.
   */
  handle(handler: Handler): void {
    this.#handler = handler;
    this.#hasNews();
  }

  /** Sends without waiting. Errors: false where this end is closed or was reset. */
  send(message: Message): boolean {
    if (this.#isClosed || this.#end === 'ECONNRESET' || this.#end === 'ETIMEDOUT') return false;
    const { network } = this.host.kernel;
    const arrivesAtUs = this.#transmit(() => this.#peer!.#deliver(message));
    network.noteSent(this.host, this.remote.host, message.kind, arrivesAtUs);
    return true;
  }

  /**
   * Passes this end to another process of the host, as a server does that forks for each client.
   */
  handTo(process: Process): void {
    this.process.letGo(this);
    this.process = process;
    process.hold(this);
  }

  /** Closes this end; the peer reads what was sent before, then 'EOF'. */
  close(): void {
    this.process.letGo(this);
    this.release(false);
  }

  release(isPowerLoss: boolean): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    if (isPowerLoss) {
      this.vanish();
      return;
    }
    this.#finish('closed');
    this.#transmit(() => this.#peer!.#finish('EOF'));
    if (this.#unsent.length === 0) this.host.connections.delete(this);
  }

  /** For the host: the power is gone, and with it all that this end knew. */
  vanish(): void {
    this.#isClosed = true;
    this.#stopRetry();
    this.#unsent = [];
    this.#finish('closed');
    this.host.connections.delete(this);
  }

  #deliver(message: Message): void {
    if (this.#isClosed) {
      this.#answerReset();
      return;
    }
    this.#inbox.push(message);
    this.#hasNews();
  }

  #hasNews(): void {
    const { process } = this;
    if (this.#handler === undefined) this.#changed.notify();
    else if (process.state === 'running') process.kernel.runAs(process, this.#handOver);
    else if (process.state === 'stopped' && !this.#isParked) {
      this.#isParked = true;
      process.park(() => {
        this.#isParked = false;
        this.#hasNews();
      });
    }
  }

  readonly #handOver = (): void => {
    const { take, ended } = this.#handler!;
    for (let next = this.#inbox.shift(); next !== undefined; next = this.#inbox.shift()) take(next);
    if (this.#end !== undefined) ended(this.#end);
  };

  /** Data came for an end that is gone: its host answers with a reset. */
  #answerReset(): void {
    const peer = this.#peer;
    if (peer === undefined) return;
    this.host.kernel.network.transmit(this.host, peer.host, () => peer.#reset('ECONNRESET'));
  }

  #reset(why: 'ECONNRESET' | 'ETIMEDOUT'): void {
    this.#stopRetry();
    this.#unsent = [];
    this.#finish(why);
    this.host.connections.delete(this);
  }

  #finish(why: ConnectionEnd): void {
    if (this.#end === undefined || why === 'ECONNRESET') this.#end = why;
    this.#hasNews();
  }

  /** Sends in order; what is lost waits, with all behind it, for the next try. */
  #transmit(arrive: () => void): number | undefined {
    if (this.#unsent.length > 0) {
      this.#unsent.push(arrive);
      if (this.#getsThrough()) this.#retrySoon();
      return undefined;
    }
    const arrivesAtUs = this.#trySend(arrive);
    if (arrivesAtUs === undefined) {
      this.#unsent.push(arrive);
      this.#retryUs = FIRST_RETRY_US;
      this.#retrySinceUs = this.host.kernel.nowUs;
      this.#armRetry();
    }
    return arrivesAtUs;
  }

  /** Whether the peer gets what is sent behind a gap, so that it can tell of the gap. */
  #getsThrough(): boolean {
    const { host } = this;
    const { network } = host.kernel;
    const to = this.#reach();
    if (to === undefined || network.link(host, to).loss === 0) return false;
    return network.transmit(host, to, () => undefined) !== undefined;
  }

  /** Sends again when the peer has told of the gap: Linux's RACK, without its patience. */
  #retrySoon(): void {
    const { host, remote } = this;
    const { network } = host.kernel;
    const there = network.link(host, remote.host).latencyUs;
    const back = network.link(remote.host, host).latencyUs;
    this.#stopRetry();
    this.#stopRetry = host.kernel.after(there + back, () => this.#retry());
  }

  #trySend(arrive: () => void): number | undefined {
    const { host, remote } = this;
    const to = this.#reach();
    if (to === undefined) return undefined;
    const run = to === remote.host ? arrive : this.#refusedBy(to);
    const atUs = host.kernel.network.transmit(host, to, run, this.#lastArrivalUs);
    if (atUs !== undefined) this.#lastArrivalUs = atUs;
    return atUs;
  }

  /** What happens where this connection's data arrives at a host that does not know it. */
  #refusedBy(host: Host): () => void {
    const reset = (): void => this.#reset('ECONNRESET');
    return () => void this.host.kernel.network.transmit(host, this.host, reset);
  }

  /** Who gets what is sent now: another than the peer once the peer's address has moved. */
  #reach(): Host | undefined {
    const { host, remote } = this;
    if (!this.#canMove) return remote.host;
    if (!host.holds(this.#peer!.remote.address)) return undefined;
    return host.kernel.network.hostAt(remote.address, host);
  }

  #armRetry(): void {
    const { kernel } = this.host;
    const leftUs = this.#retrySinceUs + this.userTimeoutUs - kernel.nowUs;
    this.#stopRetry = kernel.after(Math.min(this.#retryUs, leftUs), () => this.#retry());
  }

  #retry(): void {
    const { nowUs } = this.host.kernel;
    const before = this.#unsent.length;
    while (this.#unsent.length > 0 && this.#trySend(this.#unsent[0]!) !== undefined) {
      this.#unsent.shift();
    }
    if (this.#unsent.length === 0) {
      if (this.#isClosed) this.host.connections.delete(this);
      return;
    }
    if (this.#unsent.length < before) {
      this.#retrySinceUs = nowUs;
      this.#retryUs = FIRST_RETRY_US;
    } else if (nowUs - this.#retrySinceUs >= this.userTimeoutUs) {
      this.#reset('ETIMEDOUT');
      return;
    } else {
      this.#retryUs = Math.min(this.#retryUs * 2, LONGEST_RETRY_US);
    }
    if (this.#unsent.length > 1 && this.#getsThrough()) this.#retrySoon();
    else this.#armRetry();
  }
}
