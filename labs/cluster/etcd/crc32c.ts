/** The polynomial of CRC-32C (Castagnoli), bits reversed. */
const CASTAGNOLI = 0x82f63b78;

const table = Uint32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte;
  for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ CASTAGNOLI : crc >>> 1;
  return crc >>> 0;
});

/** A CRC-32C that is fed piece by piece: what etcd hashes with. */
export class Crc32c {
  #state = 0xffffffff;

  feed(bytes: readonly number[]): void {
    let crc = this.#state;
    for (const byte of bytes) crc = (crc >>> 8) ^ table[(crc ^ byte) & 0xff]!;
    this.#state = crc;
  }

  get sum(): number {
    return (this.#state ^ 0xffffffff) >>> 0;
  }
}
