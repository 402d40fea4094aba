import { hasOption, lastOption, parseOptions, type ParsedOptions } from '../getopt.ts';
import { SSH_PORT } from './wire.ts';

const options = {
  ...{ '4': '', '6': '', A: '', a: '', C: '', f: '', g: '', K: '', k: '', M: '', N: '', n: '' },
  ...{ q: '', T: '', t: '', v: '', X: '', x: '', Y: '', y: '', V: '' },
  ...{ b: 'b:', c: 'c:', D: 'D:', E: 'E:', e: 'e:', F: 'F:', I: 'I:', i: 'i:', J: 'J:', L: 'L:' },
  ...{ l: 'l:', m: 'm:', O: 'O:', o: 'o:', p: 'p:', Q: 'Q:', R: 'R:', S: 'S:', W: 'W:', w: 'w:' },
};

/** What a command line of `ssh` asks for. */
export interface Destination {
  readonly user: string;
  /** As it was given, for the messages. */
  readonly host: string;
  readonly port: number;
  readonly command: string | undefined;
  /** How often `-t` was given; `-T` is -1. */
  readonly terminalWish: number;
  readonly connectTimeoutSeconds: number | undefined;
  readonly isQuiet: boolean;
  readonly readsNoInput: boolean;
}

/** Errors: 'usage' where no host is named; else what ssh says of an option. */
export function parseDestination(args: readonly string[]): Destination | 'usage' | string {
  const first = parseOptions(args, options, { stopsAtOperand: true });
  if ('error' in first) return first.error;
  const [target, ...rest] = first.operands;
  if (target === undefined) return 'usage';
  // Options may stand behind the host too; what follows them is the command.
  const second = parseOptions(rest, options, { stopsAtOperand: true });
  if ('error' in second) return second.error;
  const parsed: ParsedOptions = {
    options: [...first.options, ...second.options],
    operands: second.operands,
  };
  const address = target.replace(/^ssh:\/\//, '');
  const at = address.lastIndexOf('@');
  const count = parsed.options.filter(([name]) => name === 't').length;
  const timeout = configValue(parsed, 'connecttimeout');
  return {
    user:
      at < 0
        ? (lastOption(parsed, 'l') ?? configValue(parsed, 'user') ?? 'root')
        : address.slice(0, at),
    host: address.slice(at + 1),
    port: Number(lastOption(parsed, 'p') ?? configValue(parsed, 'port') ?? SSH_PORT),
    command: parsed.operands.length === 0 ? undefined : parsed.operands.join(' '),
    terminalWish: hasOption(parsed, 'T') ? -1 : count,
    connectTimeoutSeconds: timeout === undefined ? undefined : Number.parseInt(timeout, 10),
    isQuiet: hasOption(parsed, 'q'),
    readsNoInput: hasOption(parsed, 'n'),
  };
}

/** The value of `-o Name=value`, whose name may be in any case. */
function configValue(parsed: ParsedOptions, name: string): string | undefined {
  for (const [option, text] of parsed.options) {
    const match = option === 'o' ? /^\s*(\w+)\s*[= ]\s*(.*)$/.exec(text) : null;
    if (match?.[1]?.toLowerCase() === name) return match[2];
  }
  return undefined;
}

export const USAGE = `usage: ssh [-46AaCfGgKkMNnqsTtVvXxYy] [-B bind_interface] [-b bind_address]
           [-c cipher_spec] [-D [bind_address:]port] [-E log_file]
           [-e escape_char] [-F configfile] [-I pkcs11] [-i identity_file]
           [-J destination] [-L address] [-l login_name] [-m mac_spec]
           [-O ctl_cmd] [-o option] [-P tag] [-p port] [-Q query_option]
           [-R address] [-S ctl_path] [-W host:port] [-w local_tun[:remote_tun]]
           destination [command [argument ...]]
`;
