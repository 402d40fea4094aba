import { sleep, wait, type Task } from '../../cluster/kernel/index.ts';
import { formatCallError } from '../../cluster/client/etcd/index.ts';
import { RpcError } from '../../cluster/client/grpc.ts';
import { formatDuration } from '../../cluster/client/zap.ts';
import { show } from './command.ts';
import { Failure, type Context } from './context.ts';
import { flag, type Flag } from './flags.ts';
import type { EndpointHash, EndpointHealth, EndpointStatus } from './printer.ts';

export const endpointFlags: readonly Flag[] = [
  flag('cluster', 'bool', 'false', 'use all endpoints from the cluster member list'),
];

export const hashFlags: readonly Flag[] = [
  flag('rev', 'int64', '0', 'maximum revision to hash (default: all revisions)'),
];

/** How late a deadline's timer may be in a real process: no time-out is ever a round number. */
const TIMER_LATE_US = 900;

/** Asks all endpoints at once, each by a client of its own. Source: ep_command.go */
export function* health(context: Context): Task<number | Failure> {
  const printer = context.prepare();
  if (printer instanceof Failure) return printer;
  const endpoints = yield* chooseEndpoints(context);
  if (endpoints instanceof Failure) return endpoints;
  const list: EndpointHealth[] = [];
  const threads = endpoints.map((endpoint) =>
    context.process.go(checkHealth(context, endpoint, list)),
  );
  for (const thread of threads) yield* wait(thread.done);
  const shown = yield* show(context, printer, printer.health(list));
  if (shown instanceof Failure) return shown;
  return list.every(({ error }) => error === '') ? 0 : new Failure('unhealthy cluster');
}

function* checkHealth(context: Context, endpoint: string, list: EndpointHealth[]): Task<void> {
  const { process } = context;
  const client = context.client([endpoint], 'client');
  const startUs = process.nowUs;
  const options = context.deadline();
  const answer = yield* client.range({ key: 'health' }, options);
  if (answer instanceof RpcError) yield* sleep(process.random.int(100, TIMER_LATE_US));
  const took = formatDuration(process.nowUs - startUs);
  let error = '';
  // Who may not read this key has heard from the cluster all the same.
  if (answer instanceof RpcError && answer.code !== 'PermissionDenied') {
    const isExpired = process.nowUs >= options.deadlineUs!;
    error = formatCallError(answer, isExpired);
  } else {
    const alarms = yield* client.alarmList(options);
    if (alarms instanceof RpcError) error = 'Unable to fetch the alarm list';
    else if (alarms.alarms.length > 0) {
      error = `Active Alarm(s): ${alarms.alarms.map(({ alarm }) => `${alarm} `).join('')}`;
    }
  }
  client.close();
  list.push({ endpoint, health: error === '', took, error });
}

/** Asks one endpoint after the other. */
export function* status(context: Context): Task<number | Failure> {
  const printer = context.prepare();
  if (printer instanceof Failure) return printer;
  const client = context.client();
  const endpoints = yield* chooseEndpoints(context);
  if (endpoints instanceof Failure) return endpoints;
  const list: EndpointStatus[] = [];
  let hasFailed = false;
  for (const endpoint of endpoints) {
    const options = context.deadline();
    const answer = yield* client.status(endpoint, options);
    if (!(answer instanceof RpcError)) {
      list.push({ endpoint, status: answer });
      continue;
    }
    hasFailed = true;
    const error = formatCallError(answer, context.process.nowUs >= options.deadlineUs!);
    context.warnings += `Failed to get the status of endpoint ${endpoint} (${error})\n`;
    yield* context.flush();
  }
  const shown = yield* show(context, printer, printer.status(list));
  return shown instanceof Failure || !hasFailed ? shown : 1;
}

export function* hashKV(context: Context): Task<number | Failure> {
  const printer = context.prepare();
  if (printer instanceof Failure) return printer;
  const client = context.client();
  const endpoints = yield* chooseEndpoints(context);
  if (endpoints instanceof Failure) return endpoints;
  const list: EndpointHash[] = [];
  let failed: string | undefined;
  for (const endpoint of endpoints) {
    const options = context.deadline();
    const answer = yield* client.hashKV(endpoint, context.number('rev'), options);
    if (!(answer instanceof RpcError)) {
      list.push({ endpoint, hash: answer });
      continue;
    }
    failed = formatCallError(answer, context.process.nowUs >= options.deadlineUs!);
    context.warnings += `Failed to get the hash of endpoint ${endpoint} (${failed})\n`;
    yield* context.flush();
  }
  const shown = yield* show(context, printer, printer.hashKV(list));
  return shown instanceof Failure || failed === undefined ? shown : new Failure(failed);
}

/** The endpoints of the flags, or with `--cluster` those that the members say they have. */
export function* chooseEndpoints(context: Context): Task<readonly string[] | Failure> {
  if (!context.flag('cluster')) return context.endpoints;
  const client = context.client();
  const options = context.deadline();
  const answer = yield* client.memberList(options);
  client.close();
  if (!(answer instanceof RpcError)) {
    return answer.members.flatMap(({ clientURLs }) => clientURLs);
  }
  const error = formatCallError(answer, context.process.nowUs >= options.deadlineUs!);
  return new Failure(`failed to fetch endpoints from etcd cluster member list: ${error}`);
}
