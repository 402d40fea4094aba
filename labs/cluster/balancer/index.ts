/*
 * The balancer: HAProxy before the API servers.
 *
 * A cluster with several API servers has one address for all of them, and something must stand
 * there. kubeadm's guide puts HAProxy at it: plain TCP, each new connection to the next server
 * whose `/healthz` says 200. Clients never learn which server they talk to.
 *
 *     client ──► Proxy ── session ──► server            Checker ── TLS, GET /healthz ──► server
 *                  │                                       │  rise, fall
 *                  └────────── Balance ◄── Server.isUp ◄───┘
 *
 * As the real program with `-Ws`, ours is two processes: a master that reads the configuration and
 * starts a worker, and the worker, which owns the ports and the checks. SIGUSR2 makes the master
 * read again: a new worker takes the ports over, and the old one keeps the connections that it has
 * until they end.
 *
 * What it leaves out: looking into HTTP (mode http is passed on as bytes are), ACLs, stick tables,
 * the statistics page and socket, queues before servers, peers, TLS of its own, threads.
 *
 * The truth was read in HAProxy 2.6's configuration manual and management guide, and in what Debian
 * 12's haproxy 2.6.12 does and prints on loopback: with dead, frozen, slow and wrong servers.
 */
import type { Program } from '../kernel/index.ts';

export const haproxyPrograms: ReadonlyMap<string, Program> = new Map();
