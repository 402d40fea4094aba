import { SECOND, sleep, type Process, type Task } from '../../cluster/kernel/index.ts';
import type { ContainerRuntime } from '../../cluster/kubelet/runtime/index.ts';
import { machineOf } from '../../cluster/machine/index.ts';
import type { ParsedFlags } from '../pflag.ts';

const SOCKET = '/run/containerd/containerd.sock';
const DEADLINE_US = 2 * SECOND;

/** One call of crictl: its words and the runtime that it asks. */
export interface Call {
  readonly process: Process;
  readonly runtime: ContainerRuntime;
  readonly flags: ParsedFlags;
}

/** Ends the call in logrus' way. */
export function* fail(process: Process, why: string): Task<number> {
  const seconds = Math.floor((process.nowUs - process.startedAtUs) / SECOND);
  yield* process.warn(`FATA[${String(seconds).padStart(4, '0')}] ${why}\n`);
  return 1;
}

/** Errors: why nobody answers, in gRPC's words */
export function* connect(process: Process): Task<ContainerRuntime | string> {
  const runtime = machineOf(process).sockets.connect<ContainerRuntime>(SOCKET);
  if (typeof runtime !== 'string') return runtime;
  const lead =
    'validate service connection: validate CRI v1 runtime API for endpoint ' +
    `"unix://${SOCKET}": rpc error: code = `;
  if (runtime === 'ETIMEDOUT') {
    yield* sleep(DEADLINE_US);
    return `${lead}DeadlineExceeded desc = context deadline exceeded`;
  }
  const why = runtime === 'ENOENT' ? 'no such file or directory' : 'connection refused';
  const dial = `dial unix ${SOCKET}: connect: ${why}`;
  const said = `transport: Error while dialing: ${dial}`;
  return `${lead}Unavailable desc = connection error: desc = "${said}"`;
}
