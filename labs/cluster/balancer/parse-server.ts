import type { Machine } from '../machine/index.ts';
import { serverDefaults, type Proxy, type ServerConfig } from './configuration.ts';
import { parseTime } from './parse-time.ts';
import { didYouMean } from './keywords.ts';

type Words = Proxy['defaultServer'];

const flags = ['check', 'check-ssl', 'backup', 'no-check', 'ssl', 'disabled', 'send-proxy'];
const valued = ['inter', 'fall', 'rise', 'verify', 'weight', 'port', 'maxconn', 'fastinter'];
const others = ['downinter', 'observe', 'error-limit', 'on-marked-down', 'slowstart', 'ca-file'];

/**
 * Reads the words of a `server` or a `default-server` line.
 *
 * Shape:   `label` is what an error begins with: `'server kube-apiserver/cp-1' : `, or nothing
 * Errors:  HAProxy's sentence
 */
export function parseServerWords(words: readonly string[], label: string): Words | string {
  const found: { -readonly [K in keyof Words]: Words[K] } = {};
  for (let at = 0; at < words.length; at++) {
    const word = words[at]!;
    if (flags.includes(word)) {
      if (word === 'check') found.isChecked = true;
      if (word === 'no-check') found.isChecked = false;
      if (word === 'check-ssl' || word === 'ssl') found.isCheckedOverTls = true;
      if (word === 'backup') found.isBackup = true;
      continue;
    }
    if (![...valued, ...others].includes(word)) {
      const hint = didYouMean(word, [...flags, ...valued, ...others]);
      const lost = label === '' ? ' Hint: no address was expected for this server.' : '';
      return `${label}unknown keyword '${word}'${hint}${lost}`;
    }
    const value = words[++at];
    if (value === undefined) return `${label}'${word}' expects an argument.`;
    const fault = take(found, word, value);
    if (fault !== undefined) return `${label}${fault}`;
  }
  return found;
}

function take(
  found: { -readonly [K in keyof Words]: Words[K] },
  word: string,
  value: string,
): string | undefined {
  if (word === 'inter') {
    const us = parseTime(value);
    if (typeof us === 'string')
      return `unexpected character '${us}' in 'agent-inter' argument of server default-server..`;
    found.interUs = us;
  } else if (word === 'fall' || word === 'rise') {
    const count = Number(value);
    if (!(count > 0)) return `'${word}' has to be > 0..`;
    found[word] = count;
  } else if (word === 'verify') {
    if (value !== 'none' && value !== 'required') {
      const known = "only 'none' and 'required' are supported.";
      return `'verify' : unknown verify method '${value}', ${known}`;
    }
    found.verify = value;
  }
  return undefined;
}

/** What comes of a `server` line. Errors: HAProxy's sentence, and at which stage it is said. */
export function parseServer(
  machine: Machine,
  { name: backend, defaultServer }: Proxy,
  words: readonly string[],
): ServerConfig | { readonly fault: string; readonly isAddress: boolean } {
  const [name, where, ...rest] = words;
  if (name === undefined || where === undefined) {
    return {
      fault: `'server' expects <name> and <addr>[:<port>] as arguments.`,
      isAddress: false,
    };
  }
  const label = `'server ${backend}/${name}' : `;
  const own = parseServerWords(rest, label);
  if (typeof own === 'string') return { fault: own, isAddress: false };
  const [host = '', port = '0'] = where.split(':');
  const address = machine.resolveName(host);
  if (address === undefined) {
    return { fault: `${label}could not resolve address '${host}'.`, isAddress: true };
  }
  const { verify, ...settings } = { ...serverDefaults, ...defaultServer, ...own };
  if (settings.isCheckedOverTls && verify === undefined) {
    return { fault: `${label}${NO_AUTHORITY}`, isAddress: false };
  }
  return { ...settings, name, address, port: Number(port) };
}

const NO_AUTHORITY =
  "verify is enabled by default but no CA file specified. If you're running on a LAN where " +
  "you're certain to trust the server's certificate, please set an explicit 'verify none' " +
  "statement on the 'server' line, or use 'ssl-server-verify none' in the global section to " +
  'disable server-side verifications by default.';
