import { backslashWord } from './quote.ts';
import { unescape } from './escape.ts';

/** What `printf` could not read. */
export interface PrintfProblem {
  readonly kind: 'number' | 'format' | 'missing';
  readonly word: string;
}

/** How often a format is used again for the arguments that are left. Units: rounds. */
const ROUNDS_MAX = 10_000;

/** Formats as printf(1) does: the format is used again until no argument is left. */
export function formatPrintf(
  format: string,
  values: readonly string[],
): { text: string; problems: readonly PrintfProblem[] } {
  const problems: PrintfProblem[] = [];
  const rest = [...values];
  let text = '';
  for (let round = 0; round < ROUNDS_MAX; round++) {
    const before = rest.length;
    const piece = formatOnce(format, rest, problems);
    text += piece.text;
    if (piece.isStopped || rest.length === 0 || rest.length === before) break;
  }
  return { text, problems };
}

function formatOnce(
  format: string,
  rest: string[],
  problems: PrintfProblem[],
): { text: string; isStopped: boolean } {
  let text = '';
  let at = 0;
  while (at < format.length) {
    const next = format.indexOf('%', at);
    const literal = unescape(format.slice(at, next < 0 ? undefined : next), '');
    text += literal.text;
    if (literal.isStopped) return { text, isStopped: true };
    if (next < 0) break;
    const directive = /^%([-+ 0#]*)(\*|\d*)(?:\.(\*|\d*))?([a-zA-Z%])?/.exec(format.slice(next))!;
    at = next + directive[0].length;
    const [whole, flags = '', width = '', precision, kind = ''] = directive;
    if (!'diouxXcsbqfeEgG%'.includes(kind) || kind === '') {
      problems.push(
        kind === '' ? { kind: 'missing', word: whole } : { kind: 'format', word: kind },
      );
      return { text, isStopped: true };
    }
    if (kind === '%') {
      text += '%';
      continue;
    }
    const number = (word: string): number => Number(word === '*' ? (rest.shift() ?? '0') : word);
    const size = number(width);
    const digits = precision === undefined ? undefined : number(precision);
    const value = rest.shift() ?? '';
    if (kind === 'b') {
      const escaped = unescape(value, '0');
      text += pad(escaped.text, flags, size);
      if (escaped.isStopped) return { text, isStopped: true };
    } else text += formatValue(kind, flags, size, digits, value, problems);
  }
  return { text, isStopped: false };
}

function formatValue(
  kind: string,
  flags: string,
  width: number,
  digits: number | undefined,
  value: string,
  problems: PrintfProblem[],
): string {
  if (kind === 's') return pad(digits === undefined ? value : value.slice(0, digits), flags, width);
  if (kind === 'c') return pad(value.slice(0, 1), flags, width);
  if (kind === 'q') return pad(backslashWord(value), flags, width);
  const number = readNumber(value, problems);
  const sign = number < 0 ? '-' : flags.includes('+') ? '+' : flags.includes(' ') ? ' ' : '';
  const size = Math.abs(number);
  let text: string;
  if (kind === 'd' || kind === 'i' || kind === 'u') text = String(Math.trunc(size));
  else if (kind === 'o') text = (flags.includes('#') ? '0' : '') + Math.trunc(size).toString(8);
  else if (kind === 'x') text = (flags.includes('#') ? '0x' : '') + Math.trunc(size).toString(16);
  else if (kind === 'X') text = Math.trunc(size).toString(16).toUpperCase();
  else if (kind === 'f') text = size.toFixed(digits ?? 6);
  else if (kind === 'g' || kind === 'G') text = String(Number(size.toPrecision(digits ?? 6)));
  else text = size.toExponential(digits ?? 6).replace(/e([+-])(\d)$/, 'e$10$2');
  if (/[dioxXu]/.test(kind) && digits !== undefined) text = text.padStart(digits, '0');
  if (flags.includes('0') && !flags.includes('-')) {
    return sign + text.padStart(width - sign.length, '0');
  }
  return pad(sign + text, flags, width);
}

function readNumber(value: string, problems: PrintfProblem[]): number {
  if (/^["']/.test(value)) return value.codePointAt(1) ?? 0;
  const text = value.trim();
  if (text === '') return 0;
  const match = /^[-+]?(0x[0-9a-f]+|\d+(\.\d*)?(e[-+]?\d+)?|\.\d+)/i.exec(text);
  if (match === null || match[0] !== text) problems.push({ kind: 'number', word: value });
  if (match === null) return 0;
  if (/^[-+]?0[0-7]+$/.test(match[0])) return parseInt(match[0], 8);
  return match[0].startsWith('-') ? -Number(match[0].slice(1)) : Number(match[0]);
}

function pad(text: string, flags: string, width: number): string {
  return flags.includes('-') ? text.padEnd(width) : text.padStart(width);
}
