import type { KubeObject } from '../../cluster/api/index.ts';
import { formatKlogLine } from '../../cluster/client/klog.ts';
import type { Task } from '../../cluster/kernel/index.ts';
import { Failure } from './failure.ts';
import { formatOutput, objectName } from './output.ts';
import type { Session } from './session.ts';

export type DryRun = 'none' | 'client' | 'server';

/** What `--dry-run` says. Errors: a word that it does not know */
export function* readDryRun(session: Session): Task<DryRun | Failure> {
  const word = session.text('dry-run');
  if (word === 'none' || word === 'client' || word === 'server') return word;
  const { process } = session;
  if (word === 'unchanged') {
    const text = '--dry-run is deprecated and can be replaced with --dry-run=client.';
    yield* process.warn(formatKlogLine(process, 'W', 'helpers.go:703', text));
    return 'client';
  }
  return new Failure(`Invalid dry-run value (${word}). Must be "none", "server", or "client".`);
}

/** The query that a write carries. */
export function writeQuery(session: Session, dryRun: DryRun): Record<string, string> {
  const query: Record<string, string> = {};
  const manager = session.text('field-manager');
  if (manager !== '') query['fieldManager'] = manager;
  if (dryRun === 'server') query['dryRun'] = 'All';
  const validation = session.text('validate').toLowerCase();
  if (validation === '') return query;
  const levels: Record<string, string> = { warn: 'Warn', ignore: 'Ignore', false: 'Ignore' };
  return { ...query, fieldValidation: levels[validation] ?? 'Strict' };
}

/**
 * Prints what became of an object: it itself where `-o` asks for it, else `pod/x created`.
 *
 * Source:  cli-runtime printers/name.go
 */
export function* printChange(
  session: Session,
  object: KubeObject,
  operation: string,
  dryRun: DryRun,
): Task<number | Failure> {
  const text = formatOutput(session, object);
  if (text instanceof Failure) return text;
  const rehearsed = { none: '', client: ' (dry run)', server: ' (server dry run)' }[dryRun];
  yield* session.process.print(text ?? `${objectName(object)} ${operation}${rehearsed}\n`);
  return 0;
}

/** A complaint about a command line. Shape: `command` with its words, without `kubectl` */
export function usageFailure(command: string, why: string): Failure {
  return new Failure(`${why}\nSee 'kubectl ${command} -h' for help and examples`);
}
