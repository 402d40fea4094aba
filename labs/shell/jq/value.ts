/** A JSON value. */
export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

export type JsonObject = { [key: string]: Json };

export function isObject(value: Json): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function typeOf(value: Json): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'array' : typeof value;
}

/** Everything but `false` and `null` is true. */
export function isTrue(value: Json): boolean {
  return value !== null && value !== false;
}

const order = ['null', 'false', 'true', 'number', 'string', 'array', 'object'];

function rank(value: Json): number {
  return order.indexOf(typeof value === 'boolean' ? String(value) : typeOf(value));
}

/** jq's order of all values: by type, then by content. Shape: negative, 0 or positive */
export function compare(a: Json, b: Json): number {
  if (rank(a) !== rank(b)) return rank(a) - rank(b);
  if (typeof a === 'number') return a - (b as number);
  if (typeof a === 'string') return a === b ? 0 : a < (b as string) ? -1 : 1;
  if (Array.isArray(a)) return compareLists(a, b as Json[]);
  return isObject(a) ? compareObjects(a, b as JsonObject) : 0;
}

function compareLists(a: readonly Json[], b: readonly Json[]): number {
  for (let at = 0; at < Math.min(a.length, b.length); at++) {
    const difference = compare(a[at]!, b[at]!);
    if (difference !== 0) return difference;
  }
  return a.length - b.length;
}

function compareObjects(a: JsonObject, b: JsonObject): number {
  const keys = compareLists(sortedKeys(a), sortedKeys(b));
  if (keys !== 0) return keys;
  const values = (object: JsonObject): Json[] => sortedKeys(object).map((key) => object[key]!);
  return compareLists(values(a), values(b));
}

export function sortedKeys(object: JsonObject): string[] {
  return Object.keys(object).sort();
}

/** How a value is printed. */
export interface Style {
  /** What stands before an inner line; '' puts all on one line. */
  readonly indent: string;
  readonly isSorted: boolean;
}

const compact: Style = { indent: '', isSorted: false };

/** A value as jq prints it. */
export function format(value: Json, style: Style = compact, before = ''): string {
  if (typeof value === 'number') return formatNumber(value);
  if (typeof value === 'string') return JSON.stringify(value).replaceAll('\u007f', '\\u007f');
  if (typeof value !== 'object' || value === null) return String(value);
  const inner = before + style.indent;
  const [open, close] = Array.isArray(value) ? '[]' : '{}';
  const parts = Array.isArray(value)
    ? value.map((item) => format(item, style, inner))
    : (style.isSorted ? sortedKeys(value) : Object.keys(value)).map((key) => {
        const gap = style.indent === '' ? '' : ' ';
        return `${JSON.stringify(key)}:${gap}${format(value[key]!, style, inner)}`;
      });
  if (parts.length === 0 || style.indent === '') return `${open}${parts.join(',')}${close}`;
  return `${open}\n${inner}${parts.join(`,\n${inner}`)}\n${before}${close}`;
}

/** Large numbers have an exponent from 1e17 on, as C's `%.17g` writes them. */
function formatNumber(value: number): string {
  if (Math.abs(value) < 1e17) return String(value);
  return Number.isFinite(value)
    ? value.toExponential()
    : `${value < 0 ? '-' : ''}1.7976931348623157e+308`;
}

/** A value in an error: its type and its beginning. Shape: `array ([1,2])` */
export function describe(value: Json): string {
  const text = format(value);
  return `${typeOf(value)} (${text.length > 11 ? `${text.slice(0, 10)}...` : text})`;
}
