import { formatOperation, type Change, type History, type Operation } from '../history.ts';
import type { Rule } from '../violation.ts';
import type { Checker, Finding } from './checker.ts';

/**
 * Reads are linearizable, made exact by etcd's revisions. Three things must hold:
 *
 * 1. A read at revision r shows each key as the last change up to r left it; serializable reads,
 *    too.
 * 2. In real time: an operation that starts after another one has ended comes at a revision that
 *    is no older, a put at a younger one. Serializable reads may be old, and vouch for nothing.
 * 3. A change is made by a put that had been asked for by then.
 *
 * The first two say that the order of revisions is an order in which everything could have
 * happened at once, at some moment between its question and its answer: that is linearizability.
 */
export function checkLinearizableReads(): Checker {
  return {
    conclude: (_cluster, history) => checkValues(history) ?? checkRealTime(history),
  };
}

function checkValues({ operations, changes }: History): Finding | undefined {
  const byKey = new Map<string, Change[]>();
  for (const change of changes) {
    const list = byKey.get(change.key) ?? [];
    byKey.set(change.key, list);
    list.push(change);
  }
  for (const operation of operations) {
    if (operation.kind !== 'get' || operation.endUs === undefined) continue;
    const { key, revision, value, modRevision } = operation;
    const last = (byKey.get(key) ?? []).findLast((change) => change.revision <= revision);
    if (last?.value === value && (last?.revision ?? 0) === modRevision) continue;
    const was = last === undefined ? 'nothing' : `${last.value} since revision ${last.revision}`;
    const what = `${formatOperation(operation)}, mod_revision ${modRevision}, but there was ${was}`;
    return { rule: 'reads are linearizable', what };
  }
  return undefined;
}

function checkRealTime({ operations, changes }: History): Finding | undefined {
  const written = new Map(changes.map(({ value, revision }) => [value, revision]));
  const timed = operations.flatMap((operation) => timeOf(operation, written));
  const ended = timed.filter(({ endUs }) => endUs < Infinity).sort((a, b) => a.endUs - b.endUs);
  timed.sort((a, b) => a.startUs - b.startUs);
  let newest: Timed | undefined;
  let at = 0;
  for (const later of timed) {
    for (; at < ended.length && ended[at]!.endUs < later.startUs; at++) {
      if (ended[at]!.revision > (newest?.revision ?? 0)) newest = ended[at];
    }
    if (newest === undefined) continue;
    const { operation, revision, isPut } = later;
    if (isPut ? revision > newest.revision : revision >= newest.revision) continue;
    const rule: Rule =
      newest.operation.client === operation.client
        ? 'revisions never go back'
        : 'reads are linearizable';
    const before = formatOperation(newest.operation);
    return { rule, what: `${formatOperation(operation)} came at ${revision}, after ${before}` };
  }
  return undefined;
}

interface Timed {
  readonly operation: Operation;
  readonly isPut: boolean;
  readonly startUs: number;
  readonly endUs: number;
  readonly revision: number;
}

/**
 * A put without an answer counts where the cluster remembers it: it happened, and at a known
 * place.
 */
function timeOf(operation: Operation, written: ReadonlyMap<string, number>): Timed[] {
  const { kind, isSerializable, startUs, endUs, value = '' } = operation;
  if (isSerializable) return [];
  const isPut = kind === 'put';
  const revision = endUs === undefined && isPut ? written.get(value) : operation.revision;
  if (revision === undefined || (endUs === undefined && !isPut)) return [];
  return [{ operation, isPut, startUs, endUs: endUs ?? Infinity, revision }];
}
