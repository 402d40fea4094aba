import type { Host } from '../../kernel/index.ts';
import type { Instance, VirtualAddress } from './configuration.ts';

/** What holds the addresses of an instance needs of its surroundings. */
export interface Announcer {
  readonly host: Host;
  readonly log: (text: string) => void;
  /** What is only said with `--log-detail`. */
  readonly logDetail: (text: string) => void;
  readonly afterwards: (delayUs: number, run: () => void) => void;
}

/** The addresses of an instance: held or not, and announced to who may remember another holder. */
export class VirtualAddresses {
  areHeld = false;
  readonly #instance: Instance;
  readonly #around: Announcer;

  constructor(instance: Instance, around: Announcer) {
    this.#instance = instance;
    this.#around = around;
  }

  take(): void {
    const { host } = this.#around;
    for (const { address, prefixLength } of this.#instance.addresses) {
      host.takeAddress(address, prefixLength);
    }
    this.areHeld = true;
  }

  giveUp(): void {
    for (const { address } of this.#instance.addresses) this.#around.host.giveUpAddress(address);
    this.areHeld = false;
  }

  /** Announces them now and, where `delayUs` is not 0, once more after it. */
  announce(repeat: number, delayUs = 0): void {
    if (!this.areHeld) return;
    const { host, logDetail } = this.#around;
    const { addresses, interface: device, name } = this.#instance;
    for (let round = 0; round < repeat; round++) {
      for (const { address } of addresses) {
        const what = `on ${device} for ${address}`;
        if (round === 0) logDetail(`(${name}) Sending/queueing gratuitous ARPs ${what}`);
        logDetail(`Sending gratuitous ARP ${what}`);
        host.kernel.network.announce(address, host);
      }
    }
    if (delayUs > 0) this.#around.afterwards(delayUs, () => this.announce(repeat));
  }

  /** Takes the place of the addresses of the configuration before a reload. */
  adopt(former: VirtualAddresses): void {
    if (!former.areHeld) return;
    const { host, log } = this.#around;
    const { addresses, garpRepeat } = this.#instance;
    const isGone = ({ address }: VirtualAddress): boolean =>
      addresses.every((other) => other.address !== address);
    const { interface: device, name } = former.#instance;
    for (const { address, prefixLength } of former.#instance.addresses.filter(isGone)) {
      log(`(${name}) ip address ${address}/${prefixLength} dev ${device}, no longer exist`);
      host.giveUpAddress(address);
    }
    const isAnyNew = addresses.some(({ address }) => !host.movableAddresses.has(address));
    this.take();
    if (isAnyNew) this.announce(garpRepeat);
  }
}
