import { readdirSync, readFileSync } from 'node:fs';

/** A recorded command of a real program; without output where that is withheld. */
export interface RecordedCase {
  readonly id: string;
  readonly cmd: string;
  readonly stdin?: string | null;
  readonly stdout?: string;
  readonly stderr?: string;
  readonly code?: number;
  readonly seconds?: number;
  readonly held?: boolean;
  readonly volatile?: boolean;
  readonly env?: { readonly ETCDCTL_ENDPOINTS: string };
}

/** The cases of a folder by file name, in the order in which they were recorded. */
export function readCases(folder: string | URL): ReadonlyMap<string, RecordedCase> {
  const base = folder instanceof URL ? folder.pathname : folder;
  const files = readdirSync(base).filter((name) => name.endsWith('.json'));
  return new Map(
    files.sort().map((name) => {
      const text = readFileSync(`${base}/${name}`, 'utf8');
      return [name, JSON.parse(text) as RecordedCase];
    }),
  );
}

/** Shape: `etcd-049-lease-expire` is 49. */
export function numberOf({ id }: RecordedCase): number {
  return Number(/\d+/.exec(id)![0]);
}
