/*
 * The balancer: HAProxy, before the API servers.
 *
 * A cluster with several API servers needs one address that stays when one of them dies. HAProxy
 * accepts connections there and passes each on to a server that works; whether one does, it finds
 * out by asking every two seconds. In TCP mode it does not look into what it passes on: TLS goes
 * through it, and a request that was under way when its server died is lost.
 *
 *     client ═══ Frontend ── Backend (which server?) ── session ═══ Server (up or down?)
 *                                                                      └── health check
 *
 * `parse-configuration.ts` reads haproxy.cfg and says what is wrong with it, `master.ts` is the
 * process that systemd starts, `worker.ts` the one that it forks: a reload forks another, and the
 * old one goes when its connections have ended.
 *
 * What it leaves out: HTTP mode, ACLs, stick tables, queues and limits, TLS of its own, the sockets
 * for statistics, and every keyword that is not listed there.
 *
 * Source: HAProxy 2.6.12 as Debian 12 has it: its manual; words and waits as that program was heard
 * to say and seen to take them
 */
import type { Program } from '../kernel/index.ts';
import { haproxy } from './master.ts';

export const haproxyPrograms: ReadonlyMap<string, Program> = new Map([
  ['/usr/sbin/haproxy', haproxy],
]);
export { haproxy };
export type { BalancerView, ServerView } from './worker.ts';
export { haproxyUnit } from './unit.ts';
