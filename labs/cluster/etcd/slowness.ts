import type { RangeRequest, RangeResponse, ResponseHeader } from '../client/etcd/index.ts';
import { formatDuration } from '../client/zap.ts';
import { RpcError } from '../client/grpc.ts';
import { formatRfc3339, SECOND } from '../kernel/index.ts';
import type { Counters } from './counters.ts';
import { diskBoundsUs, Histogram } from './histogram.ts';
import type { EtcdLog } from './log.ts';
import { formatProposal, sizeOfResponse } from './loggable-request.ts';
import { encodeKeyValue, type Body } from './mvcc/index.ts';
import { bytesField, numberField } from './protobuf.ts';
import type { Id, Message } from './raft/index.ts';
import type { Proposal } from './requests.ts';

/** Source: etcd server/wal/wal.go `warnSyncDuration` */
const WARN_SYNC_US = SECOND;
/** Source: etcd server/embed/config.go `DefaultWarningApplyDuration` */
const WARN_APPLY_US = 100_000;

/**
 * How fast a member's disk is, and what it complains of where its disk or its network is too slow
 * for it: the lines that tell an administrator so in the journal.
 *
 * Source: etcd server/wal/wal.go, server/etcdserver/util.go, raft.go, pkg/contention
 */
export class Slowness {
  /** How long the log took to be safe on the disk, each time. */
  readonly walSyncs = new Histogram(diskBoundsUs);
  readonly #log: EtcdLog;
  readonly #counters: Counters;
  readonly #heartbeatUs: number;
  readonly #nowUs: () => number;
  /** When the last heartbeat went to each follower. */
  readonly #beats = new Map<Id, number>();

  constructor(log: EtcdLog, counters: Counters, heartbeatUs: number, nowUs: () => number) {
    this.#log = log;
    this.#counters = counters;
    this.#heartbeatUs = heartbeatUs;
    this.#nowUs = nowUs;
  }

  /** After the log was synced. */
  noteSync(tookUs: number): void {
    this.walSyncs.observe(tookUs);
    if (tookUs <= WARN_SYNC_US) return;
    this.#log.warn('wal/wal.go:805', 'slow fdatasync', {
      took: formatDuration(tookUs),
      'expected-duration': formatDuration(WARN_SYNC_US),
    });
  }

  /** After a range was answered that began at `startUs`. */
  noteRange(request: RangeRequest, answer: RangeResponse | RpcError, startUs: number): void {
    const tookUs = this.#nowUs() - startUs;
    if (tookUs <= WARN_APPLY_US) return;
    const isError = answer instanceof RpcError;
    const shown = isError ? '' : formatResponse(answer);
    const error = isError ? answer.message : undefined;
    this.#warnOfApply(tookUs, 'read-only range ', formatRange(request), shown, error);
    if (isError && !request.serializable) this.#traceAgreement(request, startUs, tookUs);
  }

  /** Where the time of a read went that nobody agreed to. Source: etcd pkg/traceutil/trace.go */
  #traceAgreement({ key, range_end = '' }: RangeRequest, startUs: number, tookUs: number): void {
    const name = `trace[${startUs % 2_147_483_648}]`;
    const duration = formatDuration(tookUs);
    const step = "'agreement among raft nodes before linearized reading' ";
    this.#log.info('traceutil/trace.go:171', `${name} range`, {
      detail: `{range_begin:${key}; range_end:${range_end}; }`,
      duration,
      start: formatRfc3339(startUs, 6),
      end: formatRfc3339(startUs + tookUs, 6),
      steps: [`${name} ${step} (duration: ${duration})`],
      step_count: 1,
    });
  }

  /** After a request was applied, in vain or not, that may have had to wait for the database. */
  noteApply(
    proposal: Proposal,
    result: Body | RpcError,
    header: ResponseHeader,
    tookUs: number,
  ): void {
    const isError = result instanceof RpcError;
    if (tookUs <= WARN_APPLY_US && !isError) return;
    const request = formatProposal(proposal);
    if (request === undefined) return;
    if (isError) {
      const took = formatDuration(tookUs);
      const fields = { took, request, response: '', error: innerText(result) };
      this.#log.warn('etcdserver/util.go:136', 'failed to apply request', fields);
    } else
      this.#warnOfApply(tookUs, '', request, `size:${sizeOfResponse(proposal, result, header)}`);
  }

  #warnOfApply(
    tookUs: number,
    prefix: string,
    request: string,
    response: string,
    error?: string,
  ): void {
    this.#counters.slowApplies++;
    this.#log.warn('etcdserver/util.go:183', 'apply request took too long', {
      took: formatDuration(tookUs),
      'expected-duration': formatDuration(WARN_APPLY_US),
      ...{ prefix, request, response },
      ...(error !== undefined && { error }),
    });
  }

  /** Before messages are sent: a leader's heartbeats are to come in time. */
  noteSending(messages: readonly Message[]): void {
    const limitUs = 2 * this.#heartbeatUs;
    for (const { to, type } of messages) {
      if (type !== 'MsgHeartbeat') continue;
      const nowUs = this.#nowUs();
      const exceededUs = nowUs - (this.#beats.get(to) ?? nowUs) - limitUs;
      this.#beats.set(to, nowUs);
      if (exceededUs <= 0) continue;
      this.#counters.heartbeatSendFailures++;
      const message =
        'leader failed to send out heartbeat on time; took too long, leader is overloaded likely ' +
        'from slow disk';
      this.#log.warn('etcdserver/raft.go:428', message, {
        to,
        'heartbeat-interval': formatDuration(this.#heartbeatUs),
        'expected-duration': formatDuration(limitUs),
        'exceeded-duration': formatDuration(exceededUs),
      });
    }
  }

  /** The leader has changed: who leads now begins anew. */
  forget(): void {
    this.#beats.clear();
  }
}

/** An error as etcd has it inside, before it becomes one for clients. */
function innerText({ message }: RpcError): string {
  return message
    .replace('etcdserver: mvcc: database space exceeded', 'etcdserver: no space')
    .replace('etcdserver: requested lease', 'lease')
    .replace('etcdserver: mvcc', 'mvcc');
}

/** As Go's `RangeRequest.String()` has it: a space behind each field. */
function formatRange({ key, limit, range_end, revision, serializable }: RangeRequest): string {
  const fields = [
    `key:${JSON.stringify(key)} `,
    range_end === undefined || range_end === '' ? '' : `range_end:${JSON.stringify(range_end)} `,
    limit ? `limit:${limit} ` : '',
    revision ? `revision:${revision} ` : '',
    serializable ? 'serializable:true ' : '',
  ];
  return fields.join('');
}

/** Of the header only the revision is there yet. */
function formatResponse({ count, header, kvs, more }: RangeResponse): string {
  const size = [
    ...bytesField(1, numberField(3, header.revision)),
    ...kvs.flatMap((kv) => bytesField(2, encodeKeyValue(kv))),
    ...(more ? numberField(3, 1) : []),
    ...numberField(4, count),
  ].length;
  return `range_response_count:${kvs.length} size:${size}`;
}
