/**
 * The SSH server: lets root in from the other machines of the lab.
 *
 * It listens on port 22 and forks a process for every connection, which opens a login of its own.
 * With a terminal, the client's keys go into a pseudo terminal here, so ^C and the line editor
 * work where the shell runs; without one, a command runs on pipes. Stopping the server leaves
 * logins alive; killing a login's own process hangs its terminal up.
 *
 * What it leaves out: cryptography and keys (everybody who reaches it as root is let in, and hosts
 * know one another), forwarding, file copies, several channels on one connection.
 *
 * Source:  RFC 4253, RFC 4254, OpenSSH 9.2 as it logs and behaves on Debian 12
 */
import {
  Listener,
  type Connection,
  type Process,
  type Program,
} from '../../cluster/kernel/index.ts';
import { machineOf } from '../../cluster/machine/index.ts';
import { serveSession } from './session.ts';
import { SSH_PORT } from './wire.ts';

/** The unit whose journal sshd and its children write to. */
const UNIT = 'ssh.service';

export const sshd: Program = function* (process) {
  const machine = machineOf(process);
  const log = logger(process);
  const listener = Listener.open(process, SSH_PORT);
  if (listener === 'EADDRINUSE') {
    log(`error: Bind to port ${SSH_PORT} on 0.0.0.0 failed: Address already in use.`);
    log('fatal: Cannot bind any address.');
    return 255;
  }
  process.onSignal('SIGTERM', () => {
    log('Received signal 15; terminating.');
    process.end({ code: 0 });
  });
  log(`Server listening on 0.0.0.0 port ${SSH_PORT}.`);
  machine.systemd.notifyReady(process);
  for (;;) {
    const connection = yield* listener.accept();
    if (connection === undefined) return 0;
    fork(process, connection);
  }
};

/** Writes to the journal as sshd does through syslog. */
export function logger(process: Process): (message: string) => void {
  const { journal } = machineOf(process);
  return (message) => {
    journal.write({ unit: UNIT, identifier: 'sshd', pid: process.pid, message });
  };
}

function fork(process: Process, connection: Connection): void {
  // The title changes as the login goes on, as setproctitle(3) has it.
  const title = ['sshd: [accepted]'];
  const child = machineOf(process).spawn({
    program: (self) => serveSession(self, connection, title),
    argv: title,
    env: process.env,
    streams: process.streams,
    parent: process,
  });
  connection.handTo(child);
}

/** Stands apart from the client: a machine needs it before anybody types. */
export const sshdPrograms: ReadonlyMap<string, Program> = new Map([['/usr/sbin/sshd', sshd]]);
