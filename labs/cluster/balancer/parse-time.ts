import { MILLISECOND, SECOND } from '../kernel/index.ts';

const unitsUs: Readonly<Record<string, number>> = {
  us: 1,
  '': MILLISECOND,
  ms: MILLISECOND,
  s: SECOND,
  m: 60 * SECOND,
  h: 3_600 * SECOND,
  d: 86_400 * SECOND,
};

/**
 * Reads a time as HAProxy writes it: `2s`, `500ms`, `5000`.
 *
 * Units:   microseconds
 * Errors:  the character that does not belong there
 */
export function parseTime(text: string): number | string {
  const [, digits = '', unit = ''] = /^(\d*)(.*)$/.exec(text) ?? [];
  const unitUs = digits === '' ? undefined : unitsUs[unit];
  return unitUs === undefined ? (unit[0] ?? '') : Number(digits) * unitUs;
}
