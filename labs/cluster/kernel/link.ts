import { MICROSECOND } from './time.ts';

/** One direction of a cable: what happens to a packet from one host to another. */
export interface Link {
  /** One way. */
  readonly latencyUs: number;
  /** Added by luck, from 0 to this. */
  readonly jitterUs: number;
  /** From 0 to 1. */
  readonly loss: number;
  readonly isCut: boolean;
}

/**
 * What a network card can be told to do to what leaves it, as Linux's queueing discipline `netem`.
 */
export interface Netem {
  readonly delayUs: number;
  /** By luck, the delay is so much shorter or longer. */
  readonly jitterUs: number;
  /** From 0 to 1. */
  readonly loss: number;
}

/** A switched local network. */
export const LAN: Link = {
  latencyUs: 200 * MICROSECOND,
  jitterUs: 60 * MICROSECOND,
  loss: 0,
  isCut: false,
};

/** A host that talks to itself. */
export const LOOPBACK: Link = { latencyUs: 15, jitterUs: 5, loss: 0, isCut: false };
