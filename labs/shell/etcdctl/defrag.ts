import type { Task } from '../../cluster/kernel/index.ts';
import { formatCallError } from '../../cluster/client/etcd/index.ts';
import { RpcError } from '../../cluster/client/grpc.ts';
import type { Command } from './command.ts';
import { EXIT, Failure, type Context } from './context.ts';
import { chooseEndpoints, endpointFlags } from './endpoint.ts';
import { flag } from './flags.ts';

/**
 * Defragments one member after the other.
 *
 * Source:  etcdctl/ctlv3/command/defrag_command.go
 * Differs: not a folder that no member uses (`--data-dir`)
 */
function* defrag(context: Context): Task<number | Failure> {
  if (context.text('data-dir') !== '') {
    return new Failure('defrag --data-dir is not part of this lab', EXIT.badFeature);
  }
  const printer = context.prepare();
  if (printer instanceof Failure) return printer;
  const client = context.client();
  const endpoints = yield* chooseEndpoints(context);
  if (endpoints instanceof Failure) return endpoints;
  let hasFailed = false;
  for (const endpoint of endpoints) {
    const options = context.deadline();
    const answer = yield* client.defragment(endpoint, options);
    yield* context.flush();
    if (answer instanceof RpcError) {
      hasFailed = true;
      const error = formatCallError(answer, context.process.nowUs >= options.deadlineUs!);
      yield* context.process.warn(`Failed to defragment etcd member[${endpoint}] (${error})\n`);
    } else yield* context.process.print(`Finished defragmenting etcd member[${endpoint}]\n`);
  }
  return hasFailed ? EXIT.error : 0;
}

export const defragCommand: Command = {
  name: 'defrag',
  use: '',
  short: 'Defragments the storage of the etcd members with given endpoints',
  flags: [
    flag(
      'data-dir',
      'string',
      '',
      'Optional. If present, defragments a data directory not in use by etcd.',
    ),
    ...endpointFlags,
  ],
  run: defrag,
};
