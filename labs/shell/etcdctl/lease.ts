import type { Task } from '../../cluster/kernel/index.ts';
import {
  formatCallError,
  KeepAlive,
  keepAliveOnce,
  type LeaseGrantResponse,
  type LeaseKeepAliveResponse,
  type LeaseLeasesResponse,
  type LeaseRevokeResponse,
  type LeaseTimeToLiveResponse,
} from '../../cluster/client/etcd/index.ts';
import { RpcError } from '../../cluster/client/grpc.ts';
import { base64 } from '../../cluster/client/utf8.ts';
import { show, type Command } from './command.ts';
import { EXIT, Failure, type Context } from './context.ts';
import { flag, parseDuration } from './flags.ts';
import { formatLeaseId, parseLeaseId, parseIntError } from './lease-id.ts';
import { decimal, quote } from './print-fields.ts';
import { headOf, jsonId } from './print-json.ts';
import type { Shown } from './printer.ts';

/** Source: etcdctl/ctlv3/command/lease_command.go, and so all that follows. */
function* grant(context: Context): Task<number | Failure> {
  const [text, ...rest] = context.args;
  if (text === undefined || rest.length > 0) {
    return new Failure('lease grant command needs TTL argument', EXIT.badArgs);
  }
  if (!/^[+-]?\d+$/.test(text)) {
    return new Failure(`bad TTL (${parseIntError(text, 10)})`, EXIT.badArgs);
  }
  const options = context.deadline();
  const printer = context.prepare();
  if (printer instanceof Failure) return printer;
  const request = { ID: '0', TTL: Number(text) };
  const client = context.client();
  const answer = yield* client.invoke<LeaseGrantResponse>(
    'Lease/LeaseGrant',
    request,
    true,
    options,
  );
  if (answer instanceof RpcError) {
    const isExpired = context.process.nowUs >= options.deadlineUs!;
    return new Failure(`failed to grant lease (${formatCallError(answer, isExpired)})`);
  }
  const { header, ID, TTL } = answer;
  return yield* show(
    context,
    printer,
    printer.other({
      simple: `lease ${formatLeaseId(ID)} granted with TTL(${TTL}s)\n`,
      fields: { header, rest: idAndTtl(answer) },
      json: { ...headOf(header), ID: jsonId(ID), TTL, Error: '' },
    }),
  );
}

function* revoke(context: Context): Task<number | Failure> {
  if (context.args.length !== 1) {
    return new Failure('lease revoke command needs 1 argument', EXIT.badArgs);
  }
  const ID = leaseOf(context);
  if (ID instanceof Failure) return ID;
  const options = context.deadline();
  const printer = context.prepare();
  if (printer instanceof Failure) return printer;
  const client = context.client();
  const answer = yield* client.invoke<LeaseRevokeResponse>(
    'Lease/LeaseRevoke',
    { ID },
    true,
    options,
  );
  if (answer instanceof RpcError) {
    const isExpired = context.process.nowUs >= options.deadlineUs!;
    return new Failure(`failed to revoke lease (${formatCallError(answer, isExpired)})`);
  }
  const { header } = answer;
  return yield* show(
    context,
    printer,
    printer.other({
      simple: `lease ${formatLeaseId(ID)} revoked\n`,
      fields: { header, rest: [] },
      json: { header: headOf(header) },
    }),
  );
}

function* timeToLive(context: Context): Task<number | Failure> {
  if (context.args.length !== 1) {
    return new Failure('lease timetolive command needs lease ID as argument', EXIT.badArgs);
  }
  const ID = leaseOf(context);
  if (ID instanceof Failure) return ID;
  const printer = context.prepare();
  if (printer instanceof Failure) return printer;
  const request = { ID, keys: context.flag('keys') };
  const client = context.client();
  const answer = yield* client.invoke<LeaseTimeToLiveResponse>(
    'Lease/LeaseTimeToLive',
    request,
    true,
  );
  if (answer instanceof RpcError) return badConnection(answer);
  return yield* show(context, printer, printer.other(showTimeToLive(answer, request.keys)));
}

function showTimeToLive(answer: LeaseTimeToLiveResponse, hasKeys: boolean): Shown {
  const { header, ID, TTL, grantedTTL, keys } = answer;
  const attached = hasKeys ? `, attached keys([${keys.join(' ')}])` : '';
  const isGone = grantedTTL === 0 && TTL === -1;
  const granted = `granted with TTL(${grantedTTL}s), remaining(${TTL}s)${attached}`;
  return {
    simple: `lease ${formatLeaseId(ID)} ${isGone ? 'already expired' : granted}\n`,
    fields: {
      header,
      rest: [
        ...idAndTtl(answer),
        ['GrantedTTL', grantedTTL],
        ...keys.map((key): [string, string] => ['Key', quote(key)]),
      ],
    },
    json: {
      ...headOf(header),
      id: jsonId(ID),
      ttl: TTL,
      'granted-ttl': grantedTTL,
      keys: keys.length === 0 ? null : keys.map(base64),
    },
  };
}

function* list(context: Context): Task<number | Failure> {
  const printer = context.prepare();
  if (printer instanceof Failure) return printer;
  const client = context.client();
  const answer = yield* client.invoke<LeaseLeasesResponse>('Lease/LeaseLeases', {}, true);
  if (answer instanceof RpcError) return badConnection(answer);
  const { header, leases } = answer;
  const ids = leases.map(({ ID }) => ID);
  return yield* show(
    context,
    printer,
    printer.other({
      simple: `found ${ids.length} leases\n${ids.map((id) => `${formatLeaseId(id)}\n`).join('')}`,
      fields: { header, rest: ids.map((id): [string, string] => ['ID', decimal(id)]) },
      json: { ...headOf(header), leases: ids.map((id) => ({ id: jsonId(id) })) },
    }),
  );
}

function* keepAlive(context: Context): Task<number | Failure> {
  if (context.args.length !== 1) {
    return new Failure('lease keep-alive command needs lease ID as argument', EXIT.badArgs);
  }
  const ID = leaseOf(context);
  if (ID instanceof Failure) return ID;
  const printer = context.prepare();
  if (printer instanceof Failure) return printer;
  const client = context.client();
  if (context.flag('once')) {
    const answer = yield* keepAliveOnce(client, ID);
    if (answer instanceof RpcError) return badConnection(answer);
    return yield* show(context, printer, printer.other(showKeepAlive(answer)));
  }
  const renewals = new KeepAlive(client, ID, keepAliveTimeoutUs(context));
  for (let next = yield* renewals.receive(); next; next = yield* renewals.receive()) {
    const shown = yield* show(context, printer, printer.other(showKeepAlive(next)));
    if (shown instanceof Failure) return shown;
  }
  if (printer.format === 'simple') {
    yield* context.process.print(`lease ${formatLeaseId(ID)} expired or revoked.\n`);
  }
  return 0;
}

/** How long a first renewal may take. Source: clientv3/lease.go `NewLease` */
export function keepAliveTimeoutUs(context: Context): number {
  return (parseDuration(context.text('dial-timeout')) ?? 0) + 1_000_000;
}

function showKeepAlive(answer: LeaseKeepAliveResponse): Shown {
  const { header, ID, TTL } = answer;
  return {
    simple: `lease ${formatLeaseId(ID)} keepalived with TTL(${TTL})\n`,
    fields: { header, rest: idAndTtl(answer) },
    json: { ...headOf(header), ID: jsonId(ID), TTL },
  };
}

function idAndTtl({ ID, TTL }: { ID: string; TTL: number }): [string, string | number][] {
  return [
    ['ID', decimal(ID)],
    ['TTL', TTL],
  ];
}

function badConnection(error: RpcError): Failure {
  return new Failure(formatCallError(error, false), EXIT.badConnection);
}

/** The lease that the only argument names. */
function leaseOf({ args }: Context): string | Failure {
  const [text = ''] = args;
  const message = `bad lease ID arg (${parseIntError(text, 16)}), expecting ID in Hex`;
  return parseLeaseId(text) ?? new Failure(message, EXIT.badArgs);
}

export const leaseCommands: readonly Command[] = [
  { name: 'lease grant', use: '<ttl>', short: 'Creates leases', flags: [], run: grant },
  {
    name: 'lease keep-alive',
    use: '[options] <leaseID>',
    short: 'Keeps leases alive (renew)',
    flags: [
      flag(
        'once',
        'bool',
        'false',
        'Resets the keep-alive time to its original value and cobrautl.Exits immediately',
      ),
    ],
    run: keepAlive,
  },
  { name: 'lease list', use: '', short: 'List all active leases', flags: [], run: list },
  { name: 'lease revoke', use: '<leaseID>', short: 'Revokes leases', flags: [], run: revoke },
  {
    name: 'lease timetolive',
    use: '<leaseID> [options]',
    short: 'Get lease information',
    flags: [flag('keys', 'bool', 'false', 'Get keys attached to this lease')],
    run: timeToLive,
  },
];
