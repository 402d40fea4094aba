import type { Task } from '../kernel/index.ts';
import {
  checkPeerUrls,
  etcdError,
  type MemberAddRequest,
  type MemberListRequest,
  type MemberPromoteRequest,
  type MemberRemoveRequest,
  type MemberUpdateRequest,
  type ResponseHeader,
} from '../client/etcd/index.ts';
import { RpcError } from '../client/grpc.ts';
import type { AuthInfo } from './auth/index.ts';
import type { ConfChange } from './conf-change.ts';
import { newMember } from './membership.ts';
import { promoteMember } from './promote.ts';
import { mayAddMember, mayRemoveMember } from './reconfig-check.ts';
import type { EtcdServer } from './server.ts';

/** Who belongs to the cluster. Source: etcd v3rpc/member.go */
export function* memberList(
  server: EtcdServer,
  request: MemberListRequest,
  who?: AuthInfo,
): Task<unknown> {
  const denied = server.auth.checkKnown(who);
  if (denied) return etcdError(denied);
  if (request.linearizable) {
    const error = yield* server.linearizable();
    if (error) return error;
  }
  return { header: headerOf(server), members: server.membership.members };
}

export function* memberAdd(
  server: EtcdServer,
  request: MemberAddRequest,
  who?: AuthInfo,
): Task<unknown> {
  const { peerURLs, isLearner } = request;
  if (checkPeerUrls(peerURLs)) return etcdError('memberBadUrls');
  const member = newMember(peerURLs, isLearner, server.process.nowUs);
  const error = mayChange(server, who) ?? mayAddMember(server, member);
  if (error) return error;
  const type = isLearner ? 'ConfChangeAddLearnerNode' : 'ConfChangeAddNode';
  const answer = yield* configure(server, { type, member });
  return answer instanceof RpcError ? answer : { ...answer, member: { ...member, clientURLs: [] } };
}

export function* memberRemove(
  server: EtcdServer,
  { ID }: MemberRemoveRequest,
  who?: AuthInfo,
): Task<unknown> {
  const error = mayChange(server, who) ?? mayRemoveMember(server, ID);
  return error ?? (yield* configure(server, { type: 'ConfChangeRemoveNode', ID }));
}

export function* memberUpdate(
  server: EtcdServer,
  { ID, peerURLs }: MemberUpdateRequest,
  who?: AuthInfo,
): Task<unknown> {
  const change = { type: 'ConfChangeUpdateNode', ID, peerURLs } as const;
  return mayChange(server, who) ?? (yield* configure(server, change));
}

export function* memberPromote(
  server: EtcdServer,
  { ID }: MemberPromoteRequest,
  who?: AuthInfo,
): Task<unknown> {
  const denied = mayChange(server, who);
  if (denied) return denied;
  const result = yield* promoteMember(server, ID);
  return result instanceof RpcError ? result : { header: headerOf(server), ...result };
}

/** Errors: only administrators may. Source: `checkMembershipOperationPermission` */
function mayChange({ auth }: EtcdServer, who: AuthInfo | undefined): RpcError | undefined {
  const denied = auth.checkAdmin(who);
  return denied && etcdError(denied);
}

function* configure(server: EtcdServer, change: ConfChange): Task<object | RpcError> {
  const result = yield* server.configure(change);
  return result instanceof RpcError ? result : { header: headerOf(server), ...result };
}

/** The header of an answer about members has no revision. Source: v3rpc/member.go `header` */
function headerOf(server: EtcdServer): ResponseHeader {
  return { ...server.header(), revision: 0 };
}
