import { haproxyPrograms, haproxyUnit } from '../../../labs/cluster/balancer/index.ts';
import {
  keepalivedPrograms,
  keepalivedUnit,
  type KeepalivedView,
} from '../../../labs/cluster/balancer/keepalived/index.ts';
import {
  Kernel,
  Listener,
  never,
  NullStream,
  SECOND,
  wait,
  type Connection,
  type Program,
} from '../../../labs/cluster/kernel/index.ts';
import { Machine } from '../../../labs/cluster/machine/index.ts';
import { makeBashPrograms } from '../../../labs/shell/bash/index.ts';
import { language } from '../../../labs/shell/bash/language.ts';
import { coreutilsPrograms } from '../../../labs/shell/coreutils/index.ts';
import { procpsPrograms } from '../../../labs/shell/procps/index.ts';
import { psmiscPrograms } from '../../../labs/shell/psmisc/index.ts';

export const VIP = '10.0.0.100';

const haproxyConfiguration = `
defaults
    mode tcp
    timeout connect 5s
    timeout client 30m
    timeout server 30m
listen api
    bind *:6443
    server cp-1 10.0.0.21:6443
`;

export interface Settings {
  readonly state?: 'MASTER' | 'BACKUP';
  readonly priority?: number;
  readonly script?: string;
  /** Lines more for the instance and for the script. */
  readonly more?: string;
  readonly scriptMore?: string;
  readonly globals?: string;
}

/** kubeadm's file, but that a lost HAProxy is noticed within two seconds. */
export function configuration(number: 1 | 2, settings: Settings = {}): string {
  const isFirst = number === 1;
  const { state = isFirst ? 'MASTER' : 'BACKUP', priority = isFirst ? 101 : 100 } = settings;
  const { globals = '', more = '', script = '/usr/bin/killall -0 haproxy' } = settings;
  return `global_defs {
    router_id LVS_DEVEL
    script_user root
    enable_script_security
    ${globals}
}
vrrp_script check_haproxy {
    script "${script}"
    interval 1
    weight -2
    fall 2
    rise 2
    ${settings.scriptMore ?? ''}
}
vrrp_instance VI_1 {
    state ${state}
    interface eth0
    virtual_router_id 51
    priority ${priority}
    authentication {
        auth_type PASS
        auth_pass 42
    }
    virtual_ipaddress {
        ${VIP}
    }
    track_script {
        check_haproxy
    }
    ${more}
}
`;
}

/** Two balancers with one address before a server, and a client. */
export function makeTwo(first: Settings = {}, second: Settings = {}) {
  const kernel = new Kernel('keepalived');
  const make = (name: string, address: string, files = {}): Machine => {
    const programs = new Map([
      ...haproxyPrograms,
      ...keepalivedPrograms,
      ...makeBashPrograms({ language: () => language, completions: new Map() }),
      ...coreutilsPrograms,
      ...procpsPrograms,
      ...psmiscPrograms,
    ]);
    const machine = new Machine(kernel, { name, addresses: [address], programs, files });
    machine.boot();
    return machine;
  };
  const filesOf = (number: 1 | 2, settings: Settings) => ({
    '/etc/haproxy/haproxy.cfg': haproxyConfiguration,
    '/etc/keepalived/keepalived.conf': configuration(number, settings),
    '/etc/systemd/system/haproxy.service': haproxyUnit,
    '/etc/systemd/system/keepalived.service': keepalivedUnit,
  });
  const one = make('lb-1', '10.0.0.10', filesOf(1, first));
  const two = make('lb-2', '10.0.0.11', filesOf(2, second));
  const server = make('cp-1', '10.0.0.21');
  const client = make('client', '10.0.0.5');
  spawn(server, serve);
  const run = (seconds: number): boolean => kernel.run(kernel.nowUs + seconds * SECOND);
  run(0.5);
  for (const machine of [one, two]) {
    machine.systemd.request('start', 'haproxy.service');
    machine.systemd.request('start', 'keepalived.service');
  }
  return {
    kernel,
    network: kernel.network,
    one,
    two,
    client,
    run,
    /** Runs on until a machine holds the address, or gives up. Shape: the seconds that it took */
    until: (machine: Machine, isHeld = true, limit = 60): number => {
      const startUs = kernel.nowUs;
      while (machine.movableAddresses.has(VIP) !== isHeld) {
        if (kernel.nowUs - startUs > limit * SECOND) return Number.NaN;
        kernel.run(kernel.nowUs + 1_000);
      }
      return (kernel.nowUs - startUs) / SECOND;
    },
    /** Who of the two holds the address. */
    holders: () => [one, two].filter(holds).map(({ name }) => name),
    /** Runs a command line. */
    command: (machine: Machine, line: string): void => {
      const argv = ['bash', '-c', line];
      spawn(machine, machine.findProgram('bash', '/')!.program, argv);
      run(0.01);
    },
    /** Who answers at the address, or how the call ended. */
    ask: () => ask(kernel, client),
    hold: () => hold(kernel, client),
  };
}

export type Lab = ReturnType<typeof makeTwo>;

function holds(machine: Machine): boolean {
  return machine.movableAddresses.has(VIP);
}

function spawn(machine: Machine, program: Program, argv: readonly string[] = ['test']): void {
  const streams = [new NullStream(), new NullStream(), new NullStream()];
  machine.spawn({ program, argv, streams });
}

/** Says back whatever it is told. */
const serve: Program = function* (process) {
  const listener = Listener.open(process, 6443);
  if (listener === 'EADDRINUSE') return 1;
  for (;;) {
    const connection = (yield* listener.accept())!;
    connection.handle({
      take: (message) => connection.send(message),
      ended: () => connection.close(),
    });
  }
};

function ask(kernel: Kernel, client: Machine): string {
  const { heard, connection } = hold(kernel, client);
  const [answer = 'nothing'] = heard;
  connection?.close();
  kernel.run(kernel.nowUs + SECOND / 100);
  return answer;
}

/** Opens a connection to the address and says something on it. */
function hold(kernel: Kernel, client: Machine) {
  const held: { connection?: Connection; heard: string[]; say: () => void } = {
    heard: [],
    say: () => void held.connection?.send({ kind: 'test/hello', body: 'hello' }),
  };
  spawn(client, function* (process) {
    const connection = yield* kernel.network.dial(process, VIP, 6443, SECOND / 2);
    if (typeof connection === 'string') {
      held.heard.push(connection);
      return 1;
    }
    held.connection = connection;
    connection.handle({
      take: () => held.heard.push(connection.remote.host.name),
      ended: (why) => held.heard.push(why),
    });
    held.say();
    return yield* wait(never);
  });
  kernel.run(kernel.nowUs + 0.6 * SECOND);
  return held;
}

/** What keepalived has written to a machine's journal: `vrrp` for the process that speaks VRRP. */
export function journal(machine: Machine, who: 'main' | 'vrrp' = 'vrrp'): string[] {
  const identifier = who === 'main' ? 'Keepalived' : 'Keepalived_vrrp';
  const lines = machine.journal.since().filter((entry) => entry.identifier === identifier);
  return lines.map(({ message }) => message);
}

export function viewOf({ systemd, processes }: Machine): KeepalivedView {
  const main = systemd.find('keepalived.service')!.mainProcess!;
  const child = [...processes.values()].find(({ parentPid }) => parentPid === main.pid)!;
  return child.view!() as KeepalivedView;
}
