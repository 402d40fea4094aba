/**
 * `socat`, by which administrators talk to a program's socket in the file system, as HAProxy's:
 *
 *     echo "show stat" | socat stdio /run/haproxy/admin.sock
 *
 * Ours takes one line from standard input, passes it on, and writes what comes back. Programs of
 * this lab close such a connection after one answer, so that is all there would be to pass.
 *
 * What it leaves out: every other address than `stdio` and a socket's path, and all options.
 *
 * Source: socat 1.7.4.4 of Debian 12
 */
import type { Program } from '../../cluster/kernel/index.ts';
import { socat } from './socat.ts';

export const socatPrograms: ReadonlyMap<string, Program> = new Map([['/usr/bin/socat', socat]]);
