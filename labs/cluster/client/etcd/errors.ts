import { RpcError, type Code } from '../grpc-status.ts';

/**
 * What a member answers where it cannot do what was asked. The client finds the code by the
 * sentence, as etcd's own does.
 *
 * Source: etcd api/v3rpc/rpctypes/error.go
 */
const table = {
  emptyKey: ['InvalidArgument', 'key is not provided'],
  keyNotFound: ['InvalidArgument', 'key not found'],
  valueProvided: ['InvalidArgument', 'value is provided'],
  leaseProvided: ['InvalidArgument', 'lease is provided'],
  tooManyOps: ['InvalidArgument', 'too many operations in txn request'],
  duplicateKey: ['InvalidArgument', 'duplicate key given in txn request'],
  compacted: ['OutOfRange', 'mvcc: required revision has been compacted'],
  futureRev: ['OutOfRange', 'mvcc: required revision is a future revision'],
  leaseNotFound: ['NotFound', 'requested lease not found'],
  leaseExist: ['FailedPrecondition', 'lease already exists'],
  leaseTtlTooLarge: ['OutOfRange', 'too large lease TTL'],
  noSpace: ['ResourceExhausted', 'mvcc: database space exceeded'],
  rootUserNotExist: ['FailedPrecondition', 'root user does not exist'],
  rootRoleNotExist: ['FailedPrecondition', 'root user does not have root role'],
  userAlreadyExist: ['FailedPrecondition', 'user name already exists'],
  userEmpty: ['InvalidArgument', 'user name is empty'],
  userNotFound: ['FailedPrecondition', 'user name not found'],
  roleAlreadyExist: ['FailedPrecondition', 'role name already exists'],
  roleNotFound: ['FailedPrecondition', 'role name not found'],
  roleEmpty: ['InvalidArgument', 'role name is empty'],
  authFailed: ['InvalidArgument', 'authentication failed, invalid user ID or password'],
  permissionDenied: ['PermissionDenied', 'permission denied'],
  roleNotGranted: ['FailedPrecondition', 'role is not granted to the user'],
  permissionNotGranted: ['FailedPrecondition', 'permission is not granted to the role'],
  authNotEnabled: ['FailedPrecondition', 'authentication is not enabled'],
  invalidAuthToken: ['Unauthenticated', 'invalid auth token'],
  invalidAuthMgmt: ['InvalidArgument', 'invalid auth management'],
  authOldRevision: ['InvalidArgument', 'revision of auth store is old'],
  memberExist: ['FailedPrecondition', 'member ID already exist'],
  peerUrlExist: ['FailedPrecondition', 'Peer URLs already exists'],
  memberNotEnoughStarted: [
    // Real etcd forgets the code of this one. Source: api/v3rpc/util.go `toGRPCErrorMap`
    'Unknown',
    're-configuration failed due to not enough started members',
  ],
  memberBadUrls: ['InvalidArgument', 'given member URLs are invalid'],
  memberNotFound: ['NotFound', 'member not found'],
  memberNotLearner: ['FailedPrecondition', 'can only promote a learner member'],
  learnerNotReady: [
    'FailedPrecondition',
    'can only promote a learner member which is in sync with leader',
  ],
  tooManyLearners: ['FailedPrecondition', 'too many learner members in cluster'],
  notSupportedForLearner: ['Unavailable', 'rpc not supported for learner'],
  requestTooLarge: ['InvalidArgument', 'request is too large'],
  tooManyRequests: ['ResourceExhausted', 'too many requests'],
  noLeader: ['Unavailable', 'no leader'],
  notLeader: ['FailedPrecondition', 'not leader'],
  leaderChanged: ['Unavailable', 'leader changed'],
  stopped: ['Unavailable', 'server stopped'],
  timeout: ['Unavailable', 'request timed out'],
  timeoutLeaderFail: ['Unavailable', 'request timed out, possibly due to previous leader failure'],
  timeoutConnectionLost: ['Unavailable', 'request timed out, possibly due to connection lost'],
  unhealthy: ['Unavailable', 'unhealthy cluster'],
  badLeaderTransferee: ['FailedPrecondition', 'bad leader transferee'],
} as const satisfies Record<string, readonly [Code, string]>;

export type EtcdErrorName = keyof typeof table;

/** Shape: `etcdError('noLeader')` prints `etcdserver: no leader` */
export function etcdError(name: EtcdErrorName): RpcError {
  const [code, text] = table[name];
  return new RpcError(code, `etcdserver: ${text}`);
}

const texts: ReadonlySet<string> = new Set(
  Object.values(table).map(([, text]) => `etcdserver: ${text}`),
);

/** True for an error of a member's own, rather than one of the connection to it. */
export function isEtcdError(error: RpcError): boolean {
  return texts.has(error.message);
}

/**
 * The sentence that a program prints for a failed call.
 *
 * Shape:  a member's own sentence bare; an expired deadline as `context deadline exceeded`;
 *         anything else as gRPC prints it
 * Source: clientv3 `ContextError` (v3.5)
 */
export function formatCallError(error: RpcError, isExpired: boolean): string {
  if (isEtcdError(error)) return error.message;
  if (isExpired && (error.code === 'DeadlineExceeded' || error.code === 'Canceled')) {
    return 'context deadline exceeded';
  }
  return error.toString();
}
