import type { Task } from '../../cluster/kernel/index.ts';
import type { Compare, RequestOp } from '../../cluster/client/etcd/index.ts';
import { RpcError } from '../../cluster/client/grpc.ts';
import { formatUsage, helpFlag } from '../cobra.ts';
import { callFailure, show } from './command.ts';
import { Context, EXIT, Failure } from './context.ts';
import { Panic } from './failure.ts';
import { parseFlags } from './flags.ts';
import { buildDel, buildGet, buildPut, kvCommands } from './kv-requests.ts';
import { LineReader } from './line-reader.ts';
import { quote } from './print-fields.ts';
import { argify, unquote } from './words.ts';

/** Source: etcdctl/ctlv3/command/txn_command.go. It has no deadline. */
export function* txn(context: Context): Task<number | Failure> {
  if (context.args.length > 0) {
    return new Failure('txn command does not accept argument', EXIT.badArgs);
  }
  const printer = context.prepare();
  if (printer instanceof Failure) return printer;
  const client = context.client();
  const lines = new LineReader(context.process);
  const compare: Compare[] = [];
  const lists: RequestOp[][] = [];
  for (const title of [
    'compares:',
    'success requests (get, put, del):',
    'failure requests (get, put, del):',
  ]) {
    if (context.flag('interactive')) yield* context.process.print(`${title}\n`);
    const ops: RequestOp[] = [];
    for (;;) {
      const line = yield* lines.next();
      if (line === undefined) return new Failure('EOF', EXIT.invalidInput);
      if (line.trim() === '') break;
      const read =
        title === 'compares:' ? parseCompare(line.trim()) : yield* parseOp(context, line.trim());
      if (read instanceof Failure) return read;
      if ('target' in read) compare.push(read);
      else ops.push(read);
    }
    if (title !== 'compares:') lists.push(ops);
  }
  const [success = [], failure = []] = lists;
  const response = yield* client.txn({ compare, success, failure });
  if (response instanceof RpcError) return callFailure(context, response, undefined);
  return yield* show(context, printer, printer.txn(response));
}

const targets: Readonly<Record<string, Compare['target']>> = {
  ver: 'VERSION',
  version: 'VERSION',
  c: 'CREATE',
  create: 'CREATE',
  m: 'MOD',
  mod: 'MOD',
  val: 'VALUE',
  value: 'VALUE',
  lease: 'LEASE',
};

const results: Readonly<Record<string, Compare['result']>> = {
  '=': 'EQUAL',
  '!=': 'NOT_EQUAL',
  '>': 'GREATER',
  '<': 'LESS',
};

function parseCompare(line: string): Compare | Failure {
  const fail = (text: string): Failure => new Failure(text, EXIT.invalidInput);
  const open = line.indexOf('(');
  if (open < 0) return fail(`malformed comparison: ${line}`);
  const name = line.slice(0, open);
  const match = /^("(?:[^"\\]|\\.)*")\) (\S+) ("(?:[^"\\]|\\.)*")/.exec(line.slice(open + 1));
  if (!match) {
    const key = /^"((?:[^"\\]|\\.)*)"\)(?: (\S+))?/.exec(line.slice(open + 1));
    const got = `${name}(${quote(key?.[1] ?? '')}) ${key?.[2] ?? ''} ${quote('')}`;
    return fail(`malformed comparison: ${line}; got ${got}`);
  }
  const [key, sign, value] = [unquote(match[1]!), match[2]!, unquote(match[3]!)];
  const target = targets[name];
  if (!target) return fail(`malformed comparison: ${line} (unknown target ${name})`);
  const result = results[sign];
  // Source: clientv3/compare.go `Compare`, which panics
  if (!result) return new Panic('Unknown result op');
  // So it does where a lease is to be compared: etcdctl hands over a text where it needs a number.
  if (target === 'LEASE') return new Panic('bad value');
  const isNumber = target !== 'VALUE';
  if (isNumber && !/^[+-]?\d+$/.test(value)) return fail(`invalid txn compare request: ${line}`);
  return { key, target, result, operand: isNumber ? Number(value) : value };
}

/** One request of a list: a `get`, `put` or `del` with its own flags. */
function* parseOp(outer: Context, line: string): Task<RequestOp | Failure> {
  const words = argify(line);
  if (words.length < 2) {
    return new Failure(`invalid txn compare request: ${line}`, EXIT.invalidInput);
  }
  const [name, ...rest] = words;
  const command = kvCommands[name!];
  const parsed = command && parseFlags(rest, command.flags);
  if (command === undefined || typeof parsed !== 'object') {
    if (command) {
      const flags = [...command.flags, helpFlag(name!)];
      const usage = formatUsage({ path: '', line: ` ${name} ${command.use} [flags]`, flags });
      yield* outer.process.warn(`${usage}\n`);
    }
    return new Failure(`invalid txn request: ${line}`, EXIT.invalidInput);
  }
  const context = new Context(outer.process, {}, parsed, []);
  if (name === 'get') {
    const range = buildGet(context);
    return range instanceof Failure ? range : { range };
  }
  if (name === 'put') {
    const put = yield* buildPut(context);
    return put instanceof Failure ? put : { put };
  }
  const del = buildDel(context);
  outer.warnings += context.warnings;
  return del instanceof Failure ? del : { delete_range: del };
}
