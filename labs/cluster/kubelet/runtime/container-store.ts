import { Condition } from '../../kernel/index.ts';
import type { Machine } from '../../machine/index.ts';
import { isReady, type Container, type Sandbox } from './container.ts';

/** What containerd says of a container whose end nobody saw. */
const UNSEEN_EXIT_CODE = 255;

/**
 * All sandboxes and containers of one machine, dead ones too until the kubelet removes them.
 *
 * containerd keeps this on its disk, so it outlives containerd and the machine's power.
 */
export class ContainerStore {
  readonly machine: Machine;
  readonly sandboxes = new Map<string, Sandbox>();
  readonly containers = new Map<string, Container>();
  readonly #changed = new Condition();

  constructor(machine: Machine) {
    this.machine = machine;
  }

  /** Wakes when a container or a sandbox was added, has ended or was removed. */
  get changed() {
    return this.#changed.changed;
  }

  notify(): void {
    this.#changed.notify();
  }

  /** Shape: 64 hexadecimal digits. */
  newId(): string {
    const { bootCount, kernel, name } = this.machine;
    const count = this.containers.size + this.sandboxes.size;
    return kernel.random.fork(`${name}/cri/${bootCount}/${kernel.nowUs}/${count}`).hex(64);
  }

  addSandbox(sandbox: Sandbox): void {
    this.sandboxes.set(sandbox.id, sandbox);
    this.#changed.notify();
  }

  addContainer(container: Container): void {
    this.containers.set(container.id, container);
    this.#changed.notify();
  }

  /** Says that a container's process has ended, or that it never began. */
  finish(container: Container, exitCode: number, reason: string, message = ''): void {
    if (container.state === 'exited') return;
    container.state = 'exited';
    container.finishedAtUs = this.machine.kernel.nowUs;
    container.exitCode = exitCode;
    container.reason = reason;
    container.message = message;
    this.#changed.notify();
  }

  removeContainer({ id, logPath }: Container): void {
    this.containers.delete(id);
    this.machine.files.remove(logPath);
    this.#changed.notify();
  }

  removeSandbox(sandbox: Sandbox): void {
    this.sandboxes.delete(sandbox.id);
    this.#changed.notify();
  }

  /** Looks after what happened while no shim was there to see it: a loss of power. */
  recover(): void {
    for (const container of this.containers.values()) {
      const isGone = !container.process || container.process.state === 'exited';
      if (container.state !== 'exited' && isGone)
        this.finish(container, UNSEEN_EXIT_CODE, 'Unknown');
    }
  }

  /** The sandboxes of a pod, the newest first. */
  sandboxesOf(podUid: string): Sandbox[] {
    return [...this.sandboxes.values()]
      .filter((sandbox) => sandbox.podUid === podUid)
      .sort((a, b) => b.attempt - a.attempt);
  }

  /** The containers of a pod, the newest first. */
  containersOf(podUid: string): Container[] {
    return [...this.containers.values()]
      .filter(({ sandbox }) => sandbox.podUid === podUid)
      .sort((a, b) => b.attempt - a.attempt);
  }

  /** The sandbox in which a pod's containers can be started. */
  readySandboxOf(podUid: string): Sandbox | undefined {
    return this.sandboxesOf(podUid).find(isReady);
  }
}
