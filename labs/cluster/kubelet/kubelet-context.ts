import type { EventRecorder } from '../client/event-recorder.ts';
import type { Klog } from '../client/klog.ts';
import type { Process } from '../kernel/index.ts';
import { machineOf } from '../machine/index.ts';
import type { BackOff } from './back-off.ts';
import type { ContainerRuntime } from './runtime/index.ts';
import type { Settings } from './settings.ts';

/** What all parts of one kubelet share. */
export interface KubeletContext {
  readonly process: Process;
  readonly settings: Settings;
  readonly log: Klog;
  /** Absent where the kubelet runs alone, without an API server. */
  readonly events: EventRecorder | undefined;
  readonly restarts: BackOff;
  readonly pulls: BackOff;
}

/** Reaches the container runtime. Errors: gRPC's sentence. */
export function connectRuntime({ process, settings }: KubeletContext): ContainerRuntime | string {
  const { socketPath } = settings;
  const found = machineOf(process).sockets.connect<ContainerRuntime>(socketPath);
  if (typeof found !== 'string') return found;
  if (found === 'ETIMEDOUT') {
    return 'rpc error: code = DeadlineExceeded desc = context deadline exceeded';
  }
  const why = found === 'ENOENT' ? 'no such file or directory' : 'connection refused';
  const dial = `dial unix ${socketPath}: connect: ${why}`;
  const what = 'rpc error: code = Unavailable desc = connection error: desc =';
  return `${what} "transport: Error while dialing: ${dial}"`;
}
