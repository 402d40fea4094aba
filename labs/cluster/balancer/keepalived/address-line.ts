import type { Draft, InstanceSettings } from './configuration.ts';
import type { Findings } from './findings.ts';
import { Numbers } from './numbers.ts';

/** The interfaces of a machine. */
const interfaces = new Set(['lo', 'eth0']);

/** Words that stand before a value in a line of `virtual_ipaddress`. */
const valued = new Set(['scope', 'broadcast', 'brd', 'label', 'peer', 'preferred_lft']);
const plain = new Set(['home', '-nodad', 'mngtmpaddr', 'noprefixroute', 'autojoin', 'no_track']);

export function isAddress(text: string): boolean {
  const parts = text.split('.');
  return parts.length === 4 && parts.every((part) => /^\d{1,3}$/.test(part) && Number(part) < 256);
}

/** Errors: false where the machine has no such interface, which is then remembered */
export function knowsInterface(draft: Draft, name: string): boolean {
  if (interfaces.has(name)) return true;
  draft.namesMissingInterface = true;
  return false;
}

/**
 * Reads a line of `virtual_ipaddress`.
 *
 * Source:  keepalived 2.2.7 keepalived/vrrp/vrrp_ipaddress.c `parse_ipaddress`, `alloc_ipaddress`
 * Differs: no IPv6; where an address is to be shown with a label or in a scope changes nothing
 */
export function takeAddress(
  draft: Draft,
  instance: InstanceSettings,
  words: readonly string[],
  findings: Findings,
): void {
  const whole = words[0]!;
  const [address = '', length] = whole.split('/');
  let prefixLength = 32;
  if (length !== undefined) {
    const value = new Numbers(findings).unsigned(length, 0, 32);
    if (value === undefined) {
      findings.report(`Invalid address prefix len ${length} for address ${whole} - using 32`);
    }
    prefixLength = value ?? 32;
  }
  if (!isAddress(address)) {
    findings.report(`VRRP parsed invalid IP ${whole}. skipping IP...`);
    return;
  }
  for (let at = 1; at < words.length; at++) {
    const word = words[at]!;
    if (word === 'dev') {
      const name = findings.word(words, ++at);
      if (knowsInterface(draft, name)) continue;
      findings.report(`WARNING - interface ${name} for ip address ${whole} doesn't exist`);
      return;
    }
    if (valued.has(word)) at++;
    else if (!plain.has(word)) {
      findings.report(`Unknown configuration entry '${word}' for ip address - ignoring`);
    }
  }
  instance.addresses.push({ address, prefixLength });
}
