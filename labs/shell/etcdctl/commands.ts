import { alarmCommands } from './alarm.ts';
import { authCommands } from './auth.ts';
import type { Command } from './command.ts';
import { defragCommand } from './defrag.ts';
import { electCommand } from './elect.ts';
import { endpointFlags, hashFlags, hashKV, health, status } from './endpoint.ts';
import { flag } from './flags.ts';
import { compaction, del, get, put } from './kv.ts';
import { absentCommands } from './absent.ts';
import { kvCommands } from './kv-requests.ts';
import { leaseCommands } from './lease.ts';
import { lockCommand } from './lock.ts';
import {
  addFlags,
  memberAdd,
  memberList,
  memberPromote,
  memberRemove,
  memberUpdate,
  moveLeader,
  updateFlags,
} from './member.ts';
import { roleCommands } from './role.ts';
import { snapshotCommands } from './snapshot.ts';
import { txn } from './txn.ts';
import { userCommands } from './user.ts';
import { version } from './version.ts';
import { watch, watchFlags } from './watch.ts';

const PUT_LONG = `
Puts the given key into the store.

When <value> begins with '-', <value> is interpreted as a flag.
Insert '--' for workaround:

$ put <key> -- <value>
$ put -- <key> <value>

If <value> isn't given as a command line argument and '--ignore-value' is not specified,
this command tries to read the value from standard input.

If <lease> isn't given as a command line argument and '--ignore-lease' is not specified,
this command tries to read the value from standard input.

For example,
$ cat file | put <key>
will store the content of the file to <key>.
`;

const simpleList = (what: string, items: string): string =>
  `When --write-out is set to simple, this command prints out comma-separated ${what} lists for \
each endpoint.\nThe items in the lists are ${items}.`;

const physicalFlag = flag(
  'physical',
  'bool',
  'false',
  "'true' to wait for compaction to physically remove all old revisions",
);
const txnFlag = flag('interactive', 'bool', 'false', 'Input transaction in interactive mode', 'i');

/**
 * All commands.
 *
 * Source: etcd etcdctl/ctlv3/command (v3.5)
 */
export const commands: readonly Command[] = [
  ...absentCommands,
  ...alarmCommands,
  ...authCommands,
  {
    name: 'compaction',
    use: '[options] <revision>',
    short: 'Compacts the event history in etcd',
    flags: [physicalFlag],
    run: compaction,
  },
  defragCommand,
  {
    name: 'del',
    ...kvCommands.del!,
    short: 'Removes the specified key or range of keys [key, range_end)',
    run: del,
  },
  electCommand,
  {
    name: 'endpoint hashkv',
    use: '',
    short: 'Prints the KV history hash for each endpoint in --endpoints',
    flags: hashFlags,
    inherited: endpointFlags,
    run: hashKV,
  },
  {
    name: 'endpoint health',
    use: '',
    short: 'Checks the healthiness of endpoints specified in `--endpoints` flag',
    flags: [],
    inherited: endpointFlags,
    run: health,
  },
  {
    name: 'endpoint status',
    use: '',
    short: 'Prints out the status of endpoints specified in `--endpoints` flag',
    long: simpleList(
      'status',
      'endpoint, ID, version, db size, is leader, is learner, raft term, raft index, raft applied \
index, errors',
    ),
    flags: [],
    inherited: endpointFlags,
    run: status,
  },
  {
    name: 'get',
    ...kvCommands.get!,
    short: 'Gets the key or a range of keys',
    run: get,
  },
  ...leaseCommands,
  lockCommand,
  {
    name: 'member add',
    use: '<memberName> [options]',
    short: 'Adds a member into the cluster',
    flags: addFlags,
    run: memberAdd,
  },
  {
    name: 'member list',
    use: '',
    short: 'Lists all members in the cluster',
    long: simpleList('member', 'ID, Status, Name, Peer Addrs, Client Addrs, Is Learner'),
    flags: [],
    run: memberList,
  },
  {
    name: 'member promote',
    use: '<memberID>',
    short: 'Promotes a non-voting member in the cluster',
    long: 'Promotes a non-voting learner member to a voting one in the cluster.',
    flags: [],
    run: memberPromote,
  },
  {
    name: 'member remove',
    use: '<memberID>',
    short: 'Removes a member from the cluster',
    flags: [],
    run: memberRemove,
  },
  {
    name: 'member update',
    use: '<memberID> [options]',
    short: 'Updates a member in the cluster',
    flags: updateFlags,
    run: memberUpdate,
  },
  {
    name: 'move-leader',
    use: '<transferee-member-id>',
    short: 'Transfers leadership to another etcd cluster member.',
    flags: [],
    run: moveLeader,
  },
  {
    name: 'put',
    ...kvCommands.put!,
    short: 'Puts the given key into the store',
    long: PUT_LONG,
    run: put,
  },
  ...roleCommands,
  ...snapshotCommands,
  {
    name: 'txn',
    use: '[options]',
    short: 'Txn processes all the requests in one transaction',
    flags: [txnFlag],
    run: txn,
  },
  ...userCommands,
  { name: 'version', use: '', short: 'Prints the version of etcdctl', flags: [], run: version },
  {
    name: 'watch',
    use: '[options] [key or prefix] [range_end] [--] [exec-command arg1 arg2 ...]',
    short: 'Watches events stream on keys or prefixes',
    flags: watchFlags,
    run: watch,
  },
];

/** The commands that only hold others. */
export const groups: Readonly<Record<string, Pick<Command, 'use' | 'short' | 'long'>>> = {
  alarm: { use: '<subcommand>', short: 'Alarm related commands' },
  auth: { use: '<enable or disable>', short: 'Enable or disable authentication' },
  check: { use: '<subcommand>', short: 'commands for checking properties of the etcd cluster' },
  completion: {
    use: '',
    short: 'Generate the autocompletion script for the specified shell',
    long: `Generate the autocompletion script for etcdctl for the specified shell.
See each sub-command's help for details on how to use the generated script.
`,
  },
  endpoint: { use: '<subcommand>', short: 'Endpoint related commands' },
  lease: { use: '<subcommand>', short: 'Lease related commands' },
  member: { use: '<subcommand>', short: 'Membership related commands' },
  role: { use: '<subcommand>', short: 'Role related commands' },
  snapshot: { use: '<subcommand>', short: 'Manages etcd node snapshots' },
  user: { use: '<subcommand>', short: 'User related commands' },
};
