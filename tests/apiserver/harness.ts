import { kubeApiserver, type ApiServerView } from '../../labs/cluster/apiserver/apiserver.ts';
import type { Subject } from '../../labs/cluster/api/index.ts';
import { RestClient, type RestConfig } from '../../labs/cluster/client/rest.ts';
import type { HttpResponse } from '../../labs/cluster/client/http.ts';
import type { RestError } from '../../labs/cluster/client/rest-error.ts';
import { etcdPrograms } from '../../labs/cluster/etcd/member.ts';
import {
  Kernel,
  NullStream,
  SECOND,
  type Process,
  type Program,
  type Task,
} from '../../labs/cluster/kernel/index.ts';
import { Machine } from '../../labs/cluster/machine/machine.ts';
import { authority, pemFiles, sign } from '../api/certificates.ts';

const PORT = 6_443;

export const users = {
  admin: { commonName: 'kubernetes-admin', organizations: ['system:masters'] },
  alice: { commonName: 'alice', organizations: ['developers'] },
  kubelet: { commonName: 'system:node:cp-1', organizations: ['system:nodes'] },
} satisfies Record<string, Subject>;

/** Collects what a process writes to standard error. */
class Log extends NullStream {
  text = '';
  override *write(text: string): Task<undefined> {
    this.text += text;
    return undefined;
  }
}

/** One control-plane machine: etcd and an API server as plain processes that nobody restarts. */
export interface ControlPlane {
  readonly machine: Machine;
  etcd: Process | undefined;
  apiserver: Process | undefined;
  readonly log: Log;
}

export class ApiLab {
  readonly kernel: Kernel;
  readonly nodes: ControlPlane[] = [];
  readonly workstation: Machine;

  constructor(seed: string, size = 1) {
    this.kernel = new Kernel(seed);
    const addresses = Array.from({ length: size }, (_, at) => `10.0.0.${21 + at}`);
    const hosts = addresses.map((address, at) => `${address} cp-${at + 1}\n`).join('');
    const make = (name: string, address: string, files: Record<string, string>): Machine => {
      const machine = new Machine(this.kernel, {
        name,
        addresses: [address],
        programs: etcdPrograms,
        files: { '/etc/hosts': hosts, ...files },
      });
      machine.boot();
      return machine;
    };
    this.workstation = make('workstation', '10.0.0.5', {});
    for (const [at, address] of addresses.entries()) {
      const name = `cp-${at + 1}`;
      const serving = sign({ commonName: 'kube-apiserver', organizations: [] }, [name, address]);
      const files = { ...pemFiles('/pki/apiserver', serving), ...pemFiles('/pki/ca', authority) };
      const machine = make(name, address, files);
      this.nodes.push({ machine, etcd: undefined, apiserver: undefined, log: new Log() });
    }
  }

  get node(): ControlPlane {
    return this.nodes[0]!;
  }

  startEtcd(...nodes: ControlPlane[]): void {
    const peer = ({ machine }: ControlPlane): string => `http://${machine.addresses[0]}:2380`;
    const cluster = this.nodes.map((node) => `${node.machine.name}=${peer(node)}`).join(',');
    for (const node of nodes.length > 0 ? nodes : this.nodes) {
      const own = `http://${node.machine.addresses[0]}:2379`;
      const argv = [
        '/usr/bin/etcd',
        ...['--name', node.machine.name, '--data-dir', '/var/lib/etcd'],
        ...['--listen-peer-urls', peer(node), '--initial-advertise-peer-urls', peer(node)],
        ...['--listen-client-urls', `${own},http://127.0.0.1:2379`],
        ...['--advertise-client-urls', own, '--initial-cluster', cluster],
      ];
      node.etcd = this.#spawn(node.machine, etcdPrograms.get('/usr/bin/etcd')!, argv, new Log());
    }
  }

  startApiserver(...nodes: ControlPlane[]): void {
    for (const node of nodes.length > 0 ? nodes : this.nodes) {
      const argv = [
        'kube-apiserver',
        `--advertise-address=${node.machine.addresses[0]}`,
        '--etcd-servers=http://127.0.0.1:2379',
        '--client-ca-file=/pki/ca.crt',
        '--tls-cert-file=/pki/apiserver.crt',
        '--tls-private-key-file=/pki/apiserver.key',
        '--authorization-mode=Node,RBAC',
        '--enable-admission-plugins=NodeRestriction',
      ];
      node.apiserver = this.#spawn(node.machine, kubeApiserver, argv, node.log);
    }
  }

  /** Starts everything and waits until all servers are ready. */
  start(): this {
    this.startEtcd();
    this.startApiserver();
    this.runUntil(() => this.nodes.every((node) => this.view(node)?.isReady));
    return this;
  }

  view(node: ControlPlane): ApiServerView | undefined {
    return node.apiserver?.view?.() as ApiServerView | undefined;
  }

  run(seconds: number): void {
    this.kernel.run(this.kernel.nowUs + seconds * SECOND);
    this.#checkPanics();
  }

  /** Runs until something holds. Errors: throws when it does not within `seconds`. */
  runUntil(holds: () => boolean, seconds = 60): void {
    const endUs = this.kernel.nowUs + seconds * SECOND;
    while (!holds()) {
      if (this.kernel.nowUs >= endUs) throw new Error(`nothing came within ${seconds} s`);
      this.kernel.run(this.kernel.nowUs + 1_000);
      this.#checkPanics();
    }
  }

  /** Runs a piece of a client's program to its end. */
  as<T>(
    user: keyof typeof users | 'nobody',
    work: (client: RestClient, process: Process) => Task<T>,
    options: { readonly node?: ControlPlane; readonly seconds?: number } = {},
  ): { readonly result: T; readonly seconds: number } {
    const { node = this.node, seconds = 120 } = options;
    const startUs = this.kernel.nowUs;
    let done: { result: T } | undefined;
    let endUs = startUs;
    const config = this.config(user, node);
    this.workstation.spawn({
      argv: ['client'],
      streams: [],
      program: function* (process): Task<number> {
        done = { result: yield* work(new RestClient(process, config), process) };
        endUs = process.nowUs;
        return 0;
      },
    });
    this.runUntil(() => done !== undefined, seconds);
    return { result: done!.result, seconds: (endUs - startUs) / SECOND };
  }

  /** Sends one request. Errors: throws where there was no answer. */
  request(
    method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE',
    path: string,
    options: Parameters<RestClient['request']>[2] & { user?: keyof typeof users | 'nobody' } = {},
  ): HttpResponse {
    const { user = 'admin', ...rest } = options;
    const { result } = this.as(user, (client): Task<HttpResponse | RestError> => {
      return client.request(method, path, rest);
    });
    if ('cause' in result) throw new Error(result.message);
    return result;
  }

  config(user: keyof typeof users | 'nobody', node: ControlPlane): RestConfig {
    return {
      server: `https://${node.machine.name}:${PORT}`,
      userAgent: 'test',
      authorities: [authority],
      isInsecure: false,
      ...(user !== 'nobody' && { certificate: sign(users[user]) }),
    };
  }

  #spawn(machine: Machine, program: Program, argv: readonly string[], log: Log): Process {
    return machine.spawn({ program, argv, streams: [new NullStream(), new NullStream(), log] });
  }

  #checkPanics(): void {
    const [panic] = this.kernel.panics;
    if (panic) throw panic.error;
  }
}
