import { decodeBase64, encodeBase64 } from '../../cluster/api/index.ts';
import { asText, failed, one, type Outcome } from './outcome.ts';
import { describe, format, typeOf, type Json } from './value.ts';

type Format = (value: Json) => Outcome;

const row =
  (name: string, separator: string, quote: (text: string) => string): Format =>
  (value) => {
    if (!Array.isArray(value))
      return failed(`${describe(value)} cannot be ${name}-formatted, only an array can be`);
    const wrong = value.find((cell) => typeof cell === 'object' && cell !== null);
    if (wrong !== undefined) return failed(`${describe(wrong)} is not valid in a csv row`);
    const cells = value.map((cell) =>
      typeof cell === 'string' ? quote(cell) : cell === null ? '' : format(cell),
    );
    return one(cells.join(separator));
  };

/** `@name`, and `@name "…\(…)"`. */
export const formats: Readonly<Record<string, Format>> = {
  text: (value) => one(asText(value)),
  json: (value) => one(format(value)),
  base64: (value) => one(encodeBase64(asText(value))),
  base64d: (value) => {
    const text = asText(value);
    const decoded = decodeBase64(text);
    return decoded === undefined
      ? failed(`${typeOf(value)} (${format(value)}) is not valid base64 data`)
      : one(decoded);
  },
  csv: row('csv', ',', (text) => `"${text.replaceAll('"', '""')}"`),
  tsv: row('tsv', '\t', (text) =>
    text.replace(/[\\\t\n\r]/g, (char) => JSON.stringify(char).slice(1, -1)),
  ),
  uri: (value) => one(encodeURIComponent(asText(value))),
  sh: (value) => {
    const words = Array.isArray(value) ? value : [value];
    const quote = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;
    return one(
      words.map((word) => (typeof word === 'string' ? quote(word) : format(word))).join(' '),
    );
  },
};
