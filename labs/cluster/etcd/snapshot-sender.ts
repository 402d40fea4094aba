import { SECOND, sleep, type Task } from '../kernel/index.ts';
import { formatBytes } from '../client/bytes.ts';
import { MEMBER_REMOVED, postToPeer } from './peer-post.ts';
import type { PeerContext } from './peer.ts';
import type { MessageOf } from './raft/index.ts';

/** Source: etcdserver/raft.go `maxInFlightMsgSnap`. Units: snapshots. */
const INFLIGHT_MAX = 16;
/**
 * For so long after one was sent the log is not compacted: whoever got it needs the entries that
 * come after it. Source: etcdserver/server.go `releaseDelayAfterSnapshot`
 */
const RELEASE_DELAY_US = 30 * SECOND;

/**
 * Sends snapshots to members that lack what is no longer in the log, each by a request of its own.
 *
 * Keeps:   Raft is told how each went
 * Source:  etcd server/etcdserver/api/rafthttp/snapshot_sender.go
 * Differs: its size costs no time on the way
 */
export class SnapshotSender {
  readonly #context: PeerContext;
  #inflight = 0;

  constructor(context: PeerContext) {
    this.#context = context;
  }

  get isBusy(): boolean {
    return this.#inflight > 0;
  }

  send(message: MessageOf<'MsgSnap'>, url: string): void {
    if (this.#inflight >= INFLIGHT_MAX) this.#context.reportSnapshot(message.to, false);
    else this.#context.process.go(this.#post(message, url));
  }

  *#post(message: MessageOf<'MsgSnap'>, url: string): Task<void> {
    const { log, fail, reportUnreachable, reportSnapshot } = this.#context;
    const { to, snapshot } = message;
    const bytes = snapshot.data!.length;
    const fields = {
      'snapshot-index': snapshot.index,
      'remote-peer-id': to,
      bytes,
      size: formatBytes(bytes),
    };
    log.info('rafthttp/snapshot_sender.go:84', 'sending database snapshot', fields);
    this.#inflight++;
    const error = yield* postToPeer(this.#context, url, '/raft/snapshot', message);
    if (error === undefined) {
      const sent = { bytes, size: fields.size };
      log.info('etcdserver/snapshot_merge.go:66', 'sent database snapshot to writer', sent);
      reportSnapshot(to, true);
      log.info('rafthttp/snapshot_sender.go:133', 'sent database snapshot', fields);
    } else {
      const message = 'failed to send database snapshot';
      log.warn('rafthttp/snapshot_sender.go:102', message, { ...fields, error });
      if (error === MEMBER_REMOVED) fail(error);
      reportUnreachable(to);
      reportSnapshot(to, false);
    }
    yield* sleep(RELEASE_DELAY_US);
    this.#inflight--;
  }
}
