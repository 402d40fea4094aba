import { unescape } from '../bash/escape.ts';
import { makeTool } from './tool.ts';

const classes: Readonly<Record<string, RegExp>> = {
  alpha: /[A-Za-z]/,
  digit: /\d/,
  alnum: /[A-Za-z0-9]/,
  upper: /[A-Z]/,
  lower: /[a-z]/,
  space: /[\t-\r ]/,
  blank: /[\t ]/,
  punct: /[!-/:-@[-`{-~]/,
  xdigit: /[0-9A-Fa-f]/,
  cntrl: /[\u0000-\u001f\u007f]/,
  print: /[ -~]/,
  graph: /[!-~]/,
};

const ascii = Array.from({ length: 128 }, (_, code) => String.fromCharCode(code));

/** Reads a set: `a-z`, `[:upper:]`, `\n`. Errors: GNU's message */
function readSet(text: string): string[] | { readonly error: string } {
  const chars: string[] = [];
  const pieces = text.matchAll(/\[:(\w+):\]|(\\[^](?:[0-7]{1,2})?|[^])(?:-(\\[^]|[^]))?/g);
  for (const [whole, named, first, last] of pieces) {
    if (named !== undefined) {
      const members = classes[named];
      if (members === undefined) return { error: `invalid character class ‘${named}’` };
      chars.push(...ascii.filter((char) => members.test(char)));
      continue;
    }
    const from = unescape(first!, '').text;
    if (last === undefined) {
      chars.push(...from);
      continue;
    }
    const [low, high] = [from.codePointAt(0)!, unescape(last, '').text.codePointAt(0)!];
    if (high < low) {
      return { error: `range-endpoints of '${whole}' are in reverse collating sequence order` };
    }
    for (let code = low; code <= high; code++) chars.push(String.fromCodePoint(code));
  }
  return chars;
}

export const tr = makeTool(
  {
    usage: '[OPTION]... STRING1 [STRING2]',
    options: { complement: 'cC', delete: 'd', 'squeeze-repeats': 's', 'truncate-set1': 't' },
    stopsAtOperand: true,
  },
  function* (tool) {
    const { process, operands } = tool;
    const [first, second, ...extra] = operands;
    const [isDeleting, isSqueezing] = [tool.has('delete'), tool.has('squeeze-repeats')];
    if (first === undefined) return yield* tool.refuse('missing operand');
    if (second === undefined && !isDeleting && !isSqueezing) {
      const why = 'Two strings must be given when translating.';
      return yield* tool.refuse(`missing operand after ‘${first}’\n${why}`);
    }
    const isTwoTooMany = isDeleting && !isSqueezing && second !== undefined;
    if (isTwoTooMany || extra.length > 0) {
      const why = isTwoTooMany
        ? '\nOnly one string may be given when deleting without squeezing repeats.'
        : '';
      return yield* tool.refuse(`extra operand ‘${isTwoTooMany ? second : extra[0]}’${why}`);
    }
    const from = readSet(first);
    const to = second === undefined ? [] : readSet(second);
    if ('error' in from) return yield* tool.complain(from.error);
    if ('error' in to) return yield* tool.complain(to.error);
    const members = new Set(from);
    const isMember = (char: string): boolean => members.has(char) !== tool.has('complement');
    const map = new Map(from.map((char, index) => [char, to[index] ?? to.at(-1) ?? char]));
    const change = (char: string): string => {
      if (isDeleting || to.length === 0 || !isMember(char)) return char;
      return tool.has('complement') ? to.at(-1)! : map.get(char)!;
    };
    const squeezed = new Set(to);
    const isSqueezed = (char: string): boolean =>
      isSqueezing && (second === undefined ? isMember(char) : squeezed.has(char));
    let last = '';
    for (let text = yield* process.read(); text !== ''; text = yield* process.read()) {
      let output = '';
      for (const char of text) {
        if (isDeleting && isMember(char)) continue;
        const changed = change(char);
        if (changed === last && isSqueezed(changed)) continue;
        output += changed;
        last = changed;
      }
      yield* process.print(output);
    }
    return 0;
  },
);
