import type { Process, Task } from '../../cluster/kernel/index.ts';
import { REFUSED, type IpStyle } from './ip.ts';
import { interfacesOf, type Interface, type InterfaceAddress } from './interfaces.ts';
import { formatBrief, formatHardware, formatHead, joinLines } from './link.ts';

const LIFETIMES = '       valid_lft forever preferred_lft forever';

/** `ip address show`. */
export function formatAddresses(interfaces: readonly Interface[], style: IpStyle): string {
  return interfaces.map((one) => formatInterface(one, style)).join('');
}

function formatInterface(one: Interface, style: IpStyle): string {
  const { addresses, name, number } = one;
  if (style.isBrief) {
    const words = addresses.map(({ address, prefixLength }) => `${address}/${prefixLength} `);
    return `${formatBrief(one)}${words.join('')}\n`;
  }
  const pairs = addresses.map((it) => [formatAddress(it, name), LIFETIMES] as const);
  if (style.isOneLine) {
    return pairs.map((pair) => `${number}: ${name}${joinLines(pair, style)}`).join('');
  }
  return joinLines([formatHead(one), formatHardware(one), ...pairs.flat()], style);
}

/** Shape: `    inet 10.0.0.10/24 brd 10.0.0.255 scope global eth0` */
function formatAddress(one: InterfaceAddress, name: string): string {
  const { address, broadcast, isSecondary, prefixLength, scope } = one;
  const brd = broadcast === undefined ? '' : ` brd ${broadcast}`;
  const secondary = isSecondary ? ' secondary' : '';
  return `    inet ${address}/${prefixLength}${brd} scope ${scope}${secondary} ${name}`;
}

/**
 * `ip address add` and `del`.
 *
 * Differs: only on eth0, and not the address that is the machine's own
 */
export function* changeAddress(
  process: Process,
  isAdd: boolean,
  words: readonly string[],
): Task<number> {
  const { host } = process;
  const [whole = '', ...rest] = words;
  const [address = '', length = '32'] = whole.split('/');
  const device = rest[rest.indexOf('dev') + 1];
  const why = complaint(process, address, length, device);
  if (why !== undefined) {
    yield* process.warn(`${why}\n`);
    return 1;
  }
  const isOwn = host.addresses.includes(address);
  if (isAdd ? isOwn || host.movableAddresses.has(address) : !isOwn && !held(process, address)) {
    const refusal = isAdd ? 'File exists' : 'Cannot assign requested address';
    yield* process.warn(`RTNETLINK answers: ${refusal}\n`);
    return REFUSED;
  }
  if (isOwn) {
    yield* process.warn('ip: machines of this lab keep the address that is their own\n');
    return REFUSED;
  }
  if (isAdd) host.takeAddress(address, Number(length));
  else host.giveUpAddress(address);
  return 0;
}

function held({ host }: Process, address: string): boolean {
  return host.movableAddresses.has(address);
}

function complaint(
  { host }: Process,
  address: string,
  length: string,
  device: string | undefined,
): string | undefined {
  const isPlain = /^\d{1,3}(\.\d{1,3}){3}$/.test(address) && Number(length) <= 32;
  const whole = length === '32' ? address : `${address}/${length}`;
  if (!isPlain) return `Error: any valid prefix is expected rather than "${whole}".`;
  if (device === undefined) return 'Not enough information: "dev" argument is required.';
  const isKnown = interfacesOf(host).some(({ name }) => name === device);
  if (!isKnown) return `Cannot find device "${device}"`;
  return device === 'eth0' ? undefined : 'ip: addresses of lo are not modelled in this lab';
}
