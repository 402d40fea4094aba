import type { Process, Program, Task } from '../../cluster/kernel/index.ts';
import { changeAddress, formatAddresses } from './address.ts';
import { interfacesOf } from './interfaces.ts';
import { formatLinks } from './link.ts';
import { formatNeighbour, neighboursOf } from './neighbour.ts';

/** iproute2's exit codes: a wrong word, a wrong command of an object, the kernel's refusal. */
const WRONG = 1;
const WRONG_COMMAND = 255;
export const REFUSED = 2;

const objects = ['address', 'link', 'neighbour', 'route', 'rule', 'netns', 'maddress'] as const;
type IpObject = (typeof objects)[number];

/** What the options before the object ask for. */
export interface IpStyle {
  readonly isBrief: boolean;
  readonly isOneLine: boolean;
}

const options: ReadonlyMap<string, keyof IpStyle | 'none'> = new Map([
  ...(['-4', '-c', '-color', '-d', '-details', '-s', '-stats'] as const).map(
    (word) => [word, 'none'] as const,
  ),
  ...(['-br', '-brief'] as const).map((word) => [word, 'isBrief'] as const),
  ...(['-o', '-oneline'] as const).map((word) => [word, 'isOneLine'] as const),
]);

/** `ip`: shows and changes the addresses of a machine. */
export const ip: Program = function* (process, argv) {
  const words = argv.slice(1);
  const style = { isBrief: false, isOneLine: false };
  while (words[0]?.startsWith('-')) {
    const word = words.shift()!;
    const option = options.get(word);
    if (option === undefined) {
      yield* process.warn(`Option "${word}" is unknown, try "ip -help".\n`);
      return WRONG_COMMAND;
    }
    if (option !== 'none') style[option] = true;
  }
  const [name = 'help', ...rest] = words;
  const object = objects.find((one) => one.startsWith(name));
  if (object === undefined) {
    yield* process.warn(`Object "${name}" is unknown, try "ip help".\n`);
    return WRONG;
  }
  return yield* runObject(process, object, rest, style);
};

function* runObject(
  process: Process,
  object: IpObject,
  [command = 'show', ...words]: readonly string[],
  style: IpStyle,
): Task<number> {
  const isShow = ['show', 'list', 'lst'].some((one) => one.startsWith(command));
  if (object === 'address' && (command === 'add' || /^d(el(ete)?)?$/.test(command))) {
    return yield* changeAddress(process, command === 'add', words);
  }
  if (!isShow || !['address', 'link', 'neighbour'].includes(object)) {
    yield* process.warn(`ip: "ip ${object} ${command}" is not modelled in this lab\n`);
    return WRONG_COMMAND;
  }
  if (object === 'neighbour') return yield* showNeighbours(process, words, style);
  const name = words.find((word) => word !== 'dev' && word !== 'up');
  const shown = interfacesOf(process.host).filter((one) => name === undefined || one.name === name);
  if (shown.length === 0) {
    yield* process.warn(`Device "${name}" does not exist.\n`);
    return WRONG;
  }
  const format = object === 'address' ? formatAddresses : formatLinks;
  yield* process.print(format(shown, style));
  return 0;
}

/** Shape: `dev eth0` and an address, behind `to` or alone, narrow it down */
function* showNeighbours(
  process: Process,
  words: readonly string[],
  { isBrief }: IpStyle,
): Task<number> {
  const { host } = process;
  const device = words.includes('dev') ? words[words.indexOf('dev') + 1] : undefined;
  const to = words.find((word) => /^\d/.test(word));
  if (device !== undefined && interfacesOf(host).every(({ name }) => name !== device)) {
    yield* process.warn(`Cannot find device "${device}"\n`);
    return WRONG;
  }
  const all = device === 'lo' ? [] : neighboursOf(host);
  const shown = all.filter(({ address }) => to === undefined || address === to);
  const lines = shown.map((one) => formatNeighbour(one, { isBrief, hasDevice: !device }));
  yield* process.print(lines.join(''));
  return 0;
}
