import { decodeCertificates } from '../api/index.ts';
import type { Machine } from '../machine/index.ts';
import type { Proxy, ServerConfig, ServerSettings } from './configuration.ts';
import { serverFlags, serverOptions } from './keywords.ts';
import { parseTime } from './parse-time.ts';
import { didYouMean } from './word-match.ts';

/** What is wrong with a server: HAProxy's sentence, and when it is said. */
export interface ServerFault {
  readonly fault: string;
  /** 'end' once the whole file is read and nothing else was wrong, 'address' after that. */
  readonly said: 'now' | 'end' | 'address';
}

/** What a line's word changes. Errors: HAProxy's sentence. */
type Setter = (settings: ServerSettings, value: string, server: string) => string | undefined;

const flags: Readonly<Record<string, Partial<ServerSettings>>> = {
  check: { isChecked: true },
  'no-check': { isChecked: false },
  'check-ssl': { isCheckedOverTls: true },
  'no-check-ssl': { isCheckedOverTls: false },
  ssl: { isCheckedOverTls: true },
  'no-ssl': { isCheckedOverTls: false },
  backup: { isBackup: true },
  'no-backup': { isBackup: false },
  disabled: { isDisabled: true },
  enabled: { isDisabled: false },
};

const setters: Readonly<Record<string, Setter>> = {
  inter: (settings, value, server) =>
    setTime(value, 'inter', server, (us) => (settings.interUs = us)),
  fastinter: (settings, value, server) =>
    setTime(value, 'fastinter', server, (us) => (settings.fastInterUs = us)),
  downinter: (settings, value, server) =>
    setTime(value, 'downinter', server, (us) => (settings.downInterUs = us)),
  fall: (settings, value) => setCount(value, 'fall', (count) => (settings.fall = count)),
  rise: (settings, value) => setCount(value, 'rise', (count) => (settings.rise = count)),
  weight(settings, value, server) {
    const weight = Number.parseInt(value, 10) || 0;
    settings.weight = weight;
    if (weight >= 0 && weight <= 256) return undefined;
    return `weight of server ${server} is not within 0 and 256 (${weight})..`;
  },
  port(settings, value) {
    settings.checkPort = Number.parseInt(value, 10) || undefined;
    return undefined;
  },
  verify(settings, value) {
    if (value === '') return "'verify' : missing verify method.";
    if (value !== 'none' && value !== 'required') {
      const known = "only 'none' and 'required' are supported.";
      return `'verify' : unknown verify method '${value}', ${known}`;
    }
    settings.verify = value;
    return undefined;
  },
  'on-marked-down'(settings, value) {
    settings.endsSessions = value === 'shutdown-sessions';
    if (settings.endsSessions) return undefined;
    return `'on-marked-down' expects 'shutdown-sessions' but got '${value}'.`;
  },
};

/** Source: that inter's sentence speaks of `agent-inter` is HAProxy 2.6's own slip. */
function setTime(
  value: string,
  name: string,
  server: string,
  set: (us: number) => void,
): string | undefined {
  const us = parseTime(value);
  if (typeof us === 'string') {
    return `unexpected character '${us}' in 'agent-inter' argument of server ${server}..`;
  }
  if (us <= 0) return `invalid value ${us} for argument '${name}' of server ${server}..`;
  set(us);
  return undefined;
}

function setCount(value: string, name: string, set: (count: number) => void): string | undefined {
  if (value === '') return `'${name}' expects an integer argument..`;
  const count = Number.parseInt(value, 10) || 0;
  if (count <= 0) return `'${name}' has to be > 0..`;
  set(count);
  return undefined;
}

/**
 * Takes the words of a `server` or a `default-server` line into `settings`.
 *
 * Shape:   `server` is the server's name, or `default-server`
 * Errors:  HAProxy's sentence
 */
export function takeServerWords(
  machine: Machine,
  settings: ServerSettings,
  words: readonly string[],
  server: string,
): string | undefined {
  for (let at = 0; at < words.length; at++) {
    const word = words[at]!;
    if (serverFlags.includes(word)) {
      Object.assign(settings, flags[word]);
      continue;
    }
    if (!serverOptions.includes(word)) {
      const hint = didYouMean(word, [...serverFlags, ...serverOptions]) || '.';
      const isLost = server === 'default-server';
      return `unknown keyword '${word}'${hint}${isLost ? NO_ADDRESS : ''}`;
    }
    const value = words[++at] ?? '';
    const fault =
      word === 'ca-file'
        ? readAuthorities(machine, settings, value)
        : setters[word]?.(settings, value, server);
    if (fault !== undefined) return fault;
  }
  return undefined;
}

const NO_ADDRESS = ' Hint: no address was expected for this server.';

function readAuthorities(machine: Machine, settings: ServerSettings, path: string) {
  const text = machine.files.read(path);
  const authorities = decodeCertificates(text ?? '');
  settings.authorities = authorities;
  if (authorities.length > 0) return undefined;
  const why = text === undefined ? 'No such file or directory' : 'no certificate or crl found';
  return `Couldn't open the ca-file '${path}' (${why}).`;
}

/** Reads a `server` line. */
export function parseServer(
  machine: Machine,
  proxy: Proxy,
  words: readonly string[],
): ServerConfig | ServerFault {
  const [name, where, ...rest] = words;
  if (name === undefined || where === undefined) {
    const fault = "'server' expects <name> and <addr>[:<port>] as arguments.";
    return { fault, said: 'now' };
  }
  const label = `'server ${proxy.name}/${name}' : `;
  const at = where.lastIndexOf(':');
  const [host, portText] = at < 0 ? [where, ''] : [where.slice(0, at), where.slice(at + 1)];
  const odd = /\D/.exec(portText)?.[0];
  if (odd !== undefined) {
    const which = `invalid character '${odd}' in port number '${portText}' in '${where}'`;
    return { fault: `${label}${which}\n`, said: 'now' };
  }
  const port = Number(portText);
  if (port > 65_535) return { fault: `${label}invalid port '${portText}'`, said: 'now' };
  const settings = { ...proxy.defaultServer };
  const fault = takeServerWords(machine, settings, rest, name);
  if (fault !== undefined) return { fault: label + fault, said: 'now' };
  const address = machine.resolveName(host);
  if (address === undefined) {
    return { fault: `${label}could not resolve address '${host}'.`, said: 'address' };
  }
  const isOverTls = settings.isCheckedOverTls || settings.verify === 'required';
  if (isOverTls && settings.verify !== 'none' && settings.authorities === undefined) {
    return { fault: label + NO_AUTHORITY, said: 'end' };
  }
  return { ...settings, name, address, port };
}

const NO_AUTHORITY =
  "verify is enabled by default but no CA file specified. If you're running on a LAN where " +
  "you're certain to trust the server's certificate, please set an explicit 'verify none' " +
  "statement on the 'server' line, or use 'ssl-server-verify none' in the global section to " +
  'disable server-side verifications by default.';
