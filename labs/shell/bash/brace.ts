import { parseWord } from './syntax.ts';
import type { Word } from 'unbash';

/** How many words one brace expansion may give. Units: words. */
const WORDS_MAX = 10_000;

/** Expands `{a,b}` and `{1..3}`, before anything else is expanded. */
export function expandBraces(word: Word): readonly Word[] {
  const braces = word.parts?.filter((part) => part.type === 'BraceExpansion');
  if (braces === undefined || braces.length === 0) return [word];
  let texts = [''];
  let at = word.pos;
  for (const brace of braces) {
    const before = word.text.slice(at - word.pos, brace.pos - word.pos);
    const choices = braceChoices(brace.text);
    texts = texts.flatMap((text) => choices.map((choice) => text + before + choice));
    texts.length = Math.min(texts.length, WORDS_MAX);
    at = brace.end;
  }
  const rest = word.text.slice(at - word.pos);
  return texts.flatMap((text) => {
    const made = parseWord(text + rest);
    return made ? expandBraces(made) : [];
  });
}

function braceChoices(text: string): string[] {
  const body = text.slice(1, -1);
  return rangeChoices(body) ?? splitBody(body);
}

/** `1..3`, `01..10`, `a..e`, `1..9..2`. */
function rangeChoices(body: string): string[] | undefined {
  const match = /^(-?\d+|[A-Za-z])\.\.(-?\d+|[A-Za-z])(?:\.\.(-?\d+))?$/.exec(body);
  if (match === null) return undefined;
  const [, from = '', to = '', by = '1'] = match;
  const isNumber = /\d/.test(from);
  if (isNumber !== /\d/.test(to)) return undefined;
  const first = isNumber ? Number(from) : from.charCodeAt(0);
  const last = isNumber ? Number(to) : to.charCodeAt(0);
  const isPadded = isNumber && (/^-?0\d/.test(from) || /^-?0\d/.test(to));
  const width = isPadded ? Math.max(from.length, to.length) : 0;
  const step = (Math.abs(Number(by)) || 1) * (first <= last ? 1 : -1);
  const choices: string[] = [];
  for (let at = first; step > 0 ? at <= last : at >= last; at += step) {
    if (choices.length >= WORDS_MAX) break;
    choices.push(isNumber ? padNumber(at, width) : String.fromCharCode(at));
  }
  return choices;
}

function padNumber(value: number, width: number): string {
  const digits = String(Math.abs(value));
  return value < 0 ? `-${digits.padStart(width - 1, '0')}` : digits.padStart(width, '0');
}

function splitBody(body: string): string[] {
  const choices = [''];
  let depth = 0;
  let quote = '';
  for (let at = 0; at < body.length; at++) {
    const char = body[at]!;
    let piece = char;
    if (quote !== '') {
      if (char === quote) quote = '';
    } else if (char === '"' || char === "'") quote = char;
    else if (char === '\\') piece += body[++at] ?? '';
    else if (char === '{' || char === '(') depth++;
    else if (char === '}' || char === ')') depth--;
    else if (char === ',' && depth === 0) {
      choices.push('');
      continue;
    }
    choices[choices.length - 1] += piece;
  }
  return choices;
}
