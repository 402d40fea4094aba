/** A ConfigMap as it was at one moment: the names of all writes that were ever made to it. */
export interface Version {
  /** The resourceVersion. */
  readonly revision: number;
  /** The names of its writes, in their order: every update adds its own to what it has read. */
  readonly writes: readonly string[];
}

/** What one client asked for, and what it was told. Units: microseconds of virtual time. */
export interface Operation {
  readonly client: string;
  /** Whom it asked: `lb`, or a control-plane machine. */
  readonly via: string;
  /** 'peek' is a get with resourceVersion=0, which may be answered from a cache. */
  readonly kind: 'create' | 'update' | 'get' | 'peek';
  /** The ConfigMap's name. */
  readonly name: string;
  readonly startUs: number;
  /** For a write, its name, unique in its run. */
  readonly write: string | undefined;
  /** For an update, what it was made from. */
  readonly base: Version | undefined;
  /** 'unknown' is no answer, or one that leaves open whether the write happens. */
  outcome: 'done' | 'refused' | 'unknown';
  endUs: number;
  /** What the answer showed, where it was done. */
  seen: Version | undefined;
}

/** All that the clients saw, and what is there in the end, by name. */
export interface History {
  readonly operations: readonly Operation[];
  readonly final: ReadonlyMap<string, Version>;
}

/** An operation as a report names it. */
export function formatOperation(operation: Operation): string {
  const { client, via, kind, name, write, base, outcome, seen, startUs, endUs } = operation;
  const what = write === undefined ? name : `${name} + ${write}`;
  const from = base === undefined ? '' : ` on ${base.revision}`;
  const times = `${seconds(startUs)} to ${outcome === 'unknown' ? 'no answer' : seconds(endUs)}`;
  const result = seen === undefined ? outcome : `at ${seen.revision}`;
  return `${client} via ${via}: ${kind} ${what}${from} (${times}): ${result}`;
}

function seconds(atUs: number): string {
  return `${(atUs / 1_000_000).toFixed(3)} s`;
}
