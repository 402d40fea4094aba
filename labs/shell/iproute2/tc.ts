import type { Netem, Process, Program, Task } from '../../cluster/kernel/index.ts';
import { interfacesOf } from './interfaces.ts';
import { formatNetem, INCOMPLETE, NETEM_USAGE, readNetem } from './netem.ts';

const USAGE = `Usage:	tc [ OPTIONS ] OBJECT { COMMAND | help }
	tc [-force] -batch filename
where  OBJECT := { qdisc | class | filter | chain |
		    action | monitor | exec }
       OPTIONS := { -V[ersion] | -s[tatistics] | -d[etails] | -r[aw] |
		    -o[neline] | -j[son] | -p[retty] | -c[olor]
		    -b[atch] [filename] | -n[etns] name | -N[umeric] |
		     -nm | -nam[es] | { -cf | -conf } path
		     -br[ief] }
`;

/** What a card has where nobody has changed it. */
const defaults: Readonly<Record<string, string>> = {
  lo: 'qdisc noqueue 0: root refcnt 2 ',
  eth0:
    'qdisc fq_codel 0: root refcnt 2 limit 10240p flows 1024 quantum 1514 target 5ms ' +
    'interval 100ms memory_limit 32Mb ecn drop_batch 64 ',
};

/** Exit codes: wrong words, the kernel's refusal, a wrong command of an object. */
const WRONG = 1;
const REFUSED = 2;
const WRONG_COMMAND = 255;

const changes = ['add', 'change', 'replace', 'delete'] as const;
type Change = (typeof changes)[number];

/**
 * `tc qdisc`: shows what a network card does to what it sends, and has it delay or lose that.
 *
 * Differs: only `netem` at the root of eth0, with `delay` and `loss`
 */
export const tc: Program = function* (process, argv) {
  const all = argv.slice(1);
  while (/^-(s|statistics|d|details)$/.test(all[0] ?? '')) all.shift();
  const [object, command = 'show', ...words] = all;
  if (object === undefined || object === 'help') {
    yield* process.print(USAGE);
    return 0;
  }
  if (object.startsWith('-')) {
    yield* process.warn(`Option "${object}" is unknown, try "tc -help".\n`);
    return WRONG_COMMAND;
  }
  if (!'qdisc'.startsWith(object)) {
    const isReal = ['class', 'filter', 'chain', 'action', 'monitor', 'exec'].includes(object);
    yield* process.warn(
      isReal
        ? `tc: "tc ${object}" is not modelled in this lab\n`
        : `Object "${object}" is unknown, try "tc help".\n`,
    );
    return isReal ? WRONG : WRONG_COMMAND;
  }
  if (['show', 'list', 'ls'].some((name) => name.startsWith(command))) {
    return yield* show(process, words);
  }
  const change = changes.find((name) => name.startsWith(command));
  if (change === undefined) {
    yield* process.warn(`Command "${command}" is unknown, try "tc qdisc help".\n`);
    return WRONG_COMMAND;
  }
  return yield* carryOut(process, change, words);
};

function* show(process: Process, words: readonly string[]): Task<number> {
  const { host } = process;
  const at = words.indexOf('dev');
  const device = at < 0 ? undefined : words[at + 1];
  const all = interfacesOf(host).map(({ name }) => name);
  if (device !== undefined && !all.includes(device)) return yield* noDevice(process, device);
  for (const name of all.filter((one) => device === undefined || one === device)) {
    const { netem } = host;
    const line = name === 'eth0' && netem ? formatNetem(netem) : defaults[name]!;
    const whole = device === undefined ? line.replace(': root', `: dev ${name} root`) : line;
    yield* process.print(`${whole}\n`);
  }
  return 0;
}

function* noDevice(process: Process, device: string): Task<number> {
  yield* process.warn(`Cannot find device "${device}"\n`);
  return WRONG;
}

interface Request {
  readonly device: string | undefined;
  readonly isRoot: boolean;
  readonly kind: string | undefined;
  readonly options: readonly string[];
}

function readRequest(words: readonly string[]): Request {
  let device: string | undefined;
  let isRoot = false;
  const rest = [...words];
  for (let word = rest.shift(); word !== undefined; word = rest.shift()) {
    if (word === 'dev') device = rest.shift();
    else if (word === 'root') isRoot = true;
    else if (word === 'handle' || word === 'parent') rest.shift();
    else return { device, isRoot, kind: word, options: rest };
  }
  return { device, isRoot, kind: undefined, options: [] };
}

function* carryOut(process: Process, change: Change, words: readonly string[]): Task<number> {
  const request = readRequest(words);
  const { device, kind, options, isRoot } = request;
  // The words of a netem are read before anything else is looked at.
  const netem = kind === 'netem' ? readNetem(options) : undefined;
  if (typeof netem === 'string') {
    yield* process.warn(netem.startsWith('What is') ? `${netem}\n${NETEM_USAGE}` : `${netem}\n`);
    return netem === INCOMPLETE ? WRONG_COMMAND : WRONG;
  }
  if (kind !== undefined && netem === undefined && options.length > 0) {
    const [option] = options;
    yield* process.warn(`Unknown qdisc "${kind}", hence option "${option}" is unparsable\n`);
    return WRONG;
  }
  if (device === undefined) {
    yield* process.warn('RTNETLINK answers: No such device\n');
    return REFUSED;
  }
  const names = interfacesOf(process.host).map(({ name }) => name);
  if (!names.includes(device)) return yield* noDevice(process, device);
  const why = isRoot
    ? setNetem(process, change, request, netem)
    : change === 'delete'
      ? 'Error: Failed to find qdisc with specified handle.'
      : 'Error: Handle cannot be zero.';
  if (why === undefined) return 0;
  yield* process.warn(`${why}\n`);
  return REFUSED;
}

/** Errors: what the kernel says. Source: Linux net/sched/sch_api.c */
function setNetem(
  { host }: Process,
  change: Change,
  { device, kind }: Request,
  netem: Netem | undefined,
): string | undefined {
  const isThere = host.netem !== undefined && device === 'eth0';
  if (change === 'delete') {
    if (kind !== undefined && (kind !== 'netem' || !isThere)) {
      return 'Error: Invalid qdisc name: must match existing qdisc.';
    }
    if (!isThere) return 'Error: Cannot delete qdisc with handle of zero.';
  } else {
    if (change === 'add' && isThere) return 'Error: Exclusivity flag on, cannot modify.';
    if (change === 'change' && !isThere) {
      return 'Error: Qdisc not found. To create specify NLM_F_CREATE flag.';
    }
    if (kind !== 'netem') return 'Error: Specified qdisc kind is unknown.';
    if (device !== 'eth0') return 'tc: a netem of lo is not modelled in this lab';
  }
  host.netem = change === 'delete' ? undefined : netem;
  return undefined;
}
