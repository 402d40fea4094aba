import {
  after,
  Condition,
  select,
  sleep,
  wait,
  type Connection,
  type Task,
  type Wait,
} from '../kernel/index.ts';
import type { Certificate } from '../api/index.ts';
import { HttpStream, type Frame, type StreamEnd } from './http-stream.ts';

export interface LinkOptions {
  /** Called for each stream that the other side opens; absent on a client. */
  readonly onOpen?: (stream: HttpStream) => void;
  /** Called once, when the connection is over. */
  readonly onEnd?: (link: HttpLink) => void;
  /** The certificate that the other end showed. */
  readonly peer?: Certificate | undefined;
  /** Ping after this long without a word while requests are open, and give up after `timeoutUs`. */
  readonly keepalive?: { readonly timeUs: number; readonly timeoutUs: number };
}

/** What goes over the wire: a frame of one stream, or a word about the connection itself. */
type Parcel =
  | { readonly stream: number; readonly frame: Frame }
  | { readonly stream: number; readonly isReset: true }
  | { readonly ping: 'ping' | 'ack' }
  | { readonly isGoAway: true }
  | { readonly isHttp1: true };

/** How many requests one connection may carry at a time. */
const STREAMS_MAX = 100_000;

/**
 * One connection with all the streams on it.
 *
 * Keeps:   when the connection ends, every stream on it ends with the same reason
 * Source:  RFC 9113 §5, §6.7; grpc-go's keepalive for the pings
 */
export class HttpLink {
  readonly connection: Connection;
  /** The certificate that the other end showed. */
  readonly peer: Certificate | undefined;
  readonly #onOpen: ((stream: HttpStream) => void) | undefined;
  readonly #onEnd: ((link: HttpLink) => void) | undefined;
  readonly #streams = new Map<number, HttpStream>();
  readonly #unusable = new Condition();
  readonly #heard = new Condition();
  readonly #opened = new Condition();
  #end: StreamEnd | undefined;
  #nextStream = 1;
  #isDraining = false;
  #lastHeardUs: number;

  constructor(connection: Connection, options: LinkOptions = {}) {
    this.connection = connection;
    this.peer = options.peer;
    this.#onOpen = options.onOpen;
    this.#onEnd = options.onEnd;
    const { process } = connection;
    this.#lastHeardUs = process.nowUs;
    if (options.keepalive) {
      const { timeUs, timeoutUs } = options.keepalive;
      process.go(this.#keepAlive(timeUs, timeoutUs));
    }
    connection.handle({
      take: (message) => this.#receive(message.body),
      ended: (why) => this.#finish({ end: why }),
    });
  }

  /** Why the connection is over; undefined while it lives. */
  get end(): StreamEnd | undefined {
    return this.#end;
  }

  /** Wakes when the connection is over, or takes no new streams: the server is going. */
  get unusable(): Wait<void> {
    return {
      arm: (wake, timers) => {
        if (this.#end === undefined && !this.#isDraining) {
          return this.#unusable.changed.arm(wake, timers);
        }
        wake(undefined);
        return () => undefined;
      },
    };
  }

  /** True while new streams can be opened. */
  get isUsable(): boolean {
    return this.#end === undefined && !this.#isDraining;
  }

  /**
   * Says hello, and waits for the answer: a connection may stand where no process is awake to use
   * it. Shape: true where the other end answered in time. Source: RFC 9113 §3.4
   */
  *greet(timeoutUs: number): Task<boolean> {
    this.#send('http/SETTINGS', { ping: 'ping' });
    const first = yield* select({ heard: this.#heard.changed, late: after(timeoutUs) });
    return first.which === 'heard' && this.#end === undefined;
  }

  /** Says goodbye: what is under way may finish, and then the connection closes. */
  drain(): void {
    this.#isDraining = true;
    this.#send('http/GOAWAY', { isGoAway: true });
    this.#maybeCloseDrained();
  }

  /** Opens a stream with its first frame. On a connection that is over, the stream is over too. */
  open(kind: string, frame: Frame): HttpStream {
    const stream = new HttpStream(this, this.#nextStream, undefined);
    this.#nextStream += 2;
    if (this.#end !== undefined) stream.abort(this.#end);
    else if (this.#streams.size >= STREAMS_MAX) stream.abort({ end: 'reset' });
    else {
      this.#streams.set(stream.id, stream);
      this.#opened.notify();
      stream.send(kind, frame);
    }
    return stream;
  }

  close(): void {
    this.#finish({ end: 'closed' });
  }

  /** Answers a client that speaks HTTP/2 as a server does that can only read HTTP/1.1. */
  refuse(): void {
    this.#send('http/400', { isHttp1: true });
    this.close();
  }

  sendFrame(kind: string, stream: number, frame: Frame): boolean {
    return this.#send(kind, { stream, frame });
  }

  sendReset(stream: number): void {
    this.#send('http/RST_STREAM', { stream, isReset: true });
  }

  forget(stream: HttpStream): void {
    this.#streams.delete(stream.id);
    if (this.#isDraining) this.#maybeCloseDrained();
  }

  #send(kind: string, body: Parcel): boolean {
    return this.#end === undefined && this.connection.send({ kind, body });
  }

  #receive(body: unknown): void {
    this.#lastHeardUs = this.connection.process.nowUs;
    this.#heard.notify();
    // Another protocol at this port: nothing that is said here makes sense.
    if (!isParcel(body)) this.#finish({ end: 'closed' });
    else if (this.#end === undefined) this.#take(body);
  }

  #take(parcel: Parcel): void {
    if ('frame' in parcel) {
      const { stream, frame } = parcel;
      const known = this.#streams.get(stream);
      if (known) known.deliver(frame);
      else if (frame.request && this.#onOpen) this.#accept(stream, frame);
    } else if ('isReset' in parcel) {
      this.#streams.get(parcel.stream)?.abort({ end: 'reset' });
    } else if ('isGoAway' in parcel) {
      this.#isDraining = true;
      this.#unusable.notify();
    } else if ('isHttp1' in parcel) {
      this.#finish({ end: 'HTTP/1.1' });
    } else if (parcel.ping === 'ping') this.#send('http/PING ack', { ping: 'ack' });
  }

  /** The server closes; the client only then reads the end, so no answer is lost. */
  #maybeCloseDrained(): void {
    if (this.#onOpen && this.#streams.size === 0) this.#finish({ end: 'closed' });
  }

  #accept(id: number, frame: Frame): void {
    const stream = new HttpStream(this, id, frame.request);
    this.#streams.set(id, stream);
    stream.deliver(frame);
    this.#onOpen?.(stream);
  }

  /** Source: grpc-go internal/transport/http2_client.go `keepalive` */
  *#keepAlive(timeUs: number, timeoutUs: number): Task<void> {
    const { process } = this.connection;
    while (this.#end === undefined) {
      const quietUs = process.nowUs - this.#lastHeardUs;
      if (quietUs < timeUs) {
        yield* sleep(timeUs - quietUs);
        continue;
      }
      // Nobody asks anything now. The next request is also the next chance to find out.
      if (this.#streams.size === 0) yield* wait(this.#opened.changed);
      const heardUs = this.#lastHeardUs;
      this.#send('http/PING', { ping: 'ping' });
      yield* sleep(timeoutUs);
      if (this.#lastHeardUs === heardUs) this.#finish({ end: 'keepalive' });
    }
  }

  #finish(why: StreamEnd): void {
    if (this.#end !== undefined) return;
    this.#end = why;
    this.connection.close();
    for (const stream of [...this.#streams.values()]) stream.abort(why);
    this.#onEnd?.(this);
    for (const waited of [this.#unusable, this.#heard, this.#opened]) waited.notify();
  }
}

function isParcel(body: unknown): body is Parcel {
  if (typeof body !== 'object' || body === null) return false;
  return 'stream' in body || 'ping' in body || 'isGoAway' in body || 'isHttp1' in body;
}
