import { sleep, type Process, type Task } from '../kernel/index.ts';
import { isStreamEnd, type Frame, type HttpLink, type HttpStream } from '../client/http.ts';
import type { EtcdLog } from './log.ts';
import { dialPeer } from './peer-dial.ts';
import type { Id, Message } from './raft/index.ts';

export interface PeerContext {
  readonly process: Process;
  readonly localId: Id;
  readonly clusterId: string;
  readonly log: EtcdLog;
  readonly dialTimeoutUs: number;
  receive(message: Message): void;
  reportUnreachable(id: Id): void;
}

/** Source: etcd server/etcdserver/api/rafthttp/peer.go `ConnReadTimeout`. Units: microseconds. */
const READ_TIMEOUT_US = 5_000_000;
const LINK_HEARTBEAT_US = Math.floor(READ_TIMEOUT_US / 3);
/** Source: rafthttp/stream.go `streamReader.run`: at most one dial in 100 ms. */
const REDIAL_US = 100_000;
/** Source: rafthttp/pipeline.go `connPerPipeline`. What does not fit is dropped, not queued. */
const POSTS_MAX = 4;

/** Real etcd keeps two streams each way; ours is one, and the log speaks of both. */
const STREAM_TYPES = ['stream MsgApp v2', 'stream Message'] as const;

const traceNames = new Map<string, string>();

/**
 * One other member: the stream that we read its messages from, which we dial, and the stream that
 * we write ours to, which it dials. Both live as long as they can and are dialled again when lost.
 *
 * Keeps:   a message is sent at once or never; what is not sent is reported to Raft
 * Source:  etcd server/etcdserver/api/rafthttp: peer.go, stream.go, peer_status.go
 * Differs: a silent peer's writer is closed along with its reader
 */
export class Peer {
  readonly id: Id;
  readonly #context: PeerContext;
  readonly #url: string;
  #link: HttpLink | undefined;
  #writer: HttpStream | undefined;
  #readerSinceUs: number | undefined;
  #lastHeardUs = 0;
  #lastSentUs = 0;
  #posts = 0;
  #isTimedOut = false;
  #isStopped = false;
  /** Since when messages have been getting through; undefined while they are not. */
  activeSinceUs: number | undefined;

  constructor(context: PeerContext, id: Id, url: string) {
    this.id = id;
    this.#context = context;
    this.#url = url;
  }

  start(): void {
    this.#info('rafthttp/peer.go:133', 'starting remote peer');
    for (const type of STREAM_TYPES) {
      this.#stream('info', 395, 'started stream reader with remote peer', 'reader', type);
    }
    this.#context.process.go(this.#keepReading());
    this.#info('rafthttp/peer.go:137', 'started remote peer');
  }

  stop(): void {
    this.#isStopped = true;
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
    this.#activate();
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
    let kind = traceNames.get(message.type);
    if (kind === undefined) traceNames.set(message.type, (kind = `raft/${message.type}`));
    this.#lastSentUs = this.#context.process.nowUs;
    if (this.#writer?.send(kind, { data: message })) return;
    this.#dropWriter('lost TCP streaming connection with remote peer');
    if (this.#posts >= POSTS_MAX) this.#context.reportUnreachable(this.id);
    else this.#context.process.go(this.#post(kind, message));
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
        this.#deactivate(`failed to dial ${this.id} on ${STREAM_TYPES[0]} (${stream})`);
      } else {
        yield* this.#read(stream);
        this.#link?.close();
      }
      yield* sleep(REDIAL_US);
    }
  }

  /** Sends one message by a request of its own, while there is no stream. */
  *#post(kind: string, message: Message): Task<void> {
    this.#posts++;
    const { process, dialTimeoutUs } = this.#context;
    const link = yield* dialPeer(process, this.#url, dialTimeoutUs);
    if (typeof link === 'string') {
      this.#deactivate(`failed to write ${this.id} on pipeline (${link})`);
      this.#context.reportUnreachable(this.id);
    } else {
      const headers = { 'X-Etcd-Cluster-ID': this.#context.clusterId, 'X-Raft-To': this.id };
      const request = { method: 'POST', path: '/raft', headers };
      const stream = link.open(kind, { request, data: message, isEnd: true });
      if (isStreamEnd(yield* stream.receive())) this.#context.reportUnreachable(this.id);
      else this.#activate();
      link.close();
    }
    this.#posts--;
  }

  *#dial(): Task<HttpStream | string> {
    const { process, localId, clusterId, dialTimeoutUs } = this.#context;
    const link = yield* dialPeer(process, this.#url, dialTimeoutUs);
    if (typeof link === 'string') return link;
    this.#link = link;
    const headers = { 'X-Etcd-Cluster-ID': clusterId, 'X-Raft-To': this.id };
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
    return String(first.data ?? `unexpected http status ${first.response?.status}`);
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
    this.#activate();
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

  #activate(): void {
    if (this.activeSinceUs !== undefined) return;
    this.activeSinceUs = this.#context.process.nowUs;
    this.#context.log.info('rafthttp/peer_status.go:53', 'peer became active', {
      'peer-id': this.id,
    });
  }

  #deactivate(reason: string): void {
    if (this.activeSinceUs === undefined) return;
    this.activeSinceUs = undefined;
    this.#context.log.warn(
      'rafthttp/peer_status.go:66',
      'peer became inactive (message send to peer failed)',
      {
        'peer-id': this.id,
        error: reason,
      },
    );
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
