import { sleep, type Process, type Task } from '../kernel/index.ts';
import { isStreamEnd, type Frame, type HttpLink, type HttpStream } from '../client/http.ts';
import type { EtcdLog } from './log.ts';
import { dialPeer } from './peer-dial.ts';
import { PeerStatus } from './peer-status.ts';
import { MEMBER_REMOVED, peerHeaders } from './peer-post.ts';
import { Pipeline } from './pipeline.ts';
import { Prober } from './prober.ts';
import type { Id, Message, MessageOf } from './raft/index.ts';

export interface PeerContext {
  readonly process: Process;
  readonly localId: Id;
  readonly clusterId: string;
  readonly log: EtcdLog;
  /** Where this member is reached by the others. */
  readonly peerURLs: readonly string[];
  readonly dialTimeoutUs: number;
  receive(message: Message): void;
  reportUnreachable(id: Id): void;
  /** Puts the state into a snapshot, as it is by now. */
  mergeSnapshot(message: MessageOf<'MsgSnap'>): MessageOf<'MsgSnap'>;
  reportSnapshot(id: Id, isDelivered: boolean): void;
  /** True for who has been taken out of the cluster. */
  isRemoved(id: Id): boolean;
  /** This member can't go on. */
  fail(error: string): void;
}

/** Source: etcd server/etcdserver/api/rafthttp/peer.go `ConnReadTimeout`. Units: microseconds. */
const READ_TIMEOUT_US = 5_000_000;
const LINK_HEARTBEAT_US = Math.floor(READ_TIMEOUT_US / 3);
/** Source: rafthttp/stream.go `streamReader.run`: at most one dial in 100 ms. */
const REDIAL_US = 100_000;

/** Real etcd keeps two streams each way; ours is one, and the log speaks of both. */
const STREAM_TYPES = ['stream MsgApp v2', 'stream Message'] as const;

const traceNames = new Map<string, string>();

/** Shape: `raft/MsgApp`. The names are made once: messages are many. */
export function traceNameOf({ type }: Message): string {
  let name = traceNames.get(type);
  if (name === undefined) traceNames.set(type, (name = `raft/${type}`));
  return name;
}

/**
 * One other member: the stream that we read its messages from, which we dial, and the stream that
 * we write ours to, which it dials. Both live as long as they can and are dialled again when lost.
 *
 * Keeps:   a message is sent at once or never; what is not sent is reported to Raft
 * Source:  etcd server/etcdserver/api/rafthttp: peer.go, stream.go
 * Differs: a silent peer's writer is closed along with its reader
 */
export class Peer {
  readonly id: Id;
  readonly #context: PeerContext;
  readonly #pipeline: Pipeline;
  readonly status: PeerStatus;
  readonly prober: Prober;
  #link: HttpLink | undefined;
  #writer: HttpStream | undefined;
  #readerSinceUs: number | undefined;
  #lastHeardUs = 0;
  #lastSentUs = 0;
  #isTimedOut = false;
  #isStopped = false;

  constructor(context: PeerContext, id: Id, url: string) {
    this.id = id;
    this.#context = context;
    this.status = new PeerStatus(context, id);
    this.prober = new Prober(context, id);
    this.#pipeline = new Pipeline(context, id, url, this.status);
  }

  get url(): string {
    return this.#pipeline.url;
  }

  /** Takes another address: what is open stays open. */
  update(url: string): void {
    this.#pipeline.url = url;
  }

  start(): void {
    this.#info('rafthttp/peer.go:133', 'starting remote peer');
    for (const type of STREAM_TYPES) {
      this.#stream('info', 395, 'started stream reader with remote peer', 'reader', type);
    }
    this.#context.process.go(this.#keepReading());
    this.#context.process.go(this.prober.run(() => this.url));
    this.#info('rafthttp/peer.go:137', 'started remote peer');
  }

  stop(): void {
    this.#isStopped = true;
    this.prober.stop();
    this.#info('rafthttp/peer.go:330', 'stopping remote peer');
    this.#dropWriter('closed TCP streaming connection with remote peer');
    this.#link?.close();
    for (const type of STREAM_TYPES) {
      this.#stream('info', 442, 'stopped stream reader with remote peer', 'reader', type);
    }
    this.#info('rafthttp/peer.go:335', 'stopped remote peer');
  }

  /** Takes the stream that the peer has dialled, in the place of an older one. */
  attach(writer: HttpStream): void {
    this.#dropWriter('closed TCP streaming connection with remote peer');
    this.#writer = writer;
    this.#lastSentUs = this.#context.process.nowUs;
    writer.send('http/200', { response: { status: 200, headers: {} } });
    this.status.activate();
    for (const type of STREAM_TYPES) {
      this.#stream(
        'info',
        274,
        'established TCP streaming connection with remote peer',
        'writer',
        type,
      );
    }
  }

  send(message: Message): void {
    const kind = traceNameOf(message);
    this.#lastSentUs = this.#context.process.nowUs;
    if (this.#writer?.send(kind, { data: message })) return;
    this.#dropWriter('lost TCP streaming connection with remote peer');
    this.#pipeline.send(message);
  }

  /** Looks after silence, at every tick of the member's clock. */
  check(nowUs: number): void {
    if (this.#writer && nowUs - this.#lastSentUs >= LINK_HEARTBEAT_US) {
      this.#lastSentUs = nowUs;
      this.#writer.send('raft/linkHeartbeat', {});
    }
    if (this.#readerSinceUs === undefined || nowUs - this.#lastHeardUs < READ_TIMEOUT_US) return;
    this.#isTimedOut = true;
    this.#link?.close();
  }

  *#keepReading(): Task<void> {
    while (!this.#isStopped) {
      const stream = yield* this.#dial();
      if (typeof stream === 'string') {
        this.status.deactivate(`failed to dial ${this.id} on ${STREAM_TYPES[0]} (${stream})`);
      } else {
        yield* this.#read(stream);
        this.#link?.close();
      }
      yield* sleep(REDIAL_US);
    }
  }

  *#dial(): Task<HttpStream | string> {
    const { process, localId, dialTimeoutUs } = this.#context;
    const link = yield* dialPeer(process, this.#pipeline.url, dialTimeoutUs);
    if (typeof link === 'string') return link;
    this.#link = link;
    const headers = peerHeaders(this.#context, this.id);
    const path = `/raft/stream/message/${localId}`;
    const request = { method: 'GET', path, headers };
    const stream = link.open(`http/GET ${path}`, { request, isEnd: true });
    this.#lastHeardUs = process.nowUs;
    this.#readerSinceUs = process.nowUs;
    const first = yield* stream.receive();
    if (!isStreamEnd(first) && first.response?.status === 200) return stream;
    this.#readerSinceUs = undefined;
    link.close();
    if (isStreamEnd(first)) return first.end;
    const status = first.response?.status;
    if (status === 410) {
      this.#context.fail(MEMBER_REMOVED);
      return MEMBER_REMOVED;
    }
    if (status === 404) return `peer ${this.id} failed to find local node ${localId}`;
    return String(first.data ?? `unhandled http status ${status}`);
  }

  /** Hands over messages until the stream is lost. */
  *#read(stream: HttpStream): Task<void> {
    const { process, receive } = this.#context;
    for (const type of STREAM_TYPES) {
      this.#stream(
        'info',
        412,
        'established TCP streaming connection with remote peer',
        'reader',
        type,
      );
    }
    this.status.activate();
    const take = ({ data }: Frame): void => {
      this.#lastHeardUs = process.nowUs;
      if (data !== undefined) receive(data as Message);
    };
    for (let frame = stream.poll(); frame; frame = stream.poll()) take(frame);
    stream.onFrame = take;
    yield stream.aborted;
    this.#readerSinceUs = undefined;
    if (this.#isStopped) return;
    const error = this.#isTimedOut ? this.#timeoutText(stream) : 'EOF';
    for (const type of STREAM_TYPES) {
      this.#stream(
        'warn',
        421,
        'lost TCP streaming connection with remote peer',
        'reader',
        type,
        error,
      );
    }
    if (this.#isTimedOut) this.#dropWriter('lost TCP streaming connection with remote peer');
    this.#isTimedOut = false;
  }

  #timeoutText(stream: HttpStream): string {
    const { host, localPort, remote } = stream.link.connection;
    const [here, there] = [host.addresses[0], remote.host.addresses[0]];
    return `read tcp ${here}:${localPort}->${there}:${remote.port}: i/o timeout`;
  }

  #dropWriter(message: string): void {
    if (this.#writer === undefined) return;
    this.#writer.link.close();
    this.#writer = undefined;
    const line = message.startsWith('lost') ? 223 : 265;
    for (const type of STREAM_TYPES) this.#stream('warn', line, message, 'writer', type);
  }

  #info(caller: string, message: string): void {
    this.#context.log.info(caller, message, { 'remote-peer-id': this.id });
  }

  #stream(
    level: 'info' | 'warn',
    line: number,
    message: string,
    half: 'reader' | 'writer',
    type: string,
    error?: string,
  ): void {
    this.#context.log.line(level, `rafthttp/stream.go:${line}`, message, {
      [`stream-${half}-type`]: type,
      'local-member-id': this.#context.localId,
      'remote-peer-id': this.id,
      ...(error !== undefined && { error }),
    });
  }
}
