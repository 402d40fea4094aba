import type { Database } from './database.ts';
import { sha256 } from './sha256.ts';

/** A disk's sector. A file whose length goes 32 beyond one has a checksum at its end. */
const SECTOR = 512;
const CHECKSUM = 32;
const PAGE = 4_096;

/**
 * A database as a file: one line of JSON, and blank up to the size that etcd's file would have.
 *
 * Differs: text in the place of bbolt's pages
 */
export function formatDatabase(database: Database): string {
  const text = `${JSON.stringify(database)}\n`;
  const pages = Math.ceil(Math.max(text.length, database.size) / PAGE);
  return text.padEnd(pages * PAGE);
}

/** Errors: undefined for a text that is no database. */
export function parseDatabase(text: string): Database | undefined {
  const end = text.indexOf('\n');
  if (!text.startsWith('{"') || end < 0) return undefined;
  try {
    return JSON.parse(text.slice(0, end)) as Database;
  } catch {
    return undefined;
  }
}

/** What a snapshot has at its end: 32 characters. Source: v3rpc/maintenance.go `Snapshot` */
export function checksumOf(database: string): string {
  return sha256(new TextEncoder().encode(database));
}

/** A snapshot's database, and its checksum where it has one. Source: etcdutl `hasChecksum` */
export function splitSnapshot(text: string): {
  readonly database: string;
  readonly checksum: string | undefined;
} {
  if (text.length % SECTOR !== CHECKSUM) return { database: text, checksum: undefined };
  return { database: text.slice(0, -CHECKSUM), checksum: text.slice(-CHECKSUM) };
}
