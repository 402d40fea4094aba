/*
 * The balancer: HAProxy, before the API servers.
 *
 * A cluster with several API servers needs one address that stays when one of them dies. kubeadm's
 * guide puts HAProxy at it: it accepts connections and passes each on to the next server that
 * works; whether one does, it finds out by asking for `/healthz` every two seconds. In TCP mode it
 * does not look into what it passes on: TLS goes through it, clients never learn which server they
 * talk to, and a request that was under way when its server died is lost.
 *
 *     client ══► Worker ── Session ── Relay ══► server
 *                  │          ▲                    ▲
 *                  │       Backend: which one?     │ every 2 s: TLS, GET /healthz
 *                  │          └── Server: up? ◄── checkServer
 *     SIGUSR2 ──► Master
 *
 * The process that systemd knows is a master; the work is done by a worker that it starts. A reload
 * starts another worker, which takes the ports over; the old one goes when its connections have
 * ended. A file that is wrong changes nothing, and the journal says why.
 *
 * `parse-configuration.ts` reads haproxy.cfg, `haproxy.ts` is the program; what a worker counts,
 * and the commands that it takes, are in `stats/`.
 *
 * What it leaves out: looking into HTTP (in HTTP mode, too, bytes are passed on as they are), ACLs,
 * stick tables, queues and limits, TLS of its own, slow starts, agents. Keywords for these are
 * accepted.
 *
 * Source: HAProxy 2.6's manual; its words, log lines and waits as 2.6.12 of Debian 12 was heard to
 * say and seen to take them, with dead, frozen, slow and wrong servers
 */
import type { Program } from '../kernel/index.ts';
import { haproxy } from './haproxy.ts';

export { haproxy };
export { haproxyUnit } from './unit.ts';
export type { BalancerView, ServerView } from './worker.ts';

export const haproxyPrograms: ReadonlyMap<string, Program> = new Map([
  ['/usr/sbin/haproxy', haproxy],
]);
