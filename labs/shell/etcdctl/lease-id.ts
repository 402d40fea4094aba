import { quote } from './print-fields.ts';

/** Reads a lease's id. Errors: undefined where it is no hexadecimal number of 63 bits. */
export function parseLeaseId(text: string): string | undefined {
  return /^0*(?:[0-9a-fA-F]{1,15}|[0-7][0-9a-fA-F]{15})$/.test(text)
    ? text.toLowerCase().replace(/^0+(?=.)/, '')
    : undefined;
}

/** What Go says of a text that is no number of 63 bits, in this base. */
export function parseIntError(text: string, base: 10 | 16): string {
  const isNumber = (base === 16 ? /^[0-9a-fA-F]+$/ : /^[+-]?\d+$/).test(text);
  const why = isNumber ? 'value out of range' : 'invalid syntax';
  return `strconv.ParseInt: parsing ${quote(text)}: ${why}`;
}

/** Go's `%016x`, as a lease is printed. */
export function formatLeaseId(id: string): string {
  return id.padStart(16, '0');
}
