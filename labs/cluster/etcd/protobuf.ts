import { utf8 } from '../client/utf8.ts';

/** A field of protobuf's wire format, as etcd's records are made of. Zero values are left out. */
export function textField(field: number, text: string): number[] {
  return bytesField(field, utf8(text));
}

export function bytesField(field: number, bytes: readonly number[]): number[] {
  return bytes.length === 0 ? [] : [(field << 3) | 2, ...varint(BigInt(bytes.length)), ...bytes];
}

export function numberField(field: number, value: number): number[] {
  return value === 0 ? [] : [field << 3, ...varint(BigInt(value))];
}

/** A number of 64 bits, written in hexadecimal. */
export function idField(field: number, id: string | undefined): number[] {
  return id === undefined ? [] : [field << 3, ...varint(BigInt(`0x${id}`))];
}

function varint(value: bigint): number[] {
  const bytes: number[] = [];
  let rest = value;
  for (; rest > 127n; rest >>= 7n) bytes.push(Number(rest & 127n) | 128);
  return [...bytes, Number(rest)];
}

/** Eight bytes, the highest first. */
export function uint64(value: number): number[] {
  const high = Math.floor(value / 4_294_967_296);
  return [high, value].flatMap((half) => [24, 16, 8, 0].map((shift) => (half >>> shift) & 0xff));
}
