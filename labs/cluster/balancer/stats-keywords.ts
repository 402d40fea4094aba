import { SECOND } from '../kernel/index.ts';
import type { AccessLevel, Proxy, StatsSettings, StatsSocket } from './configuration.ts';
import { parseTime } from './parse-time.ts';
import { didYouMean } from './word-match.ts';

const levels: readonly AccessLevel[] = ['user', 'operator', 'admin'];

/** Each takes a word. */
const socketWords = [
  'expose-fd',
  'gid',
  'group',
  'level',
  'maxconn',
  'mode',
  'name',
  'uid',
  'user',
];

/**
 * Reads a `stats` line of `global`.
 *
 * Shape:   undefined for what changes nothing here: `stats timeout`, and a socket at a port
 * Errors:  HAProxy's sentence
 */
export function parseStats([what = '', path, ...rest]: readonly string[]):
  StatsSocket | string | undefined {
  if (what === 'timeout' || what === 'maxconn') return undefined;
  if (what !== 'socket') {
    const known = "'socket', 'maxconn', 'bind-process' and 'timeout'";
    return `'stats' only supports ${known} (got '${what}')`;
  }
  if (path === undefined) {
    return "'stats socket' in global section expects an address or a path to a UNIX socket";
  }
  const unknown = rest.find((word, index) => {
    return !socketWords.includes(word) && !socketWords.includes(rest[index - 1] ?? '');
  });
  if (unknown !== undefined) {
    const hint = didYouMean(unknown, socketWords).replace('; d', '. D') || '.';
    return `'stats socket' : unknown keyword '${unknown}'${hint}`;
  }
  const word = rest.includes('level') ? (rest[rest.indexOf('level') + 1] ?? '') : 'operator';
  const level = levels.find((one) => one === word);
  if (level === undefined) {
    const all = "'user', 'operator', and 'admin'";
    return `'stats socket' : ''level' only supports ${all} (got '${word}')'`;
  }
  return path.startsWith('/') ? { path, level } : undefined;
}

/** Reads a `stats` line of a proxy: any of them switches the page on. Errors: HAProxy's sentence */
export function takeStats(proxy: Proxy, [what, value]: readonly string[]): string | undefined {
  if (what === undefined) return `missing keyword in 'stats', ${EXPECTED}`;
  if (!known.has(what)) return `unknown stats parameter '${what}', ${EXPECTED}`;
  if (what === 'http-request') return undefined;
  if (what === 'admin' && value !== 'if' && value !== 'unless') {
    return "'stats admin' requires either 'if' or 'unless' followed by a condition.";
  }
  const need = needs[what];
  if (need !== undefined && value === undefined) return `'${what}' needs ${need}`;
  const stats: StatsSettings = (proxy.stats ??= {
    uri: '/haproxy?stats',
    realm: 'HAProxy Statistics',
    refreshSeconds: undefined,
    accounts: [],
  });
  if (what === 'uri') stats.uri = value!;
  else if (what === 'realm') stats.realm = value!;
  else if (what === 'auth') stats.accounts.push(value!);
  else if (what === 'refresh') {
    const us = parseTime(/^\d+$/.test(value ?? '') ? `${value}s` : (value ?? ''));
    if (typeof us === 'string') {
      return `unexpected character '${us}' in argument to stats refresh interval.`;
    }
    stats.refreshSeconds = Math.floor(us / SECOND);
  }
  return undefined;
}

const known = new Set([
  ...['admin', 'uri', 'realm', 'auth', 'scope', 'enable', 'hide-version', 'show-node'],
  ...['show-desc', 'show-legends', 'show-modules', 'refresh', 'http-request'],
]);

const EXPECTED =
  "expects 'admin', 'uri', 'realm', 'auth', 'scope', 'enable', 'hide-version', 'show-node', " +
  "'show-desc' or 'show-legends'.";

const needs: Readonly<Record<string, string>> = {
  uri: 'an URI prefix.',
  realm: 'an realm name.',
  auth: 'a user:password account.',
};
