/** One flag, as pflag knows it. */
export interface Flag {
  readonly name: string;
  readonly short?: string;
  readonly type: 'bool' | 'string' | 'int64' | 'duration' | 'strings';
  readonly initial: string;
  readonly usage: string;
}

/** What a command line said. */
export interface ParsedFlags {
  readonly args: readonly string[];
  readonly values: ReadonlyMap<string, string>;
  /** Flags that were given, by name. */
  readonly changed: ReadonlySet<string>;
  /** Everything after `--`. */
  readonly hasDashes: boolean;
}

const flag = (
  name: string,
  type: Flag['type'],
  initial: string,
  usage: string,
  short?: string,
): Flag => ({ name, type, initial, usage, ...(short !== undefined && { short }) });

export { flag };

/** Source: etcd etcdctl/ctlv3/ctl.go (v3.5) */
export const globalFlags: readonly Flag[] = [
  flag(
    'cacert',
    'string',
    '',
    'verify certificates of TLS-enabled secure servers using this CA bundle',
  ),
  flag('cert', 'string', '', 'identify secure client using this TLS certificate file'),
  flag(
    'command-timeout',
    'duration',
    '5s',
    'timeout for short running command (excluding dial timeout)',
  ),
  flag('debug', 'bool', 'false', 'enable client-side debug logging'),
  flag('dial-timeout', 'duration', '2s', 'dial timeout for client connections'),
  flag(
    'discovery-srv',
    'string',
    '',
    'domain name to query for SRV records describing cluster endpoints',
    'd',
  ),
  flag('discovery-srv-name', 'string', '', 'service name to query when using DNS discovery'),
  flag('endpoints', 'strings', '127.0.0.1:2379', 'gRPC endpoints'),
  flag('hex', 'bool', 'false', 'print byte strings as hex encoded strings'),
  flag(
    'insecure-discovery',
    'bool',
    'true',
    'accept insecure SRV records describing cluster endpoints',
  ),
  flag(
    'insecure-skip-tls-verify',
    'bool',
    'false',
    'skip server certificate verification (CAUTION: this option should be enabled only for \
testing purposes)',
  ),
  flag('insecure-transport', 'bool', 'true', 'disable transport security for client connections'),
  flag('keepalive-time', 'duration', '2s', 'keepalive time for client connections'),
  flag('keepalive-timeout', 'duration', '6s', 'keepalive timeout for client connections'),
  flag('key', 'string', '', 'identify secure client using this TLS key file'),
  flag(
    'password',
    'string',
    '',
    "password for authentication (if this option is used, --user option shouldn't include \
password)",
  ),
  flag(
    'user',
    'string',
    '',
    'username[:password] for authentication (prompt if password is not supplied)',
  ),
  flag(
    'write-out',
    'string',
    'simple',
    'set the output format (fields, json, protobuf, simple, table)',
    'w',
  ),
];

/**
 * Reads a command line: flags may stand anywhere before `--`.
 *
 * Errors: pflag's sentence
 * Source: github.com/spf13/pflag v1.0.5
 */
export function parseFlags(words: readonly string[], flags: readonly Flag[]): ParsedFlags | string {
  const args: string[] = [];
  const values = new Map(flags.map(({ name, initial }) => [name, initial]));
  const changed = new Set<string>();
  for (let at = 0; at < words.length; at++) {
    const word = words[at]!;
    if (word === '--') {
      return { args: [...args, ...words.slice(at + 1)], values, changed, hasDashes: true };
    }
    if (!word.startsWith('-') || word === '-') {
      args.push(word);
      continue;
    }
    const read = word.startsWith('--') ? readLong(word, flags) : readShort(word, flags);
    if (typeof read === 'string') return read;
    for (const { flag: found, value, label } of read) {
      const given = value ?? (found.type === 'bool' ? 'true' : words[++at]);
      if (given === undefined) return `flag needs an argument: ${label}`;
      const problem = checkValue(found, given);
      if (problem) return `invalid argument "${given}" for ${describe(found)} flag: ${problem}`;
      values.set(found.name, given);
      changed.add(found.name);
    }
  }
  return { args, values, changed, hasDashes: false };
}

interface Read {
  readonly flag: Flag;
  readonly value: string | undefined;
  readonly label: string;
}

function readLong(word: string, flags: readonly Flag[]): Read[] | string {
  const [name = '', ...rest] = word.slice(2).split('=');
  if (name === '' || name.startsWith('-')) return `bad flag syntax: ${word}`;
  const found = flags.find((other) => other.name === name);
  if (!found) return `unknown flag: --${name}`;
  return [{ flag: found, value: rest.length > 0 ? rest.join('=') : undefined, label: `--${name}` }];
}

function readShort(word: string, flags: readonly Flag[]): Read[] | string {
  const reads: Read[] = [];
  for (let at = 1; at < word.length; at++) {
    const letter = word[at]!;
    const found = flags.find((other) => other.short === letter);
    if (!found) return `unknown shorthand flag: '${letter}' in ${word}`;
    const label = `'${letter}' in ${word}`;
    const rest = word.slice(at + 1);
    if (rest.startsWith('=')) return [...reads, { flag: found, value: rest.slice(1), label }];
    if (found.type !== 'bool') return [...reads, { flag: found, value: rest || undefined, label }];
    reads.push({ flag: found, value: undefined, label });
  }
  return reads;
}

function describe({ name, short }: Flag): string {
  return short === undefined ? `"--${name}"` : `"-${short}, --${name}"`;
}

function checkValue({ type }: Flag, value: string): string | undefined {
  if (type === 'bool' && parseBool(value) === undefined) {
    return `strconv.ParseBool: parsing "${value}": invalid syntax`;
  }
  if (type === 'int64' && !/^[+-]?\d+$/.test(value)) {
    return `strconv.ParseInt: parsing "${value}": invalid syntax`;
  }
  if (type === 'duration' && parseDuration(value) === undefined) {
    const hasUnit = /^[+-]?\d+(\.\d+)?$/.test(value) ? 'missing unit in' : 'invalid';
    return `time: ${hasUnit} duration "${value}"`;
  }
  return undefined;
}

export function parseBool(text: string): boolean | undefined {
  if (['1', 't', 'T', 'true', 'TRUE', 'True'].includes(text)) return true;
  if (['0', 'f', 'F', 'false', 'FALSE', 'False'].includes(text)) return false;
  return undefined;
}

const unitsUs: Readonly<Record<string, number>> = {
  us: 1,
  µs: 1,
  ms: 1_000,
  s: 1_000_000,
  m: 60_000_000,
  h: 3_600_000_000,
};

/** Reads a Go duration: `1m30s`, `500ms`. Units: microseconds. */
export function parseDuration(text: string): number | undefined {
  if (text === '0') return 0;
  let us = 0;
  const rest = text.replace(
    /(\d+(?:\.\d+)?)(us|µs|ms|s|m|h)/g,
    (_, count: string, unit: string) => {
      us += Number(count) * unitsUs[unit]!;
      return '';
    },
  );
  return rest === '' && text !== '' ? Math.round(us) : undefined;
}
