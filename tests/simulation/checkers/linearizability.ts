import { formatOperation, type History, type Operation } from '../history.ts';
import type { Checker, Finding } from './checker.ts';

/** An operation as an interval of time, and what it does to a register. */
interface Call {
  readonly operation: Operation;
  readonly startUs: number;
  readonly endUs: number;
}

/** How many states a search may look at before it gives up on a key. */
const STATES_MAX = 2_000_000;

/**
 * Linearizability by search, by times and values alone: a second opinion that does not believe in
 * revisions. Each key is a register by itself, and the history is linearizable just when each of
 * its registers is.
 *
 * The search puts one operation after the other: any that had begun before every other that is left
 * had ended. A put sets the register, a get must show it. Where it is stuck it goes back and tries
 * another one; what it has tried before (the same operations done, the same value left) it does not
 * try again. A put without an answer may come at any time after its start, or never.
 *
 * Source: Wing and Gong, "Testing and Verifying Concurrent Objects", 1993; Lowe, "Testing for
 *         linearizability", 2017, whose cache it is; the manner is that of porcupine
 */
export function checkLinearizability(): Checker {
  return {
    conclude(_cluster, { operations }: History) {
      const keys = new Set(operations.map(({ key }) => key));
      for (const key of keys) {
        const found = checkRegister(operations.filter((operation) => operation.key === key));
        if (found) return found;
      }
      return undefined;
    },
  };
}

function checkRegister(operations: readonly Operation[]): Finding | undefined {
  const calls = callsOf(operations);
  const rule = 'registers are linearizable';
  const result = search(calls);
  if (result === 'linearizable') return undefined;
  if (result === 'unknown') {
    return { rule, what: `no order was found in ${STATES_MAX} steps for ${calls.length} calls` };
  }
  const { operation } = calls[result]!;
  return { rule, what: `no order of calls explains ${formatOperation(operation)}` };
}

/**
 * What must be explained, by start. A put that was neither answered nor read is left out: where
 * there is an order with it, there is one without it.
 */
function callsOf(operations: readonly Operation[]): Call[] {
  const answered = operations.filter(
    ({ kind, isSerializable, endUs }) => kind === 'get' && !isSerializable && endUs !== undefined,
  );
  const read = new Set(answered.map(({ value }) => value));
  const puts = operations.filter(
    ({ kind, endUs, value }) => kind === 'put' && (endUs !== undefined || read.has(value)),
  );
  return [...puts, ...answered]
    .map((operation) => {
      const { startUs, endUs = Infinity } = operation;
      return { operation, startUs, endUs };
    })
    .sort((a, b) => a.startUs - b.startUs);
}

/** Shape: where no order exists, the first call in the sequence that none could get past. */
function search(calls: readonly Call[]): 'linearizable' | 'unknown' | number {
  const isDone = calls.map(() => false);
  const seen = new Set<string>();
  let furthest = 0;
  let states = 0;

  /** `from` is the first call that is not done. */
  const go = (from: number, value: string | undefined): boolean | undefined => {
    furthest = Math.max(furthest, from);
    if (from >= calls.length) return true;
    if (!isNews(seen, isDone, from, value)) return false;
    if (++states > STATES_MAX) return undefined;
    let firstEndUs = Infinity;
    for (let at = from; at < calls.length; at++) {
      const call = calls[at]!;
      if (isDone[at]) continue;
      if (call.startUs > firstEndUs) break;
      firstEndUs = Math.min(firstEndUs, call.endUs);
    }
    for (let at = from; at < calls.length && calls[at]!.startUs <= firstEndUs; at++) {
      const { kind, value: its } = calls[at]!.operation;
      if (isDone[at] || (kind === 'get' && its !== value)) continue;
      isDone[at] = true;
      let next = from;
      while (isDone[next]) next++;
      const isFound = go(next, kind === 'put' ? its : value);
      isDone[at] = false;
      if (isFound !== false) return isFound;
    }
    return false;
  };

  const isFound = go(0, undefined);
  if (isFound === undefined) return 'unknown';
  return isFound ? 'linearizable' : furthest;
}

/** Notes a state of the search: which calls are done, and what the register holds. */
function isNews(
  seen: Set<string>,
  isDone: readonly boolean[],
  from: number,
  value: string | undefined,
): boolean {
  const last = isDone.lastIndexOf(true);
  const ahead = isDone.slice(from, last + 1).map((done) => (done ? 1 : 0));
  const state = `${from}:${ahead.join('')}:${value}`;
  if (seen.has(state)) return false;
  seen.add(state);
  return true;
}
