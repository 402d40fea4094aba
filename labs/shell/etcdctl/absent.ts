import type { Command } from './command.ts';
import { flag, type Flag } from './flags.ts';

function checkCommand(name: string, short: string, long?: string): Command {
  const workloads = 'Accepted workloads: s(small), m(medium), l(large), xl(xLarge)';
  const what = name === 'perf' ? 'performance check' : `${name} check`;
  return {
    name: `check ${name}`,
    use: '[options]',
    short,
    ...(long !== undefined && { long }),
    flags: [
      flag(
        'auto-compact',
        'bool',
        'false',
        'Compact storage with last revision after test is finished.',
      ),
      flag('auto-defrag', 'bool', 'false', 'Defragment storage after test is finished.'),
      flag('load', 'string', 's', `The ${what}'s workload model. ${workloads}`),
      flag(
        'prefix',
        'string',
        `/etcdctl-check-${name}/`,
        `The prefix for writing the ${what}'s keys.`,
      ),
    ],
  };
}

const mirrorFlags: readonly Flag[] = [
  flag(
    'dest-cacert',
    'string',
    '',
    'Verify certificates of TLS enabled secure servers using this CA bundle',
  ),
  flag(
    'dest-cert',
    'string',
    '',
    'Identify secure client using this TLS certificate file for the destination cluster',
  ),
  flag(
    'dest-insecure-transport',
    'bool',
    'true',
    'Disable transport security for client connections',
  ),
  flag('dest-key', 'string', '', 'Identify secure client using this TLS key file'),
  flag(
    'dest-password',
    'string',
    '',
    "Destination password for authentication (if this option is used, --user option shouldn't \
include password)",
  ),
  flag(
    'dest-prefix',
    'string',
    '',
    'destination prefix to mirror a prefix to a different prefix in the destination cluster',
  ),
  flag(
    'dest-user',
    'string',
    '',
    'Destination username[:password] for authentication (prompt if password is not supplied)',
  ),
  flag(
    'no-dest-prefix',
    'bool',
    'false',
    'mirror key-values to the root of the destination cluster',
  ),
  flag('prefix', 'string', '', 'Key-value prefix to mirror'),
];

/** Commands that etcdctl has and the lab has not: they can be read about, and say so when run. */
export const absentCommands: readonly Command[] = [
  checkCommand(
    'datascale',
    'Check the memory usage of holding data for different workloads on a given server endpoint.',
    'If no endpoint is provided, localhost will be used. If multiple endpoints are provided, \
first endpoint will be used.',
  ),
  checkCommand('perf', 'Check the performance of the etcd cluster'),
  ...['bash', 'fish', 'powershell', 'zsh'].map((shell): Command => ({
    name: `completion ${shell}`,
    use: '',
    short: `Generate the autocompletion script for ${shell}`,
    flags: [flag('no-descriptions', 'bool', 'false', 'disable completion descriptions')],
  })),
  {
    name: 'make-mirror',
    use: '[options] <destination>',
    short: 'Makes a mirror at the destination etcd cluster',
    flags: mirrorFlags,
  },
];
