import type { Task } from '../../cluster/kernel/index.ts';
import {
  checkPeerUrls,
  type CallOptions,
  type Member,
  type MemberAddResponse,
  type MemberListResponse,
} from '../../cluster/client/etcd/index.ts';
import { RpcError } from '../../cluster/client/grpc.ts';
import { callFailure, show } from './command.ts';
import { EXIT, Failure, type Context } from './context.ts';
import { flag, type Flag } from './flags.ts';
import { quote } from './print-fields.ts';
import { headOf, jsonId, sparse } from './print-json.ts';

/** Source: etcdctl/ctlv3/command/member_command.go */
export function* memberList(context: Context): Task<number | Failure> {
  const options = context.deadline();
  const printer = context.prepare();
  if (printer instanceof Failure) return printer;
  const response = yield* context.client().memberList(options);
  if (response instanceof RpcError) return callFailure(context, response, options.deadlineUs);
  return yield* show(context, printer, printer.memberList(response));
}

export const addFlags: readonly Flag[] = [
  flag('learner', 'bool', 'false', 'indicates if the new member is raft learner'),
  flag('peer-urls', 'string', '', 'comma separated peer URLs for the new member.'),
];

export const updateFlags: readonly Flag[] = [
  flag('peer-urls', 'string', '', 'comma separated peer URLs for the updated member.'),
];

/** Adds a member, and prints what the new one is to be told. */
export function* memberAdd(context: Context): Task<number | Failure> {
  const [name, ...rest] = context.args;
  if (name === undefined) return new Failure('member name not provided', EXIT.badArgs);
  if (rest.length > 0) {
    const urls = context.args.filter((word) => word.toLowerCase().startsWith('http'));
    const hints = urls.map((url) => `, did you mean --peer-urls=${url}`);
    return new Failure(`too many arguments${hints.join('')}`, EXIT.badArgs);
  }
  const peerURLs = takePeerUrls(context);
  if (peerURLs instanceof Failure) return peerURLs;
  const options = context.deadline();
  const printer = context.prepare();
  if (printer instanceof Failure) return printer;
  const wrong = checkPeerUrls(peerURLs);
  if (wrong !== undefined) return new Failure(wrong);
  const request = { peerURLs, isLearner: context.flag('learner') };
  const response = yield* context.client().memberAdd(request, options);
  if (response instanceof RpcError) return callFailure(context, response, options.deadlineUs);
  const { header, member, members } = response;
  const json = {
    header: headOf(header),
    member: jsonMember(member),
    members: members.map(jsonMember),
  };
  const simple = `${told(member.ID, 'added to', response)}\n${settings(name, peerURLs, response)}`;
  return yield* show(context, printer, printer.other({ simple, json }));
}

export function* memberRemove(context: Context): Task<number | Failure> {
  const ID = takeId(context);
  if (ID instanceof Failure) return ID;
  return yield* change(context, ID, 'removed from', (options) =>
    context.client().memberRemove({ ID }, options),
  );
}

export function* memberPromote(context: Context): Task<number | Failure> {
  const ID = takeId(context);
  if (ID instanceof Failure) return ID;
  return yield* change(context, ID, 'promoted in', (options) =>
    context.client().memberPromote({ ID }, options),
  );
}

export function* memberUpdate(context: Context): Task<number | Failure> {
  const ID = takeId(context);
  if (ID instanceof Failure) return ID;
  const peerURLs = takePeerUrls(context);
  if (peerURLs instanceof Failure) return peerURLs;
  const wrong = checkPeerUrls(peerURLs);
  if (wrong !== undefined) return new Failure(wrong);
  return yield* change(context, ID, 'updated in', (options) =>
    context.client().memberUpdate({ ID, peerURLs }, options),
  );
}

/** Shape: `what` is `removed from` and the like */
function* change(
  context: Context,
  id: string,
  what: string,
  call: (options: CallOptions) => Task<MemberListResponse | RpcError>,
): Task<number | Failure> {
  const options = context.deadline();
  const printer = context.prepare();
  if (printer instanceof Failure) return printer;
  const response = yield* call(options);
  if (response instanceof RpcError) return callFailure(context, response, options.deadlineUs);
  const { header, members } = response;
  const json = sparse({ header: headOf(header), members: members.map(jsonMember) });
  return yield* show(context, printer, printer.other({ simple: told(id, what, response), json }));
}

function told(id: string, what: string, { header }: MemberListResponse): string {
  return `Member ${id.padStart(16)} ${what} cluster ${header.cluster_id.padStart(16)}\n`;
}

/** The new member's environment; its own name is not known to the cluster yet. */
function settings(
  name: string,
  peerURLs: readonly string[],
  { member, members }: MemberAddResponse,
): string {
  const pairs = members.flatMap((one) =>
    one.peerURLs.map((url) => `${one.ID === member.ID ? name : one.name}=${url}`),
  );
  return (
    `ETCD_NAME=${quote(name)}\nETCD_INITIAL_CLUSTER=${quote(pairs.join(','))}\n` +
    `ETCD_INITIAL_ADVERTISE_PEER_URLS=${quote(peerURLs.join(','))}\n` +
    'ETCD_INITIAL_CLUSTER_STATE="existing"\n'
  );
}

function jsonMember({ ID, name, peerURLs, clientURLs, isLearner }: Member) {
  return sparse({ ID: jsonId(ID), name, peerURLs, clientURLs, isLearner });
}

/** The one argument of most commands about a member. Errors: what Go's `strconv` says of it. */
function takeId({ args }: Context): string | Failure {
  const [text = ''] = args;
  if (args.length !== 1) return new Failure('member ID is not provided', EXIT.badArgs);
  const isHex = /^[0-9a-fA-F]+$/.test(text);
  const digits = text.toLowerCase().replace(/^0+(?=.)/, '');
  if (isHex && digits.length <= 16) return digits;
  const why = isHex ? 'value out of range' : 'invalid syntax';
  const error = `strconv.ParseUint: parsing ${quote(text)}: ${why}`;
  return new Failure(`bad member ID arg (${error}), expecting ID in Hex`, EXIT.badArgs);
}

function takePeerUrls(context: Context): readonly string[] | Failure {
  const text = context.text('peer-urls');
  return text === '' ? new Failure('member peer urls not provided', EXIT.badArgs) : text.split(',');
}

/** Finds the leader among the endpoints and asks it to hand over. Source: move_leader_command.go */
export function* moveLeader(context: Context): Task<number | Failure> {
  const [target, ...rest] = context.args;
  if (target === undefined || rest.length > 0) {
    return new Failure('move-leader command needs 1 argument', EXIT.badArgs);
  }
  if (!/^[0-9a-fA-F]{1,16}$/.test(target)) {
    const why = `strconv.ParseUint: parsing ${quote(target)}: invalid syntax`;
    return new Failure(why, EXIT.badArgs);
  }
  const printer = context.prepare();
  if (printer instanceof Failure) return printer;
  const options = context.deadline();
  for (const endpoint of context.endpoints) {
    const client = context.client([endpoint]);
    const status = yield* client.status(endpoint, options);
    if (status instanceof RpcError) return callFailure(context, status, options.deadlineUs);
    if (status.leader !== status.header.member_id) {
      client.close();
      continue;
    }
    const targetID = target.toLowerCase().replace(/^0+(?=.)/, '');
    const answer = yield* client.moveLeader({ targetID }, options);
    if (answer instanceof RpcError) return callFailure(context, answer, options.deadlineUs);
    return yield* show(
      context,
      printer,
      printer.other({
        simple: `Leadership transferred from ${status.leader} to ${targetID}\n`,
        json: {},
      }),
    );
  }
  const given = context.endpoints.join(' ');
  return new Failure(`no leader endpoint given at [${given}]`, EXIT.badArgs);
}
