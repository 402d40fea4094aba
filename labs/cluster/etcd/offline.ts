/**
 * What an administrator's program does with a member's files while no member runs on them: etcdutl
 * is made of this. It is the member's own code, because the files are the member's own.
 */
export type { Database } from './database.ts';
export { databaseStatus, type DatabaseStatus } from './database-status.ts';
export { parseDatabase, splitSnapshot } from './database-file.ts';
export { parseCluster } from './flags.ts';
export { restoreMember, type RestoreConfig } from './restore.ts';
