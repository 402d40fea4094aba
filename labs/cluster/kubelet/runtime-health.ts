import { SECOND, sleep, type Task } from '../kernel/index.ts';
import { connectRuntime, type KubeletContext } from './kubelet-context.ts';

/** Source: kubelet.go `updateRuntimeUp` every 5 s; `maxWaitForContainerRuntime` 30 s. */
const CHECK_US = 5 * SECOND;
const PATIENCE_US = 30 * SECOND;

/** Asks the runtime every 5 s whether it is there: a node without one is not ready. */
export class RuntimeHealth {
  readonly #context: KubeletContext;
  #answeredUs: number | undefined;

  constructor(context: KubeletContext) {
    this.#context = context;
  }

  *run(): Task<void> {
    const { log, process } = this.#context;
    for (;;) {
      const runtime = connectRuntime(this.#context);
      if (typeof runtime !== 'string') this.#answeredUs = process.nowUs;
      else log.error('kubelet.go:3049', 'Container runtime sanity check failed', runtime);
      yield* sleep(CHECK_US);
    }
  }

  /** Why the node is not ready. Source: pkg/kubelet/runtime.go `runtimeErrors` */
  fault(): string | undefined {
    if (this.#answeredUs === undefined) {
      return 'container runtime status check may not have completed yet';
    }
    const sinceUs = this.#context.process.nowUs - this.#answeredUs;
    return sinceUs >= PATIENCE_US ? 'container runtime is down' : undefined;
  }
}
