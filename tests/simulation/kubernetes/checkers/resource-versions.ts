import { formatOperation, type History, type Operation } from '../history.ts';
import type { Checker, Finding } from './checker.ts';

/**
 * Versions are one line: what is seen at a resourceVersion is the same for everybody, and each is
 * an earlier state of what is there in the end. And nobody goes back: an operation that starts
 * after another one on the same object has ended comes at a version that is no older, a write at a
 * younger one, whichever API server either of them asked. Only reads that may be old vouch for
 * nothing.
 */
export function checkResourceVersions(): Checker {
  return {
    conclude(history) {
      const names = new Set(history.operations.map(({ name }) => name));
      for (const name of names) {
        const operations = history.operations.filter((one) => one.name === name && one.seen);
        const found = checkLine(operations, history) ?? checkTime(operations);
        if (found) return found;
      }
      return undefined;
    },
  };
}

function checkLine(operations: readonly Operation[], { final }: History): Finding | undefined {
  const known = new Map<number, string>();
  for (const operation of operations) {
    const { name, seen } = operation;
    const { revision, writes } = seen!;
    const shown = writes.join(' ');
    const before = known.get(revision) ?? shown;
    known.set(revision, before);
    const last = final.get(name)?.writes.slice(0, writes.length).join(' ');
    if (before === shown && last === shown) continue;
    const what = `${formatOperation(operation)} shows ${shown}, but there was ${last ?? 'nothing'}`;
    return { rule: 'reads show what was written', what };
  }
  const line = [...known].sort(([a], [b]) => a - b).map(([, shown]) => shown.length);
  const isGrowing = line.every((length, at) => at === 0 || length > line[at - 1]!);
  if (isGrowing) return undefined;
  const what = `${operations[0]!.name} has a later resourceVersion with fewer writes`;
  return { rule: 'reads show what was written', what };
}

function checkTime(operations: readonly Operation[]): Finding | undefined {
  const ended = operations.filter(({ kind }) => kind !== 'peek').sort((a, b) => a.endUs - b.endUs);
  const started = [...ended].sort((a, b) => a.startUs - b.startUs);
  let newest: Operation | undefined;
  let at = 0;
  for (const later of started) {
    for (; at < ended.length && ended[at]!.endUs < later.startUs; at++) {
      if (ended[at]!.seen!.revision > (newest?.seen!.revision ?? 0)) newest = ended[at];
    }
    if (newest === undefined) continue;
    const [before, after] = [newest.seen!.revision, later.seen!.revision];
    if (later.write === undefined ? after >= before : after > before) continue;
    const what = `${formatOperation(later)}, after ${formatOperation(newest)}`;
    return { rule: 'resourceVersions never go back', what };
  }
  return undefined;
}
