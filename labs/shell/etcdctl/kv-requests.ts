import type { Task } from '../../cluster/kernel/index.ts';
import {
  prefixRangeEnd,
  type DeleteRangeRequest,
  type PutRequest,
  type RangeRequest,
  type SortOrder,
  type SortTarget,
} from '../../cluster/client/etcd/index.ts';
import type { Command } from './command.ts';
import { EXIT, Failure, type Context } from './context.ts';
import { flag, type Flag } from './flags.ts';
import { parseLeaseId, parseIntError } from './lease-id.ts';
import { quote } from './print-fields.ts';

const getFlags: readonly Flag[] = [
  flag('consistency', 'string', 'l', 'Linearizable(l) or Serializable(s)'),
  flag('count-only', 'bool', 'false', 'Get only the count'),
  flag(
    'from-key',
    'bool',
    'false',
    'Get keys that are greater than or equal to the given key using byte compare',
  ),
  flag('keys-only', 'bool', 'false', 'Get only the keys'),
  flag('limit', 'int64', '0', 'Maximum number of results'),
  flag('order', 'string', '', 'Order of results; ASCEND or DESCEND (ASCEND by default)'),
  flag('prefix', 'bool', 'false', 'Get keys with matching prefix'),
  flag(
    'print-value-only',
    'bool',
    'false',
    'Only write values when using the "simple" output format',
  ),
  flag('rev', 'int64', '0', 'Specify the kv revision'),
  flag('sort-by', 'string', '', 'Sort target; CREATE, KEY, MODIFY, VALUE, or VERSION'),
];

const putFlags: readonly Flag[] = [
  flag('ignore-lease', 'bool', 'false', 'updates the key using its current lease'),
  flag('ignore-value', 'bool', 'false', 'updates the key using its current value'),
  flag('lease', 'string', '0', 'lease ID (in hexadecimal) to attach to the key'),
  flag('prev-kv', 'bool', 'false', 'return the previous key-value pair before modification'),
];

const delFlags: readonly Flag[] = [
  flag(
    'from-key',
    'bool',
    'false',
    'delete keys that are greater than or equal to the given key using byte compare',
  ),
  flag('prefix', 'bool', 'false', 'delete keys with matching prefix'),
  flag('prev-kv', 'bool', 'false', 'return deleted key-value pairs'),
  flag('range', 'bool', 'false', 'delete range of keys'),
];

/** How `get`, `put` and `del` are called, on a command line and within a transaction. */
export const kvCommands: Readonly<Record<string, Pick<Command, 'use' | 'flags'>>> = {
  get: { use: '[options] <key> [range_end]', flags: getFlags },
  put: { use: '[options] <key> <value> (<value> can also be given from stdin)', flags: putFlags },
  del: { use: '[options] <key> [range_end]', flags: delFlags },
};

const sortTargets: Readonly<Record<string, SortTarget>> = {
  '': 'KEY',
  CREATE: 'CREATE',
  KEY: 'KEY',
  MODIFY: 'MOD',
  VALUE: 'VALUE',
  VERSION: 'VERSION',
};

/** Source: etcdctl/ctlv3/command/get_command.go `getGetOp` */
export function buildGet(context: Context): RangeRequest | Failure {
  const { args } = context;
  if (args.length === 0) {
    const needs = 'needs one argument as key and an optional argument as range_end';
    return new Failure(`get command ${needs}`, EXIT.badArgs);
  }
  const wrong = checkKind(context, 'keys-only', 'count-only');
  if (wrong) return wrong;
  const consistency = context.text('consistency');
  if (consistency !== 's' && consistency !== 'l') {
    return new Failure(`unknown consistency flag ${quote(consistency)}`, EXIT.badFeature);
  }
  const span = buildSpan(context);
  if (span instanceof Failure) return span;
  const order = context.text('order').toUpperCase();
  if (!['', 'ASCEND', 'DESCEND'].includes(order)) {
    return new Failure(`bad sort order ${context.text('order')}`, EXIT.badFeature);
  }
  const target = sortTargets[context.text('sort-by').toUpperCase()];
  if (target === undefined) {
    return new Failure(`bad sort target ${context.text('sort-by')}`, EXIT.badFeature);
  }
  // Ascending by key is how the store reads anyway. Source: clientv3/op.go `WithSort`
  const sort_order = (
    target === 'KEY' && order === 'ASCEND' ? 'NONE' : order || 'NONE'
  ) as SortOrder;
  return {
    ...span,
    limit: context.number('limit'),
    revision: Math.max(0, context.number('rev')),
    sort_order,
    sort_target: target,
    serializable: consistency === 's',
    keys_only: context.flag('keys-only'),
    count_only: context.flag('count-only'),
  };
}

/** Source: put_command.go `getPutOp`. The value may come from standard input. */
export function* buildPut(context: Context): Task<PutRequest | Failure> {
  const { args } = context;
  const needs = 'put command needs 1 argument and input from stdin or 2 arguments';
  const [key, given] = args;
  if (key === undefined) return new Failure(needs, EXIT.badArgs);
  const ignoresValue = context.flag('ignore-value');
  if (ignoresValue && args.length > 1) {
    const message = "put command needs only 1 argument when 'ignore-value' is set";
    return new Failure(message, EXIT.badArgs);
  }
  let value = given ?? '';
  if (!ignoresValue && given === undefined) {
    for (let text = yield* context.process.read(); text !== '';) {
      value += text;
      text = yield* context.process.read();
    }
    if (value === '') return new Failure(needs, EXIT.badArgs);
  }
  const lease = parseLeaseId(context.text('lease'));
  if (lease === undefined) {
    const why = parseIntError(context.text('lease'), 16);
    return new Failure(`bad lease ID (${why}), expecting ID in Hex`, EXIT.badArgs);
  }
  return {
    key,
    value,
    prev_kv: context.flag('prev-kv'),
    ignore_value: ignoresValue,
    ignore_lease: context.flag('ignore-lease'),
    ...(lease !== '0' && { lease }),
  };
}

/** Source: del_command.go `getDelOp` */
export function buildDel(context: Context): DeleteRangeRequest | Failure {
  const { args } = context;
  if (args.length === 0 || args.length > 2) {
    const needs = 'needs one argument as key and an optional argument as range_end';
    return new Failure(`del command ${needs}`, EXIT.badArgs);
  }
  const wrong = checkKind(context);
  if (wrong) return wrong;
  const span = buildSpan(context);
  if (span instanceof Failure) return span;
  if (args.length > 1 && !context.flag('range')) {
    context.warnings +=
      'In etcd v3.6, the operation will be suspended for a few seconds to provide the user ' +
      'time to verify range.\n';
  }
  return { ...span, prev_kv: context.flag('prev-kv') };
}

function checkKind(context: Context, ...also: [string, string] | []): Failure | undefined {
  const pairs: [string, string][] = [['prefix', 'from-key']];
  if (also.length === 2) pairs.push(also);
  for (const [one, other] of pairs) {
    if (!context.flag(one) || !context.flag(other)) continue;
    const message = `\`--${one}\` and \`--${other}\` cannot be set at the same time, choose one`;
    return new Failure(message, EXIT.badArgs);
  }
  return undefined;
}

/** The key and the end of the range, as the flags say. */
function buildSpan(context: Context): { key: string; range_end?: string } | Failure {
  const [key = '', end] = context.args;
  const isPrefix = context.flag('prefix');
  const isFrom = context.flag('from-key');
  if (end !== undefined) {
    if (!isPrefix && !isFrom) return { key, range_end: end };
    const only = 'only accept one argument when `--prefix` or `--from-key` is set';
    return new Failure(`too many arguments, ${only}`, EXIT.badArgs);
  }
  if (isFrom || (isPrefix && key === '')) return { key: key || '\0', range_end: '\0' };
  return isPrefix ? { key, range_end: prefixRangeEnd(key) } : { key };
}
