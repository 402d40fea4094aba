const named: Record<string, string> = {
  a: '\u0007',
  b: '\b',
  e: '\u001b',
  E: '\u001b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
  '\\': '\\',
};

/**
 * Turns `\n`, `\033`, `\x1b` and the like into the characters they stand for.
 *
 * Shape:   `isStopped` where a `\c` ended the output; `octal` is how a numeric one begins: `0` for
 *          `echo -e`, '' for `printf`
 */
export function unescape(text: string, octal: '0' | ''): { text: string; isStopped: boolean } {
  const pattern = new RegExp(
    `\\\\(${octal}[0-7]{1,3}|x[0-9a-fA-F]{1,2}|u[0-9a-fA-F]{1,4}|[abeEfnrtv\\\\c])`,
    'g',
  );
  const stop = /^(?:[^\\]|\\[^c])*?\\c/.exec(text);
  const source = stop ? stop[0].slice(0, -2) : text;
  const result = source.replace(pattern, (whole, code: string) => {
    if (/^[0-7]/.test(code)) return String.fromCharCode(parseInt(code, 8) & 255);
    if (/^[xu]/.test(code)) return String.fromCharCode(parseInt(code.slice(1), 16));
    return named[code] ?? whole;
  });
  return { text: result, isStopped: stop !== null };
}
