import { dialHttp, isStreamEnd, type Frame, type HttpLink } from '../cluster/client/http.ts';
import {
  MILLISECOND,
  never,
  NullStream,
  sleep,
  type Process,
  type Program,
  type Task,
  type Thread,
} from '../cluster/kernel/index.ts';
import { loginEnvironment, type Machine } from '../cluster/machine/index.ts';
import type { Cluster } from './cluster.ts';
import type { HttpPiece, HttpRequest } from './gateway-shape.ts';
import { machinesOf } from './spec.ts';

/** Where `kubectl proxy` serves. */
const PORT = 8001;
/** How long it may take to start: so many looks, so far apart. */
const LOOKS_MAX = 100;
const LOOK_US = 10 * MILLISECOND;
/** How many clients outside may wait at a time. */
const REQUESTS_MAX = 1_000;

/**
 * The way in for clients outside the cluster, such as a program of the reader's on the machine
 * around the lab: a published port. What arrives there goes to port 8001 of the workstation, where
 * `kubectl proxy` serves the API; it is started where nobody has done so.
 *
 * Keeps:   a request is sent by a process of the workstation over the simulated network, so what
 *          breaks the workstation's way breaks this one
 */
export class Gateway {
  readonly #cluster: Cluster;
  readonly #carriers = new Map<number, Thread>();
  #pieces: HttpPiece[] = [];
  #process: Process | undefined;
  #proxy: Process | undefined;

  constructor(cluster: Cluster) {
    this.#cluster = cluster;
  }

  send(request: HttpRequest): void {
    const { id } = request;
    const [spec] = machinesOf(this.#cluster.topology, 'workstation');
    const machine = spec && this.#cluster.machine(spec.name);
    if (!machine?.isOn) {
      this.#refuse(id, 502, 'The workstation is off.');
    } else if (!machine.findProgram('kubectl', '/')) {
      this.#refuse(id, 502, 'This lab has no API server.');
    } else if (this.#carriers.size >= REQUESTS_MAX) {
      this.#refuse(id, 503, 'Too many requests are under way.');
    } else {
      const process = this.#processOn(machine);
      this.#carriers.set(id, process.go(this.#carry(process, machine, request)));
    }
  }

  /** The client has gone. */
  cancel(id: number): void {
    const carrier = this.#carriers.get(id);
    this.#carriers.delete(id);
    carrier?.cancel();
  }

  /** What has come back since it was last asked. */
  take(): HttpPiece[] {
    return this.#pieces.length === 0 ? [] : this.#pieces.splice(0);
  }

  #processOn(machine: Machine): Process {
    if (this.#process?.state !== 'running') {
      this.#process = startQuietly(machine, ['gateway'], function* () {
        yield never;
        return 0;
      });
    }
    return this.#process;
  }

  *#carry(process: Process, machine: Machine, request: HttpRequest): Task<void> {
    const { id } = request;
    let link: HttpLink | undefined;
    try {
      link = yield* this.#connect(process, machine);
      if (link) yield* this.#exchange(link, request);
      else this.#refuse(id, 502, '`kubectl proxy` does not answer.');
    } finally {
      link?.close();
      // The workstation lost its power under a client that still waits.
      if (this.#carriers.delete(id)) this.#pieces.push({ id, end: 'broken' });
    }
  }

  *#connect(process: Process, machine: Machine): Task<HttpLink | undefined> {
    for (let looks = 0; looks < LOOKS_MAX; looks++) {
      const link = yield* dialHttp(process, '127.0.0.1', PORT);
      if (typeof link !== 'string') return link;
      if (this.#proxy?.state !== 'running') {
        const { program } = machine.findProgram('kubectl', '/')!;
        this.#proxy = startQuietly(machine, ['kubectl', 'proxy'], program);
      }
      yield* sleep(LOOK_US);
    }
    return undefined;
  }

  *#exchange(link: HttpLink, { id, method, path, headers, body }: HttpRequest): Task<void> {
    const stream = link.open(`http/${method} ${path}`, {
      request: { method, path, headers },
      isEnd: true,
      ...(body !== undefined && { data: body }),
    });
    for (;;) {
      const frame = yield* stream.receive();
      if (isStreamEnd(frame)) return;
      if (frame.isEnd) this.#carriers.delete(id);
      this.#pieces.push(pieceOf(id, frame));
      if (frame.isEnd) return;
    }
  }

  #refuse(id: number, status: number, why: string): void {
    this.#carriers.delete(id);
    const headers = { 'content-type': 'text/plain; charset=utf-8' };
    this.#pieces.push({ id, status, headers, text: `${why}\n`, end: 'complete' });
  }
}

function pieceOf(id: number, { data, isEnd, response }: Frame): HttpPiece {
  return {
    id,
    ...response,
    ...(typeof data === 'string' && { text: data }),
    ...(isEnd && { end: 'complete' as const }),
  };
}

/** Starts a program as a login of root would, with nobody at its terminal. */
function startQuietly(machine: Machine, argv: readonly string[], program: Program): Process {
  const streams = [new NullStream(), new NullStream(), new NullStream()];
  const env = loginEnvironment(machine, 'dumb');
  return machine.systemd.spawn({ program, argv, env, cwd: '/root', streams });
}
