/*
 * HAProxy's statistics: how its frontends, backends and servers are, for those who watch it, and
 * the commands by which a server is taken out and put back.
 *
 *     curl lb:8404/stats;csv            ──► page.ts      ┐
 *                                                        ├──► rows.ts ──► csv.ts
 *     echo show stat | socat stdio PATH ──► commands.ts  ┘
 *
 * `columns-table.ts` has the columns of 2.6 in their order. A row has a value for those of its
 * kind: what the model does not count, such as HTTP/2 frames, is 0.
 *
 * What it leaves out: the page in HTML and in JSON, and changing anything by it; all commands but
 * those that `help` lists, the interactive mode, and sockets at a port. Average times are 0.
 *
 * Source: HAProxy 2.6.12 of Debian 12, asked on loopback with servers that work, fail and are gone
 */
export { Commands } from './commands.ts';
export type { Overview } from './overview.ts';
export { serveStats } from './page.ts';
