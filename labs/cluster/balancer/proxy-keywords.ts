import { takeCheckRule, takeHttpchk } from './check-keywords.ts';
import { timeoutNames, type LogTarget, type Proxy, type Timeout } from './configuration.ts';
import type { Findings } from './findings.ts';
import { optionNames, plainOptionNames } from './keywords.ts';
import { parseLog } from './parse-log.ts';
import { parseTime } from './parse-time.ts';
import { takeStats } from './stats-keywords.ts';
import { didYouMean } from './word-match.ts';

/** One line of a proxy's section, and whom to tell what is wrong with it. */
export interface ProxyLine {
  readonly proxy: Proxy;
  readonly words: readonly string[];
  readonly findings: Findings;
  /** `haproxy.cfg:17`. */
  readonly where: string;
  readonly hasNo: boolean;
}

/** Errors: HAProxy's sentence, without its place in the file. */
type Keyword = (line: ProxyLine) => string | undefined;

/** The keywords of proxies that change something here; servers are read elsewhere. */
export const keywords: Readonly<Record<string, Keyword>> = {
  log: takeLog,
  mode({ proxy, words: [mode = ''] }) {
    if (mode === 'health') {
      const instead = "Please use 'http-request return status 200' instead.";
      return `'mode health' doesn't exist anymore. ${instead}`;
    }
    if (mode !== 'tcp' && mode !== 'http') return `unknown proxy mode '${mode}'.`;
    proxy.mode = mode;
    return undefined;
  },
  retries(line) {
    const { proxy, words } = line;
    if (isIgnored(line, 'retries', 'backend')) return undefined;
    if (words[0] === undefined) {
      return "'retries' expects an integer argument (dispatch counts for one).";
    }
    proxy.retries = Math.max(0, Number.parseInt(words[0], 10) || 0);
    return undefined;
  },
  timeout: takeTimeout,
  option: takeOption,
  balance(line) {
    const { proxy, words } = line;
    if (isIgnored(line, 'balance', 'backend')) return undefined;
    const [name = 'roundrobin'] = words;
    if (!BALANCE.test(name)) return BALANCE_WORDS;
    proxy.balance = name === 'leastconn' || name === 'source' ? name : 'roundrobin';
    return undefined;
  },
  'http-check'(line) {
    if (isIgnored(line, 'http-check', 'backend')) return undefined;
    return takeCheckRule(line.proxy, 'http-check', line.words);
  },
  'tcp-check'(line) {
    if (isIgnored(line, 'tcp-check', 'backend')) return undefined;
    return takeCheckRule(line.proxy, 'tcp-check', line.words);
  },
  bind: takeBind,
  stats: ({ proxy, words }) => takeStats(proxy, words),
  default_backend(line) {
    isIgnored(line, 'default_backend', 'frontend');
    if (line.words[0] === undefined) return "'default_backend' expects a backend name.";
    line.proxy.defaultBackend = line.words[0];
    return undefined;
  },
};

/** Differs: what would look into requests is taken for roundrobin. */
const BALANCE = /^(roundrobin|static-rr|leastconn|source|first|random.*|uri|url_param|hdr\(.*)$/;
const BALANCE_WORDS =
  "balance only supports 'roundrobin', 'static-rr', 'leastconn', 'source', 'uri', 'url_param', " +
  "'hdr(name)' and 'rdp-cookie(name)' options.";

/** Warns where a keyword stands in a section that has no use for it. */
function isIgnored(
  { proxy, findings, where }: ProxyLine,
  what: string,
  capability: 'frontend' | 'backend',
): boolean {
  const { kind, name } = proxy;
  if (kind === 'defaults' || kind === 'listen' || kind === capability) return false;
  const why = `because ${kind} '${name}' has no ${capability} capability`;
  if (what.startsWith('timeout')) {
    findings.warn(`parsing [${where}] : '${what}' will be ignored ${why}`);
  } else findings.warn(`parsing [${where}] : '${what}' ignored ${why}.`);
  return true;
}

function takeLog({ proxy, words, hasNo }: ProxyLine): string | undefined {
  if (hasNo) {
    proxy.logs.length = 0;
    proxy.logsToGlobal = false;
    return undefined;
  }
  if (words[0] === 'global') {
    proxy.logsToGlobal = true;
    return undefined;
  }
  const target: LogTarget | string = parseLog(words, false);
  if (typeof target === 'string') return target;
  proxy.logs.push(target);
  return undefined;
}

function takeTimeout(line: ProxyLine): string | undefined {
  const [name = '', value, extra] = line.words;
  if (!timeoutNames.includes(name as Timeout)) {
    const all = timeoutNames.map((one) => `'${one}'`);
    const list = `${all.slice(0, -1).join(', ')} and ${all.at(-1)!}`;
    return `'timeout' supports ${list} (got '${name}')`;
  }
  const what = `timeout ${name}`;
  if (value === undefined) return `'${what}' expects an integer value (in milliseconds)`;
  const us = parseTime(value);
  if (typeof us === 'string') return `unexpected character '${us}' in '${what}'`;
  if (extra !== undefined) {
    return `'${what}' : unexpected extra argument '${extra}' after value '${value}'.`;
  }
  if (/^(client.*|http-request|http-keep-alive|tarpit)$/.test(name)) {
    isIgnored(line, what, 'frontend');
  } else isIgnored(line, what, 'backend');
  line.proxy.timeouts[name as Timeout] = us;
  return undefined;
}

const checkOptions = ['httpchk', 'tcp-check', 'ssl-hello-chk'];

function takeOption(line: ProxyLine): string | undefined {
  const { proxy, hasNo } = line;
  const [name, ...rest] = line.words;
  if (name === undefined) return "'option' expects an option name.";
  if (!optionNames.includes(name)) {
    return `unknown option '${name}'${didYouMean(name, optionNames) || '.'}`;
  }
  if (hasNo && !plainOptionNames.includes(name)) {
    return `negation/default is not supported for option '${name}'.`;
  }
  if (hasNo) {
    proxy.options.delete(name);
    return undefined;
  }
  if (checkOptions.includes(name)) {
    if (isIgnored(line, name, 'backend')) return undefined;
    if (name === 'httpchk') return takeHttpchk(proxy, rest);
    proxy.check.kind = 'tcp-check';
    if (name === 'ssl-hello-chk') proxy.check.isTls = true;
    return undefined;
  }
  if (name === 'tcplog' && rest[0] !== undefined) {
    return `'option tcplog' cannot handle unexpected argument '${rest[0]}'.`;
  }
  if (name === 'httplog') proxy.httplogAt = line.where;
  proxy.options.add(name);
  return undefined;
}

/** Differs: TLS on the client's side is accepted and not done. */
function takeBind(line: ProxyLine): string | undefined {
  const [text, ...rest] = line.words;
  const { proxy, where } = line;
  if (isIgnored(line, 'bind', 'frontend')) return undefined;
  if (proxy.kind === 'defaults') return "'bind' not allowed in 'defaults' section.";
  if (text === undefined) {
    return "'bind' expects {<path>|[addr1]:port1[-end1]}{,[addr]:port[-end]}... as arguments.";
  }
  for (const one of text.split(',')) {
    const at = one.lastIndexOf(':');
    const [address, port] = [one.slice(0, Math.max(0, at)), one.slice(at + 1)];
    const odd = /\D/.exec(port)?.[0];
    if (at < 0 || port === '') return `'bind' : missing port specification in '${one}'`;
    if (odd !== undefined) {
      return `'bind' : invalid character '${odd}' in port number '${port}' in '${one}'`;
    }
    if (Number(port) < 1 || Number(port) > 65_535) return `'bind' : invalid port '${port}'`;
    if (!/^(\*|[\d.]*|\[?[\da-f:]*\]?|localhost)$/.test(address)) {
      return `'bind' : invalid address: '${address}' in '${one}'`;
    }
    const any = address === '*' || address === '' ? '0.0.0.0' : address;
    proxy.binds.push({ address: any, port: Number(port), where });
  }
  const unknown = rest.find((word, index) => !isBindWord(word, rest[index - 1]));
  if (unknown === undefined) return undefined;
  const hint = didYouMean(unknown, [...bindFlags, ...bindOptions]) || '.';
  return `'bind ${text}' in section '${proxy.kind}': unknown keyword '${unknown}'${hint}`;
}

const bindFlags = ['accept-proxy', 'defer-accept', 'tfo', 'transparent', 'v4v6', 'v6only'];
const bindOptions = ['backlog', 'id', 'interface', 'level', 'maxconn', 'mode', 'name', 'nice'];

function isBindWord(word: string, before = ''): boolean {
  return bindFlags.includes(word) || bindOptions.includes(word) || bindOptions.includes(before);
}
