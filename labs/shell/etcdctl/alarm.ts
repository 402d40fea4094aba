import type { Task } from '../../cluster/kernel/index.ts';
import type { AlarmMember, AlarmResponse } from '../../cluster/client/etcd/index.ts';
import { RpcError } from '../../cluster/client/grpc.ts';
import { callFailure, show, type Command } from './command.ts';
import { EXIT, Failure, type Context } from './context.ts';
import { decimal } from './print-fields.ts';
import { headOf, jsonId, sparse } from './print-json.ts';
import type { Shown } from './printer.ts';

/** Source: etcdctl/ctlv3/command/alarm_command.go */
function* alarmList(context: Context): Task<number | Failure> {
  if (context.args.length > 0) {
    return new Failure('alarm list command accepts no arguments', EXIT.badArgs);
  }
  const options = context.deadline();
  const printer = context.prepare();
  if (printer instanceof Failure) return printer;
  const response = yield* context.client().alarmList(options);
  if (response instanceof RpcError) return callFailure(context, response, options.deadlineUs);
  return yield* show(context, printer, printer.other(showAlarms(response)));
}

/** Disarms one alarm after the other. Source: clientv3/maintenance.go `AlarmDisarm` */
function* alarmDisarm(context: Context): Task<number | Failure> {
  if (context.args.length > 0) {
    return new Failure('alarm disarm command accepts no arguments', EXIT.badArgs);
  }
  const options = context.deadline();
  const printer = context.prepare();
  if (printer instanceof Failure) return printer;
  const client = context.client();
  const raised = yield* client.alarmList(options);
  if (raised instanceof RpcError) return callFailure(context, raised, options.deadlineUs);
  const disarmed: AlarmMember[] = [];
  for (const alarm of raised.alarms) {
    const request = { action: 'DEACTIVATE', ...alarm };
    const method = 'Maintenance/Alarm';
    const answer = yield* client.invoke<AlarmResponse>(method, request, true, options);
    if (answer instanceof RpcError) return callFailure(context, answer, options.deadlineUs);
    disarmed.push(...answer.alarms);
  }
  const shown = showAlarms({ header: raised.header, alarms: disarmed });
  // The client puts the answers together, and forgets their header.
  const json = sparse({ ...shown.json, header: undefined });
  return yield* show(context, printer, printer.other({ ...shown, json }));
}

function showAlarms({ header, alarms }: AlarmResponse): Shown {
  const lines = alarms.map(({ memberID, alarm }) => {
    return `memberID:${decimal(memberID)} alarm:${alarm} \n`;
  });
  return {
    simple: lines.join(''),
    fields: {
      header,
      rest: alarms.flatMap(({ memberID, alarm }): [string, string][] => [
        ['MemberID', decimal(memberID)],
        ['AlarmType', `${alarm}\n`],
      ]),
    },
    json: sparse({
      header: headOf(header),
      alarms: alarms.map(({ memberID }) => ({ memberID: jsonId(memberID), alarm: 1 })),
    }),
  };
}

export const alarmCommands: readonly Command[] = [
  { name: 'alarm disarm', use: '', short: 'Disarms all alarms', flags: [], run: alarmDisarm },
  { name: 'alarm list', use: '', short: 'Lists all alarms', flags: [], run: alarmList },
];
