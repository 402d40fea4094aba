import {
  haproxyPrograms,
  haproxyUnit,
  type BalancerView,
} from '../../labs/cluster/balancer/index.ts';
import { respond } from '../../labs/cluster/client/http.ts';
import { serveHttps } from '../../labs/cluster/client/tls-server.ts';
import {
  Kernel,
  Listener,
  never,
  NullStream,
  SECOND,
  Stream,
  wait,
  type Connection,
  type Process,
  type Program,
} from '../../labs/cluster/kernel/index.ts';
import { Machine } from '../../labs/cluster/machine/index.ts';
import { procpsPrograms } from '../../labs/shell/procps/index.ts';
import { systemctlPrograms } from '../../labs/shell/systemctl/index.ts';
import { sign } from '../api/certificates.ts';

const PORT = 6443;

/** The file of the drills: nothing is passed on to another server once one was chosen. */
export const configuration = `global
    log /dev/log local0
    maxconn 4000

defaults
    mode tcp
    log global
    option tcplog
    retries 3
    timeout connect 5s
    timeout client 60s
    timeout server 60s

frontend kube-apiserver
    bind *:6443
    default_backend kube-apiserver

backend kube-apiserver
    balance roundrobin
    option httpchk GET /healthz
    http-check expect status 200
    default-server check inter 2s fall 3 rise 2 check-ssl verify none
    server cp-1 10.0.0.21:6443
    server cp-2 10.0.0.22:6443
    server cp-3 10.0.0.23:6443
`;

/** Three servers that answer /healthz over TLS, a balancer before them, and a client. */
export function makeBalanced(text = configuration, dead: readonly number[] = []) {
  const kernel = new Kernel('balancer');
  /** What a server answers; 0: nothing. */
  const statuses = new Map<string, number>();
  const api: Program = function* (process) {
    const listener = Listener.open(process, PORT);
    if (typeof listener === 'string') return 1;
    serveHttps(process, listener, sign({ commonName: 'x', organizations: [] }), function* (stream) {
      const status = statuses.get(process.host.name) ?? 200;
      if (status === 0) yield* wait(never);
      respond(stream, status, {}, process.host.name);
    });
    return yield* wait(never);
  };
  const make = (name: string, address: string): Machine => {
    const programs = new Map([...haproxyPrograms, ...procpsPrograms, ...systemctlPrograms]);
    const files = {
      '/etc/haproxy/haproxy.cfg': text,
      '/etc/systemd/system/haproxy.service': haproxyUnit,
    };
    const machine = new Machine(kernel, { name, addresses: [address], programs, files });
    machine.boot();
    return machine;
  };
  const lb = make('lb', '10.0.0.10');
  const machines = [1, 2, 3].map((at) => make(`cp-${at}`, `10.0.0.2${at}`));
  const client = make('client', '10.0.0.5');
  const spawn = (machine: Machine, program: Program): Process =>
    machine.spawn({
      program,
      argv: ['api'],
      streams: Array.from({ length: 3 }, () => new NullStream()),
    });
  const servers = machines.map((machine) => spawn(machine, api));
  for (const at of dead) servers[at]!.signal('SIGKILL');
  kernel.run(100_000);
  lb.systemd.request('start', 'haproxy.service');
  const run = (seconds: number): boolean => kernel.run(kernel.nowUs + seconds * SECOND);
  run(3);
  return {
    kernel,
    lb,
    machines,
    servers,
    statuses,
    run,
    /** Runs a command on the balancer. Shape: what it printed, and its code */
    command: (line: string) => command(kernel, lb, line),
    /** Starts a server again. */
    revive: (at: number) => (servers[at] = spawn(machines[at]!, api)),
    /** Asks through the balancer. Shape: who answered, or how it ended; and the seconds it took */
    ask: (limit = 15) => ask(kernel, client, limit),
    /** Opens a connection through the balancer and keeps it. */
    hold: () => hold(kernel, client),
    journal: () => lb.journal.since().map(({ message }) => message),
  };
}

function ask(kernel: Kernel, client: Machine, limit: number) {
  const startUs = kernel.nowUs;
  const result = { answer: 'nothing', seconds: limit };
  const finish = (answer: string): void => {
    result.answer = answer;
    result.seconds = Math.round((kernel.nowUs - startUs) / 10_000) / 100;
  };
  client.spawn({
    argv: ['ask'],
    streams: [new NullStream(), new NullStream(), new NullStream()],
    program: function* (process) {
      const connection = yield* process.kernel.network.dial(process, '10.0.0.10', PORT);
      if (typeof connection === 'string') finish(connection);
      else finish(yield* converse(connection));
      return 0;
    },
  });
  kernel.run(kernel.nowUs + limit * SECOND);
  return result;
}

class Collector extends Stream {
  text = '';
  override *write(text: string) {
    this.text += text;
    return undefined;
  }
}

function command(kernel: Kernel, machine: Machine, line: string) {
  const argv = line.split(' ');
  const output = new Collector();
  const process = machine.spawn({
    program: machine.findProgram(argv[0]!, '/')!.program,
    argv,
    streams: [new NullStream(), output, output],
  });
  kernel.run(kernel.nowUs + SECOND);
  return { text: output.text, code: process.exit?.code };
}

function hold(kernel: Kernel, client: Machine) {
  const held = { received: 0, endedUs: 0, end: '', say: (): boolean => false };
  client.spawn({
    argv: ['hold'],
    streams: [new NullStream(), new NullStream(), new NullStream()],
    program: function* (process) {
      const connection = yield* process.kernel.network.dial(process, '10.0.0.10', PORT);
      if (typeof connection === 'string') return 1;
      held.say = () => connection.send({ kind: 'http/PING', body: { ping: 'ping' } });
      connection.send(hello);
      for (;;) {
        const message = yield* connection.receive();
        if (typeof message === 'string') {
          Object.assign(held, { end: message, endedUs: process.nowUs });
          return 0;
        }
        held.received++;
      }
    },
  });
  kernel.run(kernel.nowUs + SECOND / 100);
  return held;
}

const hello = { kind: 'tls/ClientHello', body: { serverName: 'x', certificate: undefined } };

function* converse(connection: Connection) {
  connection.send(hello);
  const answer = yield* connection.receive();
  return typeof answer === 'string' ? answer : 'answered';
}

/** What the balancer lets an onlooker see. */
export function viewOf({ lb }: ReturnType<typeof makeBalanced>): BalancerView {
  return lb.systemd.find('haproxy.service')!.mainProcess!.view!() as BalancerView;
}
