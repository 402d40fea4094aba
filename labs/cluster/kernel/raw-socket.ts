import { Channel } from './channel.ts';
import type { Message } from './connection.ts';
import type { Host } from './host.ts';
import type { Process } from './process.ts';
import type { Wait } from './wait.ts';

/** Packets that may wait to be read; Linux drops what comes beyond its buffer. */
const PACKETS_MAX = 256;

/** A packet that came by no connection. */
export interface Packet {
  /** The address that it was sent from, which the sender chose. */
  readonly from: string;
  readonly message: Message;
}

/**
 * A socket for a protocol of its own beside TCP, such as VRRP: packets without a connection. Nobody
 * learns whether one arrived. To the multicast group it goes to all hosts that listen.
 *
 * Differs: there is one group for each protocol, and whoever has a socket open is in it
 */
export class RawSocket {
  readonly host: Host;
  readonly protocol: string;
  readonly #process: Process;
  readonly #packets = new Channel<Packet>(PACKETS_MAX);

  private constructor(process: Process, protocol: string) {
    this.#process = process;
    this.host = process.host;
    this.protocol = protocol;
  }

  static open(process: Process, protocol: string): RawSocket {
    const socket = new RawSocket(process, protocol);
    process.host.rawSockets.add(socket);
    process.hold(socket);
    return socket;
  }

  /** Wakes when there is a packet to take. */
  get readable(): Wait<void> {
    return this.#packets.readable;
  }

  /** Takes the next packet without waiting. */
  poll(): Packet | undefined {
    return this.#packets.poll();
  }

  /** Sends to one address. */
  sendTo(address: string, packet: Packet): void {
    const to = this.host.kernel.network.hostAt(address, this.host);
    if (to !== undefined) this.#send(to, packet);
  }

  /** Sends to the protocol's group. */
  multicast(packet: Packet): void {
    for (const to of this.host.kernel.hosts) {
      if (to !== this.host && listenersOf(to, this.protocol).length > 0) this.#send(to, packet);
    }
  }

  close(): void {
    this.#process.letGo(this);
    this.release();
  }

  release(): void {
    this.#packets.close();
    this.host.rawSockets.delete(this);
  }

  #send(to: Host, packet: Packet): void {
    const { network } = this.host.kernel;
    const arrivesAtUs = network.transmit(this.host, to, () => {
      for (const socket of listenersOf(to, this.protocol)) socket.#packets.offer(packet);
    });
    network.noteSent(this.host, to, packet.message.kind, arrivesAtUs);
  }
}

function listenersOf(host: Host, protocol: string): RawSocket[] {
  return [...host.rawSockets].filter((socket) => socket.protocol === protocol);
}
