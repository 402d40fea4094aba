import type { Host } from './host.ts';
import type { Network } from './network.ts';
import type { Random } from './random.ts';

/**
 * Who answers at an address that moves between hosts.
 *
 * Every host remembers who last answered for such an address, as Linux's table of neighbours does.
 * An announcement, a gratuitous ARP, changes what a host remembers; one that remembers nothing asks
 * everybody, and keeps who answers first. So two hosts that both hold an address, which is what a
 * cut between two keepalived leads to, each serve those who heard them last.
 *
 * Source:  RFC 826; Linux net/ipv4/arp.c `arp_process`: an announcement makes no new entry
 * Differs: an entry is asked for anew as soon as its host is dark, cut off or has given the address
 *          up, where Linux trusts it for half a minute and then probes for some seconds
 */
export class Neighbours {
  readonly #network: Network;
  readonly #random: Random;
  /** Who holds each address now, in the order in which they took it. */
  readonly #holders = new Map<string, Host[]>();

  constructor(network: Network, random: Random) {
    this.#network = network;
    this.#random = random;
  }

  add(address: string, host: Host): void {
    const holders = this.#holders.get(address);
    if (holders === undefined) this.#holders.set(address, [host]);
    else holders.push(host);
  }

  remove(address: string, host: Host): void {
    const holders = this.#holders.get(address) ?? [];
    const at = holders.indexOf(host);
    if (at >= 0) holders.splice(at, 1);
  }

  /** Tells every host that hears it who answers at an address from now on. */
  announce(address: string, from: Host): void {
    for (const to of this.#network.kernel.hosts) {
      if (to === from) continue;
      this.#network.transmit(from, to, () => {
        if (to.neighbours.has(address)) to.neighbours.set(address, from);
      });
    }
  }

  /** Whom a host reaches at an address. Errors: undefined where nobody answers. */
  find(address: string, from: Host): Host | undefined {
    const holders = this.#holders.get(address);
    if (holders === undefined || holders.includes(from)) return holders && from;
    const known = from.neighbours.get(address);
    if (known !== undefined && holders.includes(known) && this.#hear(known, from)) return known;
    const found = this.#ask(holders, from);
    if (found === undefined) from.neighbours.delete(address);
    else from.neighbours.set(address, found);
    return found;
  }

  /** True where an address has ever been held: it is one of this network. */
  knows(address: string): boolean {
    return this.#holders.has(address);
  }

  /** Who answers first: the nearest, and luck among equals. */
  #ask(holders: readonly Host[], from: Host): Host | undefined {
    const all = holders.filter((host) => this.#hear(host, from));
    const nearest = Math.min(...all.map((host) => this.#network.link(host, from).latencyUs));
    const first = all.filter((host) => this.#network.link(host, from).latencyUs === nearest);
    return first.length > 1 ? this.#random.pick(first) : first[0];
  }

  #hear(host: Host, from: Host): boolean {
    const { isCut } = this.#network.link(host, from);
    return host.isOn && !isCut && !this.#network.link(from, host).isCut;
  }
}
