import type { AddressRange, Chain, FilterRule, PacketFilter } from '../../cluster/kernel/index.ts';

/** In the order in which they are listed; nothing passes through a machine here. */
export const chains = ['INPUT', 'FORWARD', 'OUTPUT'] as const;

/** `iptables -S`. */
export function formatCommands(filter: PacketFilter, only: Chain | undefined): string {
  const shown = only === undefined ? chains : [only];
  const policies = shown.map((chain) => `-P ${chain} ${policyOf(filter, chain)}\n`);
  const rules = shown.flatMap((chain) =>
    rulesOf(filter, chain).map((rule) => `-A ${chain}${formatRule(rule)}\n`),
  );
  return [...policies, ...rules].join('');
}

/** Shape: ` -s 10.0.0.12/32 -j DROP` */
function formatRule({ source, destination, verdict }: FilterRule): string {
  const from = source ? ` -s ${source.address}/${source.prefixLength}` : '';
  const to = destination ? ` -d ${destination.address}/${destination.prefixLength}` : '';
  return `${from}${to} -j ${verdict}`;
}

export interface ListStyle {
  readonly isNumeric: boolean;
  readonly isVerbose: boolean;
  readonly hasNumbers: boolean;
}

/** `iptables -L`. */
export function formatList(
  filter: PacketFilter,
  only: Chain | undefined,
  style: ListStyle,
): string {
  const counts = style.isVerbose ? ' 0 packets, 0 bytes' : '';
  const lists = (only === undefined ? chains : [only]).map((chain) => {
    const rows = rulesOf(filter, chain).map((rule, index) => formatRow(rule, index, style));
    const head = `Chain ${chain} (policy ${policyOf(filter, chain)}${counts})\n`;
    return `${head}${formatHead(style)}${rows.join('')}`;
  });
  return lists.join('\n');
}

function formatHead({ hasNumbers, isVerbose }: ListStyle): string {
  const number = hasNumbers ? 'num  ' : '';
  const counts = isVerbose ? ' pkts bytes ' : '';
  const devices = isVerbose ? 'in     out     ' : '';
  const ends = ['source', 'destination'].map((end) => end.padEnd(20));
  return `${number}${counts}target     prot opt ${devices}${ends.join(' ')}\n`;
}

function formatRow(
  { source, destination, verdict }: FilterRule,
  index: number,
  { isNumeric, isVerbose, hasNumbers }: ListStyle,
): string {
  const number = hasNumbers ? String(index + 1).padEnd(5) : '';
  const counts = isVerbose ? '    0     0 ' : '';
  const devices = isVerbose ? '*      *       ' : '';
  const protocol = isNumeric ? '0  ' : 'all';
  const ends = [source, destination].map((end) => formatRange(end, isNumeric).padEnd(20));
  const target = verdict.padEnd(10);
  return `${number}${counts}${target} ${protocol}  --  ${devices}${ends.join(' ')}\n`;
}

function formatRange(range: AddressRange | undefined, isNumeric: boolean): string {
  if (range === undefined) return isNumeric ? '0.0.0.0/0' : 'anywhere';
  const { address, prefixLength } = range;
  return prefixLength === 32 ? address : `${address}/${prefixLength}`;
}

function policyOf({ policies }: PacketFilter, chain: (typeof chains)[number]): string {
  return chain === 'FORWARD' ? 'ACCEPT' : policies[chain];
}

function rulesOf({ rules }: PacketFilter, chain: (typeof chains)[number]): readonly FilterRule[] {
  return chain === 'FORWARD' ? [] : rules[chain];
}
