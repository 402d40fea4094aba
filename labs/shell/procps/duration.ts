import { HOUR, MINUTE, SECOND } from '../../cluster/kernel/index.ts';

const unitsUs: Readonly<Record<string, number>> = {
  '': SECOND,
  s: SECOND,
  m: MINUTE,
  h: HOUR,
  d: 24 * HOUR,
};

/**
 * Reads a duration as coreutils takes it: `5`, `0.5`, `5s`, `1m`, `2h`, `1d`.
 *
 * Units:   microseconds
 * Errors:  undefined where it is none
 */
export function parseDuration(text: string): number | undefined {
  const match = /^(\d+\.?\d*|\.\d+)([smhd]?)$/.exec(text);
  if (!match) return undefined;
  return Math.round(Number(match[1]) * unitsUs[match[2]!]!);
}
