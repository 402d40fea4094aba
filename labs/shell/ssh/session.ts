import {
  makePipe,
  wait,
  type Connection,
  type Environment,
  type Exit,
  type Process,
  type Stream,
  type Task,
} from '../../cluster/kernel/index.ts';
import {
  LOGIN_ARGV,
  LOGIN_SHELL,
  loginEnvironment,
  machineOf,
  Tty,
} from '../../cluster/machine/index.ts';
import { logger } from './sshd.ts';
import { Outlet, SSH_PORT, SSH_VERSION, Wire, type SessionRequest } from './wire.ts';

/** The process that sshd forks for one connection. */
export function* serveSession(
  process: Process,
  connection: Connection,
  title: string[],
): Task<number> {
  const wire = new Wire(connection);
  const first = yield* wire.receive();
  if (typeof first === 'string') return 255;
  wire.send({ type: 'version', text: SSH_VERSION });
  const second = yield* wire.receive();
  if (typeof second === 'string' || second.type !== 'session') return 255;
  const { request } = second;
  const log = logger(process);
  const { host, port } = connection.remote;
  const from = `${host.addresses[0]} port ${port}`;
  if (request.user !== 'root') {
    log(`Invalid user ${request.user} from ${from}`);
    wire.send({ type: 'denied' });
    yield* wire.receive();
    return 255;
  }
  log(`Accepted publickey for root from ${from} ssh2: ED25519 SHA256:${keyOf(connection)}`);
  log('pam_unix(sshd:session): session opened for user root(uid=0) by (uid=0)');
  process.hold({ release: () => log('pam_unix(sshd:session): session closed for user root') });
  machineOf(process).systemd.sessions.open(process);
  wire.send({ type: 'success' });
  const code =
    request.pty === undefined
      ? yield* runOnPipes(process, wire, request, title)
      : yield* runOnTerminal(process, wire, request, title);
  wire.send({ type: 'exit-status', code });
  connection.close();
  return 0;
}

/** What stands for the client's key in the log. Shape: 43 characters, the same for each client. */
function keyOf(connection: Connection): string {
  const { host } = connection.remote;
  const luck = host.kernel.random.fork(`${host.name}/ssh key`);
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
  return Array.from({ length: 43 }, () => alphabet[luck.int(0, 64)]).join('');
}

function startShell(
  process: Process,
  { command, pty }: SessionRequest,
  streams: readonly Stream[],
  extra: Environment,
): Process | undefined {
  const machine = machineOf(process);
  const program = machine.findProgram(LOGIN_SHELL, '/')?.program;
  if (program === undefined) return undefined;
  return machine.spawn({
    program,
    argv: command === undefined ? LOGIN_ARGV : ['bash', '-c', command],
    env: { ...loginEnvironment(machine, pty?.term ?? 'dumb'), ...extra },
    cwd: '/root',
    streams,
    parent: process,
  });
}

/** The variables by which a program sees that it was reached over the network. */
function connectionEnvironment({ host, remote }: Connection): Environment {
  const client = `${remote.host.addresses[0]} ${remote.port}`;
  return {
    SSH_CLIENT: `${client} ${SSH_PORT}`,
    SSH_CONNECTION: `${client} ${host.addresses[0]} ${SSH_PORT}`,
  };
}

function* runOnTerminal(
  process: Process,
  wire: Wire,
  request: SessionRequest,
  title: string[],
): Task<number> {
  const machine = machineOf(process);
  const name = freeTerminalName(process);
  const tty = new Tty(machine, request.pty!, name);
  title[0] = `sshd: root@${name}`;
  const env = { ...connectionEnvironment(wire.connection), SSH_TTY: `/dev/${name}` };
  const shell = startShell(process, request, [tty, tty, tty], env);
  if (shell === undefined) return 255;
  tty.sessionGroup = shell.group;
  tty.foregroundGroup = shell.group;
  process.hold({ release: () => tty.hangUp() });
  const input = process.go(feedTerminal(process, wire, tty));
  const output = process.go(showTerminal(wire, tty));
  const exit = yield* wait(shell.exited);
  input.cancel();
  output.cancel();
  yield* wire.sendData('data', tty.takeOutput());
  return statusOf(exit);
}

/** OpenSSH's client does not tell signals apart: what one ended comes out as a failure of ssh. */
function statusOf({ code, signal }: Exit): number {
  return signal === undefined ? code : 255;
}

/** What comes from the client goes into the terminal; its end ends the login. */
function* feedTerminal(process: Process, wire: Wire, tty: Tty): Task<void> {
  for (;;) {
    const packet = yield* wire.receive();
    if (typeof packet === 'string') {
      process.end({ code: 255 });
      return;
    }
    if (packet.type === 'window-change') tty.resize(packet);
    if (packet.type !== 'data') continue;
    tty.input(packet.text);
    wire.consumed(packet.text);
  }
}

function* showTerminal(wire: Wire, tty: Tty): Task<void> {
  for (;;) {
    yield* wait(tty.outputChanged);
    if (!(yield* wire.sendData('data', tty.takeOutput()))) return;
  }
}

/** Shape: `pts/0`, or the first number that no process of the machine uses. */
function freeTerminalName(process: Process): string {
  const used = new Set<string>();
  for (const other of process.host.processes.values()) {
    for (const stream of other.streams) if (stream instanceof Tty) used.add(stream.name);
  }
  let number = 0;
  while (used.has(`pts/${number}`)) number++;
  return `pts/${number}`;
}

function* runOnPipes(
  process: Process,
  wire: Wire,
  request: SessionRequest,
  title: string[],
): Task<number> {
  title[0] = 'sshd: root@notty';
  const [stdin, stdout, stderr] = [makePipe(), makePipe(), makePipe()];
  const ends = [stdin.reader, stdout.writer, stderr.writer];
  const held = [stdin.writer, stdout.reader, stderr.reader].map((end) => end.retain());
  process.hold({ release: () => held.forEach((end) => end.release()) });
  const shell = startShell(process, request, ends, connectionEnvironment(wire.connection));
  if (shell === undefined) return 255;
  const input = process.go(feedPipe(process, wire, stdin.writer));
  const outputs = [
    process.go(drainPipe(wire, 'data', stdout.reader)),
    process.go(drainPipe(wire, 'stderr', stderr.reader)),
  ];
  const exit = yield* wait(shell.exited);
  for (const output of outputs) yield* wait(output.done);
  input.cancel();
  return statusOf(exit);
}

function* feedPipe(process: Process, wire: Wire, writer: Stream): Task<void> {
  const outlet = new Outlet(wire);
  process.go(fillPipe(outlet, writer));
  for (;;) {
    const packet = yield* wire.receive();
    if (typeof packet === 'string') {
      process.end({ code: 255 });
      return;
    }
    if (packet.type === 'data') outlet.give(packet.text);
    if (packet.type === 'eof') outlet.close();
  }
}

function* fillPipe(outlet: Outlet, writer: Stream): Task<void> {
  yield* outlet.run((text) => writer.write(text));
  writer.release();
}

function* drainPipe(wire: Wire, type: 'data' | 'stderr', reader: Stream): Task<void> {
  for (let text = yield* reader.read(); text !== ''; text = yield* reader.read()) {
    if (!(yield* wire.sendData(type, text))) return;
  }
}
