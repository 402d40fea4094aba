import {
  Condition,
  formatRfc3339,
  MILLISECOND,
  sleep,
  wait,
  type Host,
  type Program,
} from '../../kernel/index.ts';
import { machineOf } from '../../machine/index.ts';
import { ContainerRuntime, SOCKET_PATH, type ImageTable } from './container-runtime.ts';
import { ContainerStore } from './container-store.ts';

/**
 * Makes the program `/usr/bin/containerd`, which finds its images in a table.
 *
 * Keeps:   what it knows of containers outlives it: one store a machine
 */
export function makeContainerd(images: ImageTable): Program {
  const stores = new WeakMap<Host, ContainerStore>();
  return function* (process) {
    const machine = machineOf(process);
    const log = (message: string): string =>
      `time="${formatRfc3339(process.nowUs, 6).replace('Z', '000Z')}" level=info msg=${message}\n`;
    let store = stores.get(machine);
    if (store === undefined) stores.set(machine, (store = new ContainerStore(machine)));
    const runtime = new ContainerRuntime(process, store, images);
    yield* process.warn(log(`"starting containerd" version=${runtime.version}`));
    const bootMs = process.random.int(15, 45);
    yield* sleep(bootMs * MILLISECOND);
    store.recover();
    const asked = new Condition();
    process.onSignal('SIGTERM', () => asked.notify());
    machine.sockets.listen(process, SOCKET_PATH, runtime);
    yield* process.warn(log(`"serving..." address=${SOCKET_PATH}`));
    yield* process.warn(log(`"containerd successfully booted in 0.0${bootMs}s"`));
    machine.systemd.notifyReady(process);
    yield* wait(asked.changed);
    yield* process.warn(log('"Stop CRI service"'));
    machine.sockets.unlink(SOCKET_PATH);
    return 0;
  };
}
