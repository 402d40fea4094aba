import type { Process } from '../kernel/index.ts';

/** Who a candidate is, told apart from an earlier one of the same machine. Shape: `cp-1_<uuid>` */
export function makeIdentity({ host, random }: Process): string {
  const hex = random.hex(32);
  const variant = '89ab'[random.int(0, 4)]!;
  const uuid = [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `4${hex.slice(13, 16)}`,
    variant + hex.slice(17, 20),
    hex.slice(20),
  ];
  return `${host.name}_${uuid.join('-')}`;
}
