import type { LogTarget } from './configuration.ts';
import { facilities, logLevels } from './keywords.ts';

/**
 * Reads the words behind `log`: where to, which facility, how urgent at least.
 *
 * Errors:  HAProxy's sentence, without its place in the file
 * Differs: a server's address leads nowhere, rings and sampling are accepted and ignored
 */
export function parseLog(words: readonly string[], isGlobal: boolean): LogTarget | string {
  const [address, ...rest] = words;
  const what = `<address> and <facility> ${isGlobal ? '' : 'or global'}`;
  if (address === undefined) return `log : expects ${what} as arguments`;
  const isStream = address === 'stdout' || address === 'stderr';
  let format: LogTarget['format'] = isStream ? 'rfc3164' : 'raw';
  while (['len', 'format', 'sample'].includes(rest[0] ?? '')) {
    const [option, value = ''] = rest.splice(0, 2);
    if (option === 'format') format = value === 'raw' || value === 'short' ? value : 'rfc3164';
  }
  const [facilityName, maxName = 'debug'] = rest;
  if (facilityName === undefined) return `log : expects ${what} as arguments`;
  const facility = facilities.indexOf(facilityName);
  if (facility < 0) return `log : unknown log facility '${facilityName}'`;
  const maxLevel = logLevels.indexOf(maxName);
  if (maxLevel < 0) return `log : unknown optional log level '${maxName}'`;
  const to = isStream ? address : address.startsWith('/') ? 'journal' : 'nowhere';
  return { to, format, facility, maxLevel };
}
