import type { Task } from '../kernel/index.ts';
import type { MemberListRequest } from '../client/etcd/index.ts';
import type { EtcdServer } from './server.ts';

/** Who belongs to the cluster. Source: etcd v3rpc/member.go */
export function* memberList(server: EtcdServer, request: MemberListRequest): Task<unknown> {
  if (request.linearizable) {
    const error = yield* server.linearizable();
    if (error) return error;
  }
  // The header of a member list has no revision. Source: v3rpc/member.go `header`
  const header = { ...server.header(), revision: 0 };
  return { header, members: server.membership.members };
}
