import { sleep, type Process, type Task } from '../kernel/index.ts';
import { isStreamEnd, type Frame, type HttpLink, type HttpStream } from '../client/http.ts';
import type { EtcdLog, LogFields } from './log.ts';
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
  /** Of the two streams that real etcd writes to, those that it would take for open. */
  readonly #open = new Set<string>();
  #readerSinceUs: number | undefined;
  #lastHeardUs = 0;
  #lastSentUs = 0;
  #isReading = false;
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
    this.#pipeline.logStart();
    for (const _ of STREAM_TYPES) this.#stream('info', 169, 'started stream writer');
    for (const type of STREAM_TYPES) {
      this.#stream('info', 395, 'started stream reader', { 'stream-reader-type': type });
    }
    this.#context.process.go(this.#keepReading());
    this.#context.process.go(this.prober.run(() => this.url));
    this.#info('rafthttp/peer.go:137', 'started remote peer');
  }

  stop(): void {
    this.#isStopped = true;
    this.prober.stop();
    this.#info('rafthttp/peer.go:330', 'stopping remote peer');
    this.#stopWriter();
    this.#pipeline.logStop();
    for (const type of STREAM_TYPES) {
      if (this.#isReading) this.#loseReader(type, 'context canceled');
      this.#stream('info', 442, 'stopped stream reader', { 'stream-reader-type': type });
    }
    this.#link?.close();
    this.#info('rafthttp/peer.go:335', 'stopped remote peer');
  }

  /** Takes the stream that the peer has dialled, in the place of an older one. */
  attach(writer: HttpStream): void {
    const { process, log, localId } = this.#context;
    this.#writer?.link.close();
    this.#writer = writer;
    this.#lastSentUs = process.nowUs;
    writer.send('http/200', { response: { status: 200, headers: {} } });
    for (const type of STREAM_TYPES) {
      const fields = { from: localId, to: this.id, 'stream-type': type };
      log.info('rafthttp/stream.go:249', 'set message encoder', fields);
      this.status.activate();
      const half = { 'stream-writer-type': type };
      if (this.#open.has(type)) this.#stream('warn', 265, 'closed TCP streaming connection', half);
      this.#open.add(type);
      this.#stream('info', 274, 'established TCP streaming connection', half);
    }
  }

  send(message: Message): void {
    if (this.#writer?.send(traceNameOf(message), { data: message })) {
      this.#lastSentUs = this.#context.process.nowUs;
      return;
    }
    this.#loseWriter(223, STREAM_TYPES[message.type === 'MsgApp' ? 0 : 1]);
    this.#pipeline.send(message);
  }

  /** Looks after silence, at every tick of the member's clock. */
  check(nowUs: number): void {
    const silentUs = nowUs - this.#lastSentUs;
    if (this.#writer && silentUs >= LINK_HEARTBEAT_US) {
      if (this.#writer.send('raft/linkHeartbeat', {})) this.#lastSentUs = nowUs;
      else if (silentUs >= READ_TIMEOUT_US) this.#loseWriter(194, ...STREAM_TYPES);
    }
    if (this.#readerSinceUs === undefined || nowUs - this.#lastHeardUs < READ_TIMEOUT_US) return;
    this.#isTimedOut = true;
    this.#link?.close();
  }

  *#keepReading(): Task<void> {
    const { process } = this.#context;
    while (!this.#isStopped) {
      const dialledUs = process.nowUs;
      const stream = yield* this.#dial();
      if (typeof stream === 'string') {
        this.status.deactivate(`failed to dial ${this.id} on ${STREAM_TYPES[0]} (${stream})`);
      } else {
        yield* this.#read(stream);
        this.#link?.close();
      }
      yield* sleep(Math.max(0, dialledUs + REDIAL_US - process.nowUs));
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
    this.#isReading = true;
    this.status.activate();
    for (const type of STREAM_TYPES) {
      const half = { 'stream-reader-type': type };
      this.#stream('info', 412, 'established TCP streaming connection', half);
    }
    const take = ({ data }: Frame): void => {
      this.#lastHeardUs = process.nowUs;
      if (data !== undefined) receive(data as Message);
    };
    for (let frame = stream.poll(); frame; frame = stream.poll()) take(frame);
    stream.onFrame = take;
    yield stream.aborted;
    this.#readerSinceUs = undefined;
    if (this.#isStopped) return;
    this.#isReading = false;
    const last = yield* stream.receive();
    const isGoodbye = isStreamEnd(last) && last.end === 'reset';
    const lost = isGoodbye ? 'EOF' : 'unexpected EOF';
    const error = this.#isTimedOut ? this.#timeoutText(stream) : lost;
    for (const type of STREAM_TYPES) this.#loseReader(type, error);
    if (this.#isTimedOut) this.#loseWriter(223, ...STREAM_TYPES);
    this.#isTimedOut = false;
  }

  #timeoutText(stream: HttpStream): string {
    const { host, localPort, remote } = stream.link.connection;
    const [here, there] = [host.addresses[0], remote.host.addresses[0]];
    return `read tcp ${here}:${localPort}->${there}:${remote.port}: i/o timeout`;
  }

  #loseReader(type: string, error: string): void {
    const fields = { 'stream-reader-type': type };
    this.#stream('warn', 421, 'lost TCP streaming connection', fields, { error });
    if (error === 'EOF') return;
    this.status.deactivate(`failed to read ${this.id} on ${type} (${error})`);
  }

  #loseWriter(line: number, ...types: readonly string[]): void {
    for (const type of types) {
      if (!this.#open.delete(type)) continue;
      const half = { 'stream-writer-type': type };
      this.#stream('warn', line, 'lost TCP streaming connection', half);
    }
    if (this.#open.size > 0) return;
    this.#writer?.link.close();
    this.#writer = undefined;
  }

  /** Says goodbye on the stream, by which the other side knows that this is no crash. */
  #stopWriter(): void {
    const { log } = this.#context;
    const rest = 'TCP streaming connection with remote peer';
    for (const type of STREAM_TYPES) {
      const name = this.#lastSentUs > 0 ? type : 'unknown stream';
      const fields = { 'stream-writer-type': name, 'remote-peer-id': this.id };
      if (this.#open.delete(type)) log.warn('rafthttp/stream.go:286', `closed ${rest}`, fields);
      log.info('rafthttp/stream.go:294', `stopped ${rest}`, fields);
    }
    this.#writer?.cancel();
    this.#writer?.link.close();
    this.#writer = undefined;
  }

  #info(caller: string, message: string): void {
    this.#context.log.info(caller, message, { 'remote-peer-id': this.id });
  }

  #stream(
    level: 'info' | 'warn',
    line: number,
    what: string,
    half?: LogFields,
    more?: LogFields,
  ): void {
    const ids = { 'local-member-id': this.#context.localId, 'remote-peer-id': this.id };
    const fields = { ...half, ...ids, ...more };
    this.#context.log.line(level, `rafthttp/stream.go:${line}`, `${what} with remote peer`, fields);
  }
}
