import type { KubeObject } from '../../../labs/cluster/api/index.ts';
import type { Filter } from '../../../labs/cluster/apiserver/pipeline.ts';
import type { ApiRequest } from '../../../labs/cluster/apiserver/request.ts';
import type { Process } from '../../../labs/cluster/kernel/index.ts';

/** A write that an API server has accepted. Units: microseconds of virtual time. */
export interface AcceptedWrite {
  /** Who asked; undefined where that process had gone before the request arrived. */
  readonly process: Process | undefined;
  readonly user: string;
  readonly userAgent: string;
  /** Shape: `update leases kube-system/kube-controller-manager` */
  readonly what: string;
  readonly object: KubeObject;
  /** When the request arrived, and when it was answered. */
  readonly askedUs: number;
  readonly acceptedUs: number;
}

const writes = new Set(['create', 'update', 'patch', 'delete']);

/** Sits in an API server, behind authentication, and tells of each write that was accepted. */
export function makeWitness(tell: (write: AcceptedWrite) => void): Filter {
  return {
    name: 'witness',
    *run(request, next) {
      const { stream, info, user, head } = request;
      const { process: server } = stream.link.connection;
      const [process, askedUs] = [clientOf(request), server.nowUs];
      const answer = yield* next(request);
      if (!writes.has(info.verb) || answer === 'abort' || !('status' in answer)) return answer;
      if (answer.status >= 300 || typeof answer.body === 'string') return answer;
      tell({
        process,
        user: user.name,
        userAgent: head.headers['user-agent'] ?? '',
        what: `${info.verb} ${info.resource} ${info.namespace}/${info.name}`,
        object: answer.body as KubeObject,
        askedUs,
        acceptedUs: server.nowUs,
      });
      return answer;
    },
  };
}

/** The process at the other end of the connection. */
function clientOf({ stream }: ApiRequest): Process | undefined {
  const { host, port } = stream.link.connection.remote;
  return [...host.connections].find(({ localPort }) => localPort === port)?.process;
}
