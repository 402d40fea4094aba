import type { Machine } from '../machine/index.ts';
import {
  newProxy,
  timeoutNames,
  type Configuration,
  type Proxy,
  type Timeout,
} from './configuration.ts';
import { didYouMean, globalKeywords, options, proxyKeywords, sectionKeywords } from './keywords.ts';
import { parseServer, parseServerWords } from './parse-server.ts';
import { parseTime } from './parse-time.ts';

/** A word about the file: an alert stops HAProxy, a warning does not. */
export interface Finding {
  readonly level: 'ALERT' | 'WARNING';
  readonly text: string;
}

export interface Parsed extends Configuration {
  readonly findings: readonly Finding[];
  /** True where nothing can be started by it. */
  readonly isFatal: boolean;
}

/**
 * Reads haproxy.cfg.
 *
 * Source:  HAProxy 2.6 src/cfgparse.c and what that program says of wrong files
 */
export function parseConfiguration(machine: Machine, path: string, text: string): Parsed {
  const parser = new Parser(machine, path);
  text.split('\n').forEach((line, index) => parser.line(line, index + 1));
  return parser.finish();
}

class Parser {
  readonly #machine: Machine;
  readonly #path: string;
  readonly #findings: Finding[] = [];
  readonly #proxies: Proxy[] = [];
  /** Said once the whole file is read: servers that clash, addresses that nobody knows. */
  readonly #afterwards: string[] = [];
  readonly #unresolved: string[] = [];
  readonly #serverLines = new Map<string, number>();
  #defaults: Proxy | undefined;
  #section = '';
  #proxy: Proxy | undefined;

  constructor(machine: Machine, path: string) {
    this.#machine = machine;
    this.#path = path;
  }

  line(raw: string, number: number): void {
    const words = splitLine(raw);
    const [keyword, ...rest] = words;
    if (keyword === undefined) return;
    const at = `[${this.#path}:${number}]`;
    if (sectionKeywords.includes(keyword)) this.#open(keyword, rest, number, at);
    else if (this.#section === '') {
      this.#alert(`parsing ${at}: unknown keyword '${keyword}' out of section.`);
    } else if (this.#section === 'global') {
      if (!globalKeywords.includes(keyword)) this.#unknown(at, keyword, globalKeywords);
    } else if (this.#proxy) this.#setting(this.#proxy, keyword, rest, number, at);
  }

  finish(): Parsed {
    const hasErrors = this.#findings.some(({ level }) => level === 'ALERT');
    if (hasErrors) this.#alert(`Error(s) found in configuration file : ${this.#path}`);
    else this.#checkWhole();
    const isFatal = this.#findings.some(({ level }) => level === 'ALERT');
    if (isFatal && this.#unresolved.length === 0)
      this.#alert('Fatal errors found in configuration.');
    return { proxies: this.#proxies, findings: this.#findings, isFatal };
  }

  #open(keyword: string, [name = '']: readonly string[], number: number, at: string): void {
    this.#section = keyword;
    this.#proxy = undefined;
    if (keyword === 'global') return;
    if (keyword === 'defaults') {
      this.#proxy = this.#defaults = newProxy('listen', 'defaults', number);
      return;
    }
    if (name === '') {
      this.#alert(`parsing ${at} : '${keyword}' expects an <id> argument`);
      return;
    }
    this.#proxy = newProxy(keyword as Proxy['kind'], name, number, this.#defaults);
    this.#proxies.push(this.#proxy);
  }

  #setting(
    proxy: Proxy,
    keyword: string,
    words: readonly string[],
    line: number,
    at: string,
  ): void {
    const [value = ''] = words;
    const where = `parsing ${at} : `;
    switch (keyword) {
      case 'log':
        proxy.hasLog = true;
        return;
      case 'mode':
        if (!['tcp', 'http'].includes(value)) this.#alert(`${where}unknown proxy mode '${value}'.`);
        return;
      case 'retries':
        if (value === '') {
          this.#alert(`${where}'retries' expects an integer argument (dispatch counts for one).`);
        } else proxy.retries = parseInt(value, 10) || 0;
        return;
      case 'timeout':
        return this.#timeout(proxy, words, where);
      case 'option':
        return this.#option(proxy, words, where);
      case 'balance':
        if (value === 'roundrobin' || value === 'leastconn') proxy.balance = value;
        else if (value !== 'static-rr' && value !== 'source') this.#alert(where + BALANCE);
        return;
      case 'http-check':
        return this.#httpCheck(proxy, words, where);
      case 'bind':
        return this.#bind(proxy, value, where);
      case 'default_backend':
      case 'use_backend':
        proxy.defaultBackend = value;
        return;
      case 'server':
      case 'default-server':
        return this.#server(proxy, keyword, words, line, at);
      default:
        if (!proxyKeywords.includes(keyword)) {
          this.#unknown(at, keyword, [...proxyKeywords, ...sectionKeywords]);
        }
    }
  }

  #timeout(proxy: Proxy, [name = '', value]: readonly string[], where: string): void {
    if (!timeoutNames.includes(name as Timeout)) {
      const all = timeoutNames.map((one) => `'${one}'`);
      const list = `${all.slice(0, -1).join(', ')} and ${all.at(-1)!}`;
      this.#alert(`${where}'timeout' supports ${list} (got '${name}')`);
      return;
    }
    const what = `'timeout ${name}'`;
    if (value === undefined) {
      this.#alert(`${where}${what} expects an integer value (in milliseconds)`);
      return;
    }
    const us = parseTime(value);
    if (typeof us === 'string') this.#alert(`${where}unexpected character '${us}' in ${what}`);
    else proxy.timeouts[name as Timeout] = us;
  }

  #option(proxy: Proxy, [name = '', ...rest]: readonly string[], where: string): void {
    if (!options.includes(name)) {
      this.#alert(`${where}unknown option '${name}'${didYouMean(name, options) || '.'}`);
    } else if (name === 'httpchk') {
      const [first, second] = rest;
      const method = second === undefined ? 'OPTIONS' : first!;
      const uri = second ?? first ?? '/';
      const { expected, isTls = false } = proxy.check ?? {};
      proxy.check = { method, uri, expected, isTls };
    } else if (name === 'tcplog') proxy.hasTcpLog = true;
    else if (name === 'redispatch') proxy.isRedispatched = true;
  }

  #httpCheck(proxy: Proxy, [what = '', ...rest]: readonly string[], where: string): void {
    const check = (proxy.check ??= {
      method: 'OPTIONS',
      uri: '/',
      expected: undefined,
      isTls: false,
    });
    const after = (word: string): string | undefined => rest[rest.indexOf(word) + 1];
    if (what === 'connect') check.isTls = rest.includes('ssl');
    else if (what === 'send') {
      if (rest.includes('meth')) check.method = after('meth') ?? check.method;
      if (rest.includes('uri')) check.uri = after('uri') ?? check.uri;
    } else if (what === 'expect') {
      if (rest[0] === 'status') check.expected = (rest[1] ?? '').split(',').map(Number);
      else if (!['rstatus', 'string', 'rstring', '!'].includes(rest[0] ?? '')) {
        this.#alert(`${where}'http-check expect' : ${EXPECT.replace('%s', rest[0] ?? '')}`);
      }
    }
  }

  #bind(proxy: Proxy, text: string, where: string): void {
    if (proxy.kind === 'backend') {
      const why = `because backend '${proxy.name}' has no frontend capability.`;
      this.#findings.push({ level: 'WARNING', text: `${where}'bind' ignored ${why}` });
      return;
    }
    const port = text.slice(text.lastIndexOf(':') + 1);
    const odd = /[^\d]/.exec(port)?.[0];
    if (text === '') this.#alert(where + BIND);
    else if (odd !== undefined) {
      const which = `in port number '${port}' in '${text}'`;
      this.#alert(`${where}'bind' : invalid character '${odd}' ${which}`);
    } else if (Number(port) < 1 || Number(port) > 65_535) {
      this.#alert(`${where}'bind' : invalid port '${port}'`);
    } else proxy.binds.push({ port: Number(port), text });
  }

  #server(proxy: Proxy, keyword: string, words: readonly string[], line: number, at: string): void {
    if (proxy.kind === 'frontend') {
      const why = `because frontend '${proxy.name}' has no backend capability.`;
      this.#alert(`${at} : parsing ${at} : '${keyword}' not allowed ${why}`);
      return;
    }
    if (keyword === 'default-server') {
      const found = parseServerWords(words, '');
      if (typeof found === 'string') this.#alert(`${at} : ${found}`);
      else Object.assign(proxy.defaultServer, found);
      return;
    }
    const server = parseServer(this.#machine, proxy, words);
    if ('fault' in server) {
      if (server.isAddress) this.#unresolved.push(`${at} : ${server.fault}`);
      else if (server.fault.includes(' verify is ')) {
        this.#afterwards.push(`${at} : ${server.fault}`);
      } else this.#alert(`${at} : ${server.fault}`);
      return;
    }
    const key = `${proxy.name}/${server.name}`;
    const twin = this.#serverLines.get(key);
    this.#serverLines.set(key, line);
    if (twin !== undefined) {
      const why = `another server named '${server.name}' was already defined at line ${twin}`;
      const what = `backend '${proxy.name}', ${why}, please use distinct names.`;
      this.#afterwards.push(`parsing ${at} : ${what}`);
    } else proxy.servers.push(server);
  }

  /** What can only be said once all is read. */
  #checkWhole(): void {
    for (const fault of this.#afterwards) this.#alert(fault);
    for (const proxy of this.#proxies) {
      const target = proxy.defaultBackend;
      if (
        target !== undefined &&
        !this.#proxies.some(({ name, kind }) => name === target && kind !== 'frontend')
      ) {
        const what = `unable to find required default_backend: '${target}'.`;
        this.#alert(`Proxy '${proxy.name}': ${what}`);
      }
      if (proxy.kind === 'frontend' && proxy.binds.length === 0) {
        const advice = 'Please declare it as a backend if this was intended.';
        const text = `frontend '${proxy.name}' has no 'bind' directive. ${advice}`;
        this.#findings.push({ level: 'WARNING', text });
      }
      const { client, connect, server } = proxy.timeouts;
      if (!client || !connect || !server) {
        const text = `missing timeouts for ${proxy.kind} '${proxy.name}'.\n${MISSING_TIMEOUTS}`;
        this.#findings.push({ level: 'WARNING', text });
      }
    }
    for (const fault of this.#unresolved) this.#alert(fault);
    if (this.#unresolved.length > 0) this.#alert('Failed to initialize server(s) addr.');
  }

  #unknown(at: string, keyword: string, known: readonly string[]): void {
    const hint = didYouMean(keyword, known);
    this.#alert(
      `parsing ${at} : unknown keyword '${keyword}' in '${this.#section}' section${hint}`,
    );
  }

  #alert(text: string): void {
    this.#findings.push({ level: 'ALERT', text });
  }
}

/** Words of a line; quotes keep blanks, `#` begins a remark. */
function splitLine(line: string): string[] {
  return [...line.matchAll(/"([^"]*)"|'([^']*)'|(#.*)|([^\s#]+)/g)]
    .filter(([, , , remark]) => remark === undefined)
    .map(([, double, single, , plain]) => double ?? single ?? plain ?? '');
}

const BALANCE =
  "balance only supports 'roundrobin', 'static-rr', 'leastconn', 'source', 'uri', 'url_param', " +
  "'hdr(name)' and 'rdp-cookie(name)' options.";
const BIND = "'bind' expects {<path>|[addr1]:port1[-end1]}{,[addr]:port[-end]}... as arguments.";
const EXPECT =
  "'only supports min-recv, [!]string', '[!]rstring', '[!]string-lf', '[!]status', " +
  "'[!]rstatus', [!]hdr, [!]fhdr or comment but got '%s' as argument..";
const MISSING_TIMEOUTS =
  '   | While not properly invalid, you will certainly encounter various problems\n' +
  '   | with such a configuration. To fix this, please ensure that all following\n' +
  "   | timeouts are set to a non-zero value: 'client', 'connect', 'server'.";
