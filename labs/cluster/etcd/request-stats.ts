import { formatRfc3339, type Process } from '../kernel/index.ts';
import type { DeleteRangeRequest, PutRequest, RangeRequest } from '../client/etcd/index.ts';
import { RpcError, type ServerCall } from '../client/grpc.ts';
import { formatDuration } from '../client/zap.ts';
import type { EtcdLog } from './log.ts';
import { formatKeys, formatPut } from './loggable-request.ts';
import { textField } from './protobuf.ts';

/** Source: etcd server/embed/config.go `DefaultWarningUnaryRequestDuration`. In microseconds. */
const WARN_US = 300_000;

type Content = readonly [count: number, size: number, content: string];
type Range = RangeRequest | DeleteRangeRequest;

/** What is told of a request, by its method; of all others nothing is. */
const contents: Readonly<Record<string, (request: never) => Content>> = {
  'KV/Range': (request: Range) => [0, sizeOf(request.key, request.range_end), formatKeys(request)],
  'KV/DeleteRange': (request: Range) => {
    return [0, sizeOf(request.key, request.range_end), formatKeys(request)];
  },
  'KV/Put': (request: PutRequest) => [1, sizeOf(request.key, request.value), formatPut(request)],
  'KV/Txn': () => [0, 0, ''],
};

function sizeOf(key: string, second = ''): number {
  return textField(1, key).length + textField(2, second).length;
}

/**
 * Complains of a call that took too long.
 *
 * Shape:   `answer` is undefined where the caller has gone away
 * Units:   microseconds
 * Source:  etcd server/etcdserver/api/v3rpc/interceptor.go `newLogUnaryInterceptor`
 * Differs: of keys only what has failed is told
 */
export function noteStats(
  { log, process: { nowUs } }: { readonly log: EtcdLog; readonly process: Process },
  name: string,
  request: object,
  call: ServerCall,
  startUs: number,
  answer: unknown,
): void {
  if (nowUs - startUs <= WARN_US) return;
  const hasFailed = answer === undefined || answer instanceof RpcError;
  const describe = contents[name];
  if (!hasFailed && describe) return;
  const [count, size, content] = describe?.(request as never) ?? [-1, -1, ''];
  const answered = describe ? 0 : -1;
  log.warn('v3rpc/interceptor.go:197', 'request stats', {
    'start time': formatRfc3339(startUs, 6),
    'time spent': formatDuration(nowUs - startUs),
    remote: call.remote,
    'response type': `/etcdserverpb.${name}`,
    'request count': count,
    'request size': size,
    'response count': answered,
    'response size': answered,
    'request content': content,
  });
}
