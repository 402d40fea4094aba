import type {
  AddressRange,
  Chain,
  FilterRule,
  PacketFilter,
  Process,
  Program,
  Task,
} from '../../cluster/kernel/index.ts';
import { machineOf } from '../../cluster/machine/index.ts';
import { hasOption, lastOption, parseOptions, type ParsedOptions } from '../getopt.ts';
import { formatCommands, formatList } from './format.ts';

const VERSION = 'iptables v1.8.9 (nf_tables)';
const HELP = "Try `iptables -h' or 'iptables --help' for more information.\n";

const commands = {
  append: 'A:',
  insert: 'I:',
  delete: 'D:',
  check: 'C:',
  flush: 'F::',
  list: 'L::',
  'list-rules': 'S::',
  policy: 'P:',
} as const;
type Command = keyof typeof commands;

/** What a rule may look at besides, on a real machine. Shape: as it is written, for the message */
const absent = {
  protocol: 'p:',
  match: 'm:',
  'in-interface': 'i:',
  'out-interface': 'o:',
  goto: 'g:',
  dport: ':',
  sport: ':',
  dports: ':',
  ctstate: ':',
  state: ':',
};

const table = {
  ...commands,
  ...absent,
  source: 's:',
  destination: 'd:',
  jump: 'j:',
  numeric: 'n',
  verbose: 'v',
  'line-numbers': '',
  table: 't:',
  wait: 'w::',
  version: 'V',
  help: 'h',
};

/** What went wrong. The exit code is 2 where the words were wrong, 1 where the rules were. */
class Refusal {
  readonly text: string;
  readonly code: number;

  constructor(text: string, code: number) {
    this.text = text;
    this.code = code;
  }
}

const wrong = (why: string): Refusal => new Refusal(`${VERSION}: ${why}\n${HELP}`, 2);
const refused = (why: string): Refusal => new Refusal(`iptables: ${why}\n`, 1);
const notModelled = (what: string): Refusal =>
  new Refusal(`iptables: ${what} is not modelled in this lab\n`, 1);

const NO_MATCH = 'Bad rule (does a matching rule exist in that chain?).';

/** `iptables`: shows and changes what a machine lets in and out. */
export const iptables: Program = function* (process, argv) {
  const result = yield* run(process, joinOptional(argv.slice(1)));
  if (!(result instanceof Refusal)) return 0;
  yield* process.warn(result.text);
  return result.code;
};

/** A chain behind `-L`, `-S` or `-F` may be left out: getopt wants it in the same word. */
function joinOptional(words: readonly string[]): string[] {
  const joined: string[] = [];
  for (const word of words) {
    const before = joined.at(-1) ?? '';
    if (/^-[LSF]$/.test(before) && !word.startsWith('-')) joined[joined.length - 1] += word;
    else if (/^--(list|list-rules|flush)$/.test(before) && !word.startsWith('-')) {
      joined[joined.length - 1] += `=${word}`;
    } else joined.push(word);
  }
  return joined;
}

function* run(process: Process, words: readonly string[]): Task<Refusal | undefined> {
  const parsed = parseOptions(words, table);
  if ('error' in parsed) return wrong(describe(parsed.error));
  if (hasOption(parsed, 'version')) {
    yield* process.print(`${VERSION}\n`);
    return undefined;
  }
  const command = (Object.keys(commands) as Command[]).find((name) => hasOption(parsed, name));
  if (command === undefined) return wrong('no command specified');
  const missing = Object.keys(absent).find((name) => hasOption(parsed, name));
  if (missing !== undefined) return notModelled(missing === 'protocol' ? '-p' : `--${missing}`);
  const other = lastOption(parsed, 'table') ?? 'filter';
  if (other !== 'filter') return notModelled(`the table ${other}`);
  const name = lastOption(parsed, command)!;
  const { filter } = process.host;
  if (command === 'list' || command === 'list-rules') {
    return yield* show(process, command, name, parsed);
  }
  if (command === 'flush' && name === '') {
    filter.rules.INPUT.length = 0;
    filter.rules.OUTPUT.length = 0;
    return undefined;
  }
  if (name === 'FORWARD') return notModelled('the chain FORWARD');
  if (!isChain(name)) {
    return refused(
      command === 'policy' ? 'Bad built-in chain name.' : 'No chain/target/match by that name.',
    );
  }
  return change(process, command, name, parsed);
}

/** What getopt(3) complains of, in iptables' own words. */
function describe(error: string): string {
  const [, option = ''] = /'([^']*)'/.exec(error) ?? [];
  const letter = /invalid option -- /.test(error) || /an argument -- /.test(error);
  const whole = letter ? `-${option}` : option;
  return error.includes('requires an argument')
    ? `option "${whole}" requires an argument`
    : `unknown option "${whole}"`;
}

function* show(
  process: Process,
  command: 'list' | 'list-rules',
  name: string,
  parsed: ParsedOptions,
): Task<Refusal | undefined> {
  if (name !== '' && !isChain(name) && name !== 'FORWARD') {
    const why = `${VERSION}: chain \`${name}' in table \`filter' is incompatible, use 'nft' tool.`;
    return new Refusal(`${why}\n`, 1);
  }
  const only = isChain(name) ? name : undefined;
  const { filter } = process.host;
  const style = {
    isNumeric: hasOption(parsed, 'numeric'),
    isVerbose: hasOption(parsed, 'verbose'),
    hasNumbers: hasOption(parsed, 'line-numbers'),
  };
  yield* process.print(
    command === 'list' ? formatList(filter, only, style) : formatCommands(filter, only),
  );
  return undefined;
}

function change(
  process: Process,
  command: Exclude<Command, 'list' | 'list-rules'>,
  chain: Chain,
  parsed: ParsedOptions,
): Refusal | undefined {
  const { filter } = process.host;
  const [first] = parsed.operands;
  switch (command) {
    case 'flush':
      filter.rules[chain].length = 0;
      return undefined;
    case 'policy': {
      if (first !== 'ACCEPT' && first !== 'DROP') {
        return refused("Bad policy name. Run `dmesg' for more information.");
      }
      filter.policies[chain] = first;
      return undefined;
    }
    case 'delete':
      if (first !== undefined) return removeAt(filter, chain, Number(first));
  }
  const rule = readRule(process, parsed);
  return rule instanceof Refusal ? rule : changeRule(filter, command, chain, rule, first);
}

function removeAt(filter: PacketFilter, chain: Chain, number: number): Refusal | undefined {
  const gone = filter.rules[chain].splice(number - 1, 1);
  return gone.length === 0 ? refused('Index of deletion too big.') : undefined;
}

function changeRule(
  { rules }: PacketFilter,
  command: 'append' | 'insert' | 'delete' | 'check',
  chain: Chain,
  rule: FilterRule,
  number: string | undefined,
): Refusal | undefined {
  const list = rules[chain];
  if (command === 'append') list.push(rule);
  else if (command === 'insert') list.splice(Number(number ?? 1) - 1, 0, rule);
  else {
    const at = list.findIndex((other) => isSame(other, rule));
    if (at < 0) return refused(NO_MATCH);
    if (command === 'delete') list.splice(at, 1);
  }
  return undefined;
}

function readRule(process: Process, parsed: ParsedOptions): FilterRule | Refusal {
  const source = readRange(process, lastOption(parsed, 'source'));
  const destination = readRange(process, lastOption(parsed, 'destination'));
  if (source instanceof Refusal) return source;
  if (destination instanceof Refusal) return destination;
  const target = lastOption(parsed, 'jump');
  if (target === undefined || target === 'REJECT' || target === 'LOG') {
    return notModelled(target === undefined ? 'a rule without -j' : `the target ${target}`);
  }
  if (target !== 'ACCEPT' && target !== 'DROP') return wrong(`Chain '${target}' does not exist`);
  return { ...(source && { source }), ...(destination && { destination }), verdict: target };
}

/** Shape: `10.0.0.12`, `10.0.0.0/24`, or a machine's name */
function readRange(process: Process, text: string | undefined): AddressRange | Refusal | undefined {
  if (text === undefined) return undefined;
  const [name = '', length = '32'] = text.split('/');
  const isAddress = /^(\d{1,3})(\.\d{1,3}){3}$/.test(name);
  const isValid = isAddress && name.split('.').every((part) => Number(part) < 256);
  const address = isValid ? name : isAddress ? undefined : machineOf(process).resolveName(name);
  if (address === undefined) return wrong(`host/network \`${name}' not found`);
  if (!/^\d+$/.test(length) || Number(length) > 32) {
    return wrong(`invalid mask \`${length}' specified`);
  }
  return { address, prefixLength: Number(length) };
}

function isSame(a: FilterRule, b: FilterRule): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

function isChain(name: string): name is Chain {
  return name === 'INPUT' || name === 'OUTPUT';
}
