import type { MemberListResponse } from '../../cluster/client/etcd/index.ts';
import { formatBytes } from '../../cluster/client/bytes.ts';
import type { EndpointHash, EndpointHealth, EndpointStatus } from './printer.ts';

/** The rows that the simple format joins with commas and the table draws. */
export interface Rows {
  readonly header: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

export function memberRows({ members }: MemberListResponse): Rows {
  return {
    header: ['ID', 'STATUS', 'NAME', 'PEER ADDRS', 'CLIENT ADDRS', 'IS LEARNER'],
    rows: members.map((member) => [
      member.ID,
      member.name === '' ? 'unstarted' : 'started',
      member.name,
      member.peerURLs.join(','),
      member.clientURLs.join(','),
      String(member.isLearner),
    ]),
  };
}

export function healthRows(list: readonly EndpointHealth[]): Rows {
  return {
    header: ['ENDPOINT', 'HEALTH', 'TOOK', 'ERROR'],
    rows: list.map(({ endpoint, health, took, error }) => [endpoint, String(health), took, error]),
  };
}

export function statusRows(list: readonly EndpointStatus[]): Rows {
  return {
    header: [
      ...['ENDPOINT', 'ID', 'VERSION', 'DB SIZE', 'IS LEADER', 'IS LEARNER'],
      ...['RAFT TERM', 'RAFT INDEX', 'RAFT APPLIED INDEX', 'ERRORS'],
    ],
    rows: list.map(({ endpoint, status }) => [
      endpoint,
      status.header.member_id,
      status.version,
      formatBytes(status.dbSize),
      String(status.leader === status.header.member_id),
      String(status.isLearner),
      String(status.raftTerm),
      String(status.raftIndex),
      String(status.raftAppliedIndex),
      status.errors.join(', '),
    ]),
  };
}

export function hashRows(list: readonly EndpointHash[]): Rows {
  return {
    header: ['ENDPOINT', 'HASH'],
    rows: list.map(({ endpoint, hash }) => [endpoint, String(hash.hash)]),
  };
}
