import type { Machine } from '../machine/index.ts';
import {
  newProxy,
  type Configuration,
  type LogTarget,
  type Proxy,
  type StatsSocket,
} from './configuration.ts';
import { Findings, type Finding } from './findings.ts';
import { globalKeywords, proxyKeywords, sectionNames } from './keywords.ts';
import { parseLog } from './parse-log.ts';
import { parseServer, takeServerWords } from './parse-server.ts';
import { keywords } from './proxy-keywords.ts';
import { parseStats } from './stats-keywords.ts';
import { checkWhole } from './whole-file.ts';
import { didYouMean } from './word-match.ts';

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
  const reader = new Reader(machine, path);
  const lines = text.split('\n');
  const rest = lines.pop()!;
  lines.forEach((line, index) => reader.take(line, index + 1));
  if (rest !== '') reader.takeUnended(rest, lines.length + 1);
  return reader.finish();
}

class Reader {
  readonly #machine: Machine;
  readonly #path: string;
  readonly #findings = new Findings();
  readonly #proxies: Proxy[] = [];
  readonly #globalLogs: LogTarget[] = [];
  /** Said once the whole file is read and nothing else was wrong with it. */
  readonly #afterwards: string[] = [];
  readonly #unresolved: string[] = [];
  readonly #serverLines = new Map<string, number>();
  readonly #statsSockets: StatsSocket[] = [];
  #isDaemon = false;
  #maxConnections = MAX_CONNECTIONS;
  #defaults: Proxy | undefined;
  #section = '';
  #proxy: Proxy | undefined;
  #isHopeless = false;

  constructor(machine: Machine, path: string) {
    this.#machine = machine;
    this.#path = path;
  }

  take(raw: string, number: number): void {
    if (this.#isHopeless) return;
    const at = `[${this.#path}:${number}]`;
    const quote = unmatchedQuote(raw);
    if (quote >= 0) {
      const line = `  ${raw.trimStart()}\n  ${' '.repeat(quote - indent(raw))}^`;
      const what = `unmatched quote at position ${quote + 1}:\n${line}`;
      this.#findings.alert(`parsing ${at}: ${what}`);
      return;
    }
    const words = splitLine(raw);
    const hasNo = words[0] === 'no';
    if (hasNo) words.shift();
    const [keyword, ...rest] = words;
    if (keyword === undefined) return;
    if (hasNo && keyword !== 'option' && keyword !== 'log') {
      this.#findings.alert(`parsing ${at}: ${NO_WHAT}`);
    } else if (sectionNames.includes(keyword)) this.#open(keyword, rest, number);
    else if (this.#section === '') {
      this.#findings.alert(`parsing ${at}: unknown keyword '${keyword}' out of section.`);
    } else if (this.#section === 'global') this.#takeGlobal(keyword, rest, at);
    else this.#takeOfProxy(keyword, rest, number, hasNo);
  }

  /** The last line, where nothing ends it: a file that was cut off. */
  takeUnended(raw: string, number: number): void {
    const what = 'Missing LF on last line, file might have been truncated at position';
    this.#findings.alert(`parsing [${this.#path}:${number}]: ${what} ${raw.length + 1}.`);
  }

  finish(): Parsed {
    const findings = this.#findings;
    const proxies = this.#proxies;
    if (findings.hasAlert) findings.alert(`Error(s) found in configuration file : ${this.#path}`);
    if (!this.#isHopeless) {
      if (!findings.hasAlert) {
        for (const fault of this.#afterwards) findings.alert(fault);
        checkWhole(proxies, findings);
      }
      if (findings.hasAlert) findings.alert('Fatal errors found in configuration.');
      else if (this.#unresolved.length > 0) {
        for (const fault of this.#unresolved) findings.alert(fault);
        findings.alert('Failed to initialize server(s) addr.');
      }
    }
    for (const proxy of proxies) if (proxy.logsToGlobal) proxy.logs.push(...this.#globalLogs);
    const isFatal = findings.hasAlert;
    return {
      proxies,
      isDaemon: this.#isDaemon,
      statsSockets: this.#statsSockets,
      maxConnections: this.#maxConnections,
      findings: findings.all,
      isFatal,
    };
  }

  #open(keyword: string, [name = '', more]: readonly string[], number: number): void {
    const where = `${this.#path}:${number}`;
    this.#section = keyword;
    this.#proxy = undefined;
    if (keyword === 'global') return;
    if (keyword === 'defaults') {
      this.#proxy = this.#defaults = newProxy('defaults', name, where);
      return;
    }
    const kind = keyword as 'frontend' | 'backend' | 'listen';
    const odd = /[^\w.:-]/.exec(name)?.[0];
    if (name === '') {
      this.#findings.alert(`parsing [${where}] : '${kind}' expects an <id> argument`);
      this.#isHopeless = true;
    } else if (odd !== undefined) {
      const what = `character '${odd}' is not permitted in '${kind}' name '${name}'.`;
      this.#findings.alert(`parsing [${where}] : ${what}`);
      this.#proxy = newProxy(kind, name, where, this.#defaults);
    } else if (more !== undefined && kind !== 'backend') {
      const what = "please use the 'bind' keyword for listening addresses.";
      this.#findings.alert(`parsing [${where}] : ${what}`);
    } else {
      this.#proxy = newProxy(kind, name, where, this.#defaults);
      this.#complainOfTwin(this.#proxy);
      this.#proxies.push(this.#proxy);
    }
  }

  #complainOfTwin({ kind, name, where }: Proxy): void {
    const twin = this.#proxies.find((other) => {
      return other.name === name && (other.kind === kind || [other.kind, kind].includes('listen'));
    });
    if (twin === undefined) return;
    const same = `has the same name as ${twin.kind} '${twin.name}' declared at ${twin.where}`;
    this.#findings.alert(`Parsing [${where}]: ${kind} '${name}' ${same}.`);
  }

  #takeGlobal(keyword: string, words: readonly string[], at: string): void {
    if (!globalKeywords.includes(keyword)) this.#complain(at, keyword, globalKeywords);
    else if (keyword === 'daemon') this.#isDaemon = true;
    else if (keyword === 'maxconn') this.#maxConnections = Number(words[0]) || MAX_CONNECTIONS;
    else if (keyword === 'stats') {
      const socket = parseStats(words);
      if (typeof socket === 'string') this.#findings.alert(`parsing ${at} : ${socket}`);
      else if (socket !== undefined) this.#statsSockets.push(socket);
    } else if (keyword === 'log') {
      const target = parseLog(words, true);
      if (typeof target === 'string') this.#findings.alert(`parsing ${at} : ${target}`);
      else this.#globalLogs.push(target);
    }
  }

  #takeOfProxy(keyword: string, words: readonly string[], number: number, hasNo: boolean): void {
    const proxy = this.#proxy;
    const where = `${this.#path}:${number}`;
    const at = `[${where}]`;
    if (proxy === undefined) {
      this.#findings.alert(`parsing ${at} : 'listen' or 'defaults' expected.`);
      return;
    }
    if (keyword === 'server' || keyword === 'default-server') {
      this.#takeServer(proxy, keyword, words, number);
      return;
    }
    const take = keywords[keyword];
    if (take !== undefined) {
      const fault = take({ proxy, words, findings: this.#findings, where, hasNo });
      const isTight = hasNo || (keyword === 'option' && words.length === 0);
      const colon = isTight || (keyword === 'stats' && !fault?.startsWith("'")) ? ':' : ' :';
      if (fault !== undefined) this.#findings.alert(`parsing ${at}${colon} ${fault}`);
    } else if (!proxyKeywords.includes(keyword)) this.#complain(at, keyword, proxyKeywords);
  }

  #takeServer(proxy: Proxy, keyword: string, words: readonly string[], number: number): void {
    const at = `[${this.#path}:${number}]`;
    const findings = this.#findings;
    if (proxy.kind === 'frontend') {
      const why = `because frontend '${proxy.name}' has no backend capability.`;
      findings.alert(`${at} : parsing ${at} : '${keyword}' not allowed ${why}`);
      return;
    }
    if (keyword === 'default-server') {
      const fault = takeServerWords(this.#machine, proxy.defaultServer, words, keyword);
      if (fault !== undefined) findings.alert(`${at} : ${fault}`);
      return;
    }
    const server = parseServer(this.#machine, proxy, words);
    if ('fault' in server) {
      const text = `${at} : ${server.fault}`;
      if (server.said === 'now') findings.alert(text);
      else if (server.said === 'end') this.#afterwards.push(text);
      else this.#unresolved.push(text);
      const path = /ca-file '(.*)' \(/.exec(text)?.[1];
      if (path !== undefined) findings.alert(`'ca-file' : unable to load ${path}.`);
      return;
    }
    const twin = this.#serverLines.get(`${proxy.name}/${server.name}`);
    this.#serverLines.set(`${proxy.name}/${server.name}`, number);
    proxy.servers.push(server);
    if (twin === undefined) return;
    const why = `another server named '${server.name}' was already defined at line ${twin}`;
    const what = `backend '${proxy.name}', ${why}, please use distinct names.`;
    this.#afterwards.push(`parsing ${at} : ${what}`);
  }

  #complain(at: string, keyword: string, known: readonly string[]): void {
    const what = `unknown keyword '${keyword}' in '${this.#section}' section`;
    this.#findings.alert(`parsing ${at} : ${what}${didYouMean(keyword, known)}`);
  }
}

/** Differs: a real one counts how many files it may open. */
const MAX_CONNECTIONS = 20_000;

const NO_WHAT =
  'negation/default currently supported only for options, log, busy-polling, set-dumpable, ' +
  'strict-limits, insecure-fork-wanted and numa-cpu-mapping.';

/** Words of a line; quotes keep blanks, `#` begins a remark. */
function splitLine(line: string): string[] {
  return [...line.matchAll(/"([^"]*)"|'([^']*)'|(#.*)|([^\s#"']+)/g)]
    .filter(([, , , remark]) => remark === undefined)
    .map(([, double, single, , plain]) => double ?? single ?? plain ?? '');
}

/** Where a quote opens that nothing closes. Errors: −1 where there is none */
function unmatchedQuote(line: string): number {
  let open = -1;
  for (let at = 0; at < line.length; at++) {
    const char = line[at]!;
    if (open < 0 && char === '#') break;
    if (open >= 0 && char === line[open]) open = -1;
    else if (open < 0 && (char === '"' || char === "'")) open = at;
  }
  return open;
}

function indent(line: string): number {
  return line.length - line.trimStart().length;
}
