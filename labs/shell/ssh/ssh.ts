/**
 * The SSH client: a shell on another machine, or one command there.
 *
 * From a terminal it asks the server for one of the same size, makes its own raw and passes every
 * key on, so ^C reaches the program over there. A machine that goes dark leaves a session hanging,
 * as the real one does; `~.` at the start of a line ends it.
 *
 * What it leaves out: see sshd; and the configuration files, agents, multiplexing, keep-alives.
 *
 * Source:  OpenSSH 9.2: ssh.c, sshconnect.c, clientloop.c
 */
import {
  after,
  never,
  SECOND,
  select,
  type Connection,
  type Process,
  type Program,
  type Task,
} from '../../cluster/kernel/index.ts';
import { machineOf } from '../../cluster/machine/index.ts';
import { ClientSession } from './client-session.ts';
import { parseDestination, USAGE, type Destination } from './destination.ts';
import { SSH_VERSION, Wire } from './wire.ts';

/** What ssh ends with where it is ssh itself that failed. */
const FAILED = 255;

export const ssh: Program = function* (process, argv, env) {
  if (argv[1] === '-V') {
    yield* process.warn('OpenSSH_9.2p1 Debian-2+deb12u3, OpenSSL 3.0.14 4 Jun 2024\n');
    return 0;
  }
  const destination = parseDestination(argv.slice(1));
  if (destination === 'usage') {
    yield* process.warn(USAGE);
    return FAILED;
  }
  if (typeof destination === 'string') {
    yield* process.warn(`${destination}\r\n${USAGE}`);
    return FAILED;
  }
  const connection = yield* connect(process, destination);
  if (connection === undefined) return FAILED;
  const wire = new Wire(connection);
  if (!(yield* exchangeVersions(process, wire, destination))) return FAILED;
  const pty = yield* askForTerminal(process, destination, env['TERM'] ?? 'dumb');
  const { command, host, user } = destination;
  wire.send({ type: 'session', request: { user, command, pty } });
  const answer = yield* wire.receive();
  if (typeof answer !== 'string' && answer.type === 'success') {
    return yield* new ClientSession(process, wire, destination, pty !== undefined).run();
  }
  const isDenied = typeof answer !== 'string';
  const where = `${connection.remote.address} port ${destination.port}`;
  const lost = answer === 'EOF' ? 'closed by' : 'reset by';
  yield* process.warn(
    isDenied
      ? `${user}@${host}: Permission denied (publickey).\r\n`
      : `Connection ${lost} ${where}\r\n`,
  );
  return FAILED;
};

/** Errors: says why and gives undefined. */
function* connect(process: Process, destination: Destination): Task<Connection | undefined> {
  const { connectTimeoutSeconds: seconds, host, port } = destination;
  const address = machineOf(process).resolveName(host);
  if (address === undefined) {
    const why = 'Name or service not known';
    yield* process.warn(`ssh: Could not resolve hostname ${host}: ${why}\r\n`);
    return undefined;
  }
  const { network } = process.kernel;
  const limit = seconds === undefined ? [] : [seconds * SECOND];
  const connection = yield* network.dial(process, address, port, ...limit);
  if (typeof connection !== 'string') return connection;
  const why = {
    ECONNREFUSED: 'Connection refused',
    ETIMEDOUT: 'Connection timed out',
    EHOSTUNREACH: 'No route to host',
  }[connection];
  yield* process.warn(`ssh: connect to host ${host} port ${port}: ${why}\r\n`);
  return undefined;
}

/** Shape: false where the server does not answer as one should, which was then said. */
function* exchangeVersions(process: Process, wire: Wire, destination: Destination): Task<boolean> {
  const { connectTimeoutSeconds: seconds, port } = destination;
  const { connection } = wire;
  wire.send({ type: 'version', text: SSH_VERSION });
  const timeout = seconds === undefined ? never : after(seconds * SECOND);
  const first = yield* select({ answer: connection.readable, timeout });
  const address = connection.remote.address;
  if (first.which === 'timeout') {
    yield* process.warn('Connection timed out during banner exchange\r\n');
    yield* process.warn(`Connection to ${address} port ${port} timed out\r\n`);
    return false;
  }
  const answer = yield* wire.receive();
  if (typeof answer !== 'string') return true;
  const [why, how] =
    answer === 'EOF'
      ? ['Connection closed by remote host', 'closed']
      : ['read: Connection reset by peer', 'reset'];
  yield* process.warn(`kex_exchange_identification: ${why}\r\n`);
  yield* process.warn(`Connection ${how} by ${address} port ${port}\r\n`);
  return false;
}

/** The terminal to ask for; undefined where the session is to have none. */
function* askForTerminal(process: Process, destination: Destination, term: string) {
  const { command, terminalWish } = destination;
  const isWanted = terminalWish > 0 || (terminalWish === 0 && command === undefined);
  const terminal = process.streams[0]?.terminal;
  if (!isWanted) return undefined;
  if (terminal !== undefined) return { term, ...terminal.size };
  if (terminalWish > 1) return { term, columns: 80, rows: 24 };
  yield* process.warn('Pseudo-terminal will not be allocated because stdin is not a terminal.\r\n');
  return undefined;
}
