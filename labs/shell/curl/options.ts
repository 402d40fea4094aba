import {
  hasOption,
  lastOption,
  parseOptions,
  type OptionTable,
  type ParsedOptions,
} from '../getopt.ts';

const table: OptionTable = {
  cacert: ':',
  cert: 'E:',
  'connect-timeout': ':',
  data: 'd:',
  'data-binary': ':',
  'data-raw': ':',
  'dump-header': 'D:',
  fail: 'f',
  get: 'G',
  head: 'I',
  header: 'H:',
  http1: '',
  'http1.1': '',
  http2: '',
  include: 'i',
  insecure: 'k',
  json: ':',
  key: ':',
  location: 'L',
  'max-time': 'm:',
  'no-buffer': 'N',
  'no-progress-meter': '',
  output: 'o:',
  request: 'X:',
  'show-error': 'S',
  silent: 's',
  url: ':',
  'user-agent': 'A:',
  verbose: 'v',
  version: 'V',
  'write-out': 'w:',
};

/** What a command line asks of curl. */
export class CurlOptions {
  readonly urls: readonly string[];
  readonly #parsed: ParsedOptions;

  constructor(parsed: ParsedOptions) {
    this.#parsed = parsed;
    this.urls = [...parsed.operands, ...this.all('url')];
  }

  has(name: string): boolean {
    return hasOption(this.#parsed, name);
  }

  value(name: string): string | undefined {
    return lastOption(this.#parsed, name);
  }

  all(...names: readonly string[]): readonly string[] {
    return this.#parsed.options.filter(([name]) => names.includes(name)).map(([, value]) => value);
  }

  /** Units: microseconds; undefined where there is no limit */
  limitUs(name: 'max-time' | 'connect-timeout'): number | undefined {
    const seconds = Number(this.value(name) ?? 0);
    return seconds > 0 ? Math.round(seconds * 1_000_000) : undefined;
  }
}

/** Reads a command line. Errors: curl's sentence, without `curl:` */
export function readOptions(args: readonly string[]): CurlOptions | string {
  const parsed = parseOptions(args, table);
  if ('error' in parsed) return complaint(parsed.error);
  const options = new CurlOptions(parsed);
  for (const [name, shown] of [
    ['max-time', '-m'],
    ['connect-timeout', '--connect-timeout'],
  ] as const) {
    const text = options.value(name);
    if (text !== undefined && !/^\d+(\.\d*)?$/.test(text)) {
      return `option ${shown}: expected a proper numerical parameter`;
    }
  }
  return options;
}

/** getopt's complaint in curl's words. */
function complaint(error: string): string {
  const name = /'([^']*)'/.exec(error)?.[1] ?? '';
  const shown = name.startsWith('-') ? name : `-${name}`;
  return error.includes('requires an argument')
    ? `option ${shown}: requires parameter`
    : `option ${shown}: is unknown`;
}
