import { quote } from './print-fields.ts';

/** Reads a lease's id. Errors: undefined where it is no hexadecimal number. */
export function parseLeaseId(text: string): string | undefined {
  return /^[0-9a-fA-F]+$/.test(text) ? text.toLowerCase().replace(/^0+(?=.)/, '') : undefined;
}

/** What Go says of a text that is no number. */
export function syntaxError(text: string): string {
  return `strconv.ParseInt: parsing ${quote(text)}: invalid syntax`;
}

/** Go's `%016x`, as a lease is printed. */
export function formatLeaseId(id: string): string {
  return id.padStart(16, '0');
}
