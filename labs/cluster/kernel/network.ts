import { Connection } from './connection.ts';
import type { Host } from './host.ts';
import type { Kernel } from './kernel.ts';
import { LAN, LOOPBACK, type Link } from './link.ts';
import type { Listener } from './listener.ts';
import { Neighbours } from './neighbours.ts';
import type { Process } from './process.ts';
import { SECOND } from './time.ts';
import { after, select, sleep, type Disarm, type Task, type Wait } from './wait.ts';

export type DialError = 'ECONNREFUSED' | 'ETIMEDOUT' | 'EHOSTUNREACH';

/**
 * Linux gives up on a connection that nobody answers after about two minutes (`tcp_syn_retries`).
 */
const SYN_GIVES_UP_US = 127 * SECOND;
/** Nobody has the address: Linux asks for it three times (`mcast_solicit`), a second apart. */
const ARP_GIVES_UP_US = 3 * SECOND;

/**
 * The network: every host can reach every other by address and port, until a link is cut.
 *
 * A dead process refuses at once, because its host's kernel answers for it. A host without power,
 * or behind a cut cable, answers nothing, and the caller waits until its own patience ends. That
 * is the difference which most failure drills turn on.
 *
 * Keeps:   a packet that was sent arrives later than it was sent, and never twice
 * Differs: no routes, no bandwidth, no name service; names are the machines' own `/etc/hosts`
 */
export class Network {
  readonly kernel: Kernel;
  readonly #hosts = new Map<string, Host>();
  /** Cables that were laid otherwise than `defaultLink`, and those that were changed since. */
  readonly #laid = new Map<string, Link>();
  readonly #links = new Map<string, Link>();
  readonly #random;
  readonly #neighbours: Neighbours;
  /** What two hosts have between them where nothing else was set. */
  defaultLink: Link = LAN;

  constructor(kernel: Kernel) {
    this.kernel = kernel;
    this.#random = kernel.random.fork('network');
    this.#neighbours = new Neighbours(this, kernel.random.fork('neighbours'));
  }

  attach(host: Host): void {
    for (const address of host.addresses) this.#hosts.set(address, host);
  }

  /** The host that answers at an address, as `from` sees it; undefined where there is none. */
  hostAt(address: string, from: Host): Host | undefined {
    return this.#hosts.get(address) ?? this.#neighbours.find(address, from);
  }

  /** For a host that takes an address, or gives it up. */
  moveAddress(address: string, host: Host, isTaken: boolean): void {
    if (isTaken) this.#neighbours.add(address, host);
    else this.#neighbours.remove(address, host);
  }

  /** Tells everybody that a host answers at an address from now on: a gratuitous ARP. */
  announce(address: string, host: Host): void {
    this.#neighbours.announce(address, host);
  }

  /** What happens to a packet now: the cable's part, and that of the hosts at its ends. */
  link(from: Host, to: Host): Link {
    if (from === to) return LOOPBACK;
    const cable = this.#cable(from, to);
    if (from.netem === undefined && from.filter.isOpen && to.filter.isOpen) return cable;
    return throughHosts(cable, from, to);
  }

  /** Lays one direction of a cable: what it is when all is well. */
  lay(from: Host, to: Host, link: Link): void {
    this.#laid.set(keyOf(from, to), link);
  }

  /** Changes one direction of a cable. */
  setLink(from: Host, to: Host, change: Partial<Link>): void {
    this.#links.set(keyOf(from, to), { ...this.#cable(from, to), ...change });
    const what = Object.entries(change)
      .map(([key, value]) => `${key}=${String(value)}`)
      .join(' ');
    this.#noteLink(from, to, what);
  }

  /** Makes one direction of a cable what it was when it was laid. */
  mendLink(from: Host, to: Host): void {
    this.#links.delete(keyOf(from, to));
    this.#noteLink(from, to, 'mended');
  }

  /** Directions that are not as they were laid, by the cable or by a host at one of its ends. */
  changedLinks(): { readonly from: Host; readonly to: Host; readonly link: Link }[] {
    const { hosts } = this.kernel;
    if (this.#links.size === 0 && hosts.every(({ filter, netem }) => filter.isOpen && !netem)) {
      return [];
    }
    return hosts.flatMap((from) =>
      hosts.flatMap((to) => {
        const link = this.link(from, to);
        return from === to || link === this.laidLink(from, to) ? [] : [{ from, to, link }];
      }),
    );
  }

  /** What one direction of a cable is when all is well. */
  laidLink(from: Host, to: Host): Link {
    return this.#laid.get(keyOf(from, to)) ?? this.defaultLink;
  }

  #cable(from: Host, to: Host): Link {
    if (this.#links.size === 0 && this.#laid.size === 0) return this.defaultLink;
    return this.#links.get(keyOf(from, to)) ?? this.laidLink(from, to);
  }

  #noteLink({ name: from }: Host, { name: to }: Host, what: string): void {
    const { nowUs, trace } = this.kernel;
    trace.add({ atUs: nowUs, kind: 'link', from, to, what });
  }

  /**
   * Sends one packet. `arrive` runs when it is there; where it is lost, nothing ever runs.
   *
   * Shape:   when it arrives, in microseconds of virtual time; undefined where it is lost
   * Keeps:   it arrives after `notBeforeUs`, so that a stream stays in order
   */
  transmit(from: Host, to: Host, arrive: () => void, notBeforeUs = 0): number | undefined {
    const link = this.link(from, to);
    if (link.isCut || !from.isOn || !to.isOn || this.#random.chance(link.loss)) return undefined;
    const { nowUs } = this.kernel;
    const jitterUs = link.jitterUs > 0 ? this.#random.int(0, link.jitterUs + 1) : 0;
    const atUs = Math.max(nowUs + link.latencyUs + jitterUs, notBeforeUs + 1);
    const bootCount = to.bootCount;
    this.kernel.after(atUs - nowUs, () => {
      if (to.isOn && to.bootCount === bootCount) arrive();
    });
    return atUs;
  }

  /** Takes a message into the trace, with when it arrives; undefined where it was lost. */
  noteSent(
    { name: from }: Host,
    { name: to }: Host,
    what: string,
    arrivesAtUs: number | undefined,
  ): void {
    const { nowUs: atUs, trace } = this.kernel;
    if (arrivesAtUs === undefined) trace.add({ atUs, kind: 'drop', from, to, what });
    else trace.add({ atUs, kind: 'send', from, to, what, arrivesAtUs });
  }

  /**
   * Opens a connection to `address:port`.
   *
   * Units:   `timeoutUs` in microseconds; Linux's own two minutes where left out
   * Errors:  ECONNREFUSED where the host is up and nobody listens; ETIMEDOUT where nobody answers;
   *          EHOSTUNREACH, after three seconds, where nobody ever had the address
   */
  *dial(
    process: Process,
    address: string,
    port: number,
    timeoutUs = SYN_GIVES_UP_US,
  ): Task<Connection | DialError> {
    if (!this.#isKnown(address)) {
      yield* sleep(Math.min(ARP_GIVES_UP_US, timeoutUs));
      return timeoutUs < ARP_GIVES_UP_US ? 'ETIMEDOUT' : 'EHOSTUNREACH';
    }
    const answer = handshake(this, process, address, port);
    const first = yield* select({ answer, timeout: after(timeoutUs) });
    return first.which === 'answer' ? first.value : 'ETIMEDOUT';
  }

  #isKnown(address: string): boolean {
    return isLoopback(address) || this.#hosts.has(address) || this.#neighbours.knows(address);
  }
}

function keyOf({ name: from }: Host, { name: to }: Host): string {
  return `${from}>${to}`;
}

/** What the sender's network card does, and what the filters of both let through. */
function throughHosts(cable: Link, from: Host, to: Host): Link {
  const { delayUs, jitterUs, loss } = from.netem ?? NO_NETEM;
  const leastUs = Math.max(0, delayUs - jitterUs);
  const verdicts = [from.filter.judge('OUTPUT', from, to), to.filter.judge('INPUT', from, to)];
  return {
    latencyUs: cable.latencyUs + leastUs,
    jitterUs: cable.jitterUs + delayUs + jitterUs - leastUs,
    loss: 1 - (1 - cable.loss) * (1 - loss),
    isCut: cable.isCut || verdicts.includes('DROP'),
  };
}

const NO_NETEM = { delayUs: 0, jitterUs: 0, loss: 0 };

function isLoopback(address: string): boolean {
  return address.startsWith('127.');
}

/** The three-way handshake: SYN, sent again after 1, 2, 4 … s until somebody answers. */
function handshake(
  network: Network,
  process: Process,
  address: string,
  port: number,
): Wait<Connection | DialError> {
  return {
    arm(wake, timers) {
      const { host } = process;
      let retry: Disarm = () => undefined;
      let isOver = false;
      const finish = (result: Connection | DialError): void => {
        if (isOver) return;
        isOver = true;
        retry();
        wake(result);
      };
      const answer = (target: Host, listener: Listener | undefined): void => {
        network.transmit(target, host, () => {
          if (isOver) return;
          const isListening = listener !== undefined && target.listeners.get(port) === listener;
          finish(
            isListening ? Connection.open(process, target, listener, address) : 'ECONNREFUSED',
          );
        });
      };
      const send = (waitUs: number): void => {
        const target = isLoopback(address) ? host : network.hostAt(address, host);
        if (target !== undefined) {
          network.transmit(host, target, () => answer(target, target.listeners.get(port)));
        }
        retry = timers.after(waitUs, () => send(waitUs * 2));
      };
      send(SECOND);
      return () => {
        isOver = true;
        retry();
      };
    },
  };
}
