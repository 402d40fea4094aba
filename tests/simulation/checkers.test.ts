/*
 * The checkers of what clients see, on histories written by hand: `a put x=1` at 0–10 and so on.
 * The planted bugs show themselves in the members' logs first, so these rules are tried here.
 */
import { expect, test } from 'vitest';
import { checkAcknowledgedWrites } from './checkers/acknowledged-writes.ts';
import type { Checker } from './checkers/index.ts';
import { checkLinearizableReads } from './checkers/linearizable-reads.ts';
import { checkLinearizability } from './checkers/linearizability.ts';
import { checkPast } from './checkers/past.ts';
import { checkWatches } from './checkers/watches.ts';
import type { SimulatedCluster } from './cluster.ts';
import type { Change, History, Operation } from './history.ts';

/**
 * `put x=1 @2 0-10`, `get x=1 @2 11-12`; `-?` for no answer; `@3/2` for revision 3, written at 2.
 */
function read(line: string): Operation {
  const match = /^(\w+) (put|get|stale) (\w)=(\w*)(?: @(\d+)(?:\/(\d+))?)? (\d+)-(\d+|\?)$/.exec(
    line,
  );
  if (!match) throw new Error(`not an operation: ${line}`);
  const [, client = '', kind, key = '', value, revision = '0', written = revision, start, end] =
    match;
  return {
    client,
    kind: kind === 'put' ? 'put' : 'get',
    isSerializable: kind === 'stale',
    key,
    startUs: Number(start),
    value: value === '' ? undefined : value!,
    endUs: end === '?' ? undefined : Number(end),
    revision: Number(revision),
    modRevision: value === '' ? 0 : Number(written),
  };
}

function judge(
  checker: Checker,
  lines: readonly string[],
  changes: readonly Change[],
  more: Partial<History> = {},
) {
  const operations = lines.map(read);
  const history = { operations, changes, leases: [], told: [], lookups: [], ...more };
  return checker.conclude?.({} as SimulatedCluster, history)?.rule;
}

const changes: Change[] = [
  { revision: 2, key: 'x', value: '1' },
  { revision: 3, key: 'x', value: '2' },
];
const puts = ['a put x=1 @2 0-10', 'a put x=2 @3 20-30'];

test('what is well is left alone', () => {
  const lines = [...puts, 'b get x=1 @2 5-12', 'b get x=2 @3 21-25', 'c stale x=1 @2 40-41'];
  for (const check of [checkAcknowledgedWrites, checkLinearizableReads, checkLinearizability]) {
    expect(judge(check(), lines, changes)).toBeUndefined();
  }
});

test('an acknowledged write that is gone, moved, or there twice', () => {
  const rule = 'acknowledged writes survive';
  expect(judge(checkAcknowledgedWrites(), puts, changes.slice(0, 1))).toBe(rule);
  expect(judge(checkAcknowledgedWrites(), ['a put x=1 @3 0-10'], changes)).toBe(rule);
  const twice = [...changes, { revision: 4, key: 'x', value: '1' }];
  expect(judge(checkAcknowledgedWrites(), puts, twice)).toBe(rule);
});

test('a write without an answer may be there or not', () => {
  const lines = ['a put x=1 @2 0-10', 'a put x=2 20-?'];
  expect(judge(checkAcknowledgedWrites(), lines, changes)).toBeUndefined();
  expect(judge(checkAcknowledgedWrites(), lines, changes.slice(0, 1))).toBeUndefined();
});

test('a stale read is found by revisions, and without them', () => {
  const stale = [...puts, 'b get x=1 @2 40-41'];
  expect(judge(checkLinearizableReads(), stale, changes)).toBe('reads are linearizable');
  expect(judge(checkLinearizability(), stale, changes)).toBe('registers are linearizable');
});

test('a client that goes back', () => {
  const back = [...puts, 'b get x=2 @3 21-22', 'b get x=1 @2 23-24'];
  expect(judge(checkLinearizableReads(), back, changes)).toBe('revisions never go back');
  expect(judge(checkLinearizability(), back, changes)).toBe('registers are linearizable');
});

test('a read that shows what was not there', () => {
  const wrong = [...puts, 'b get x=1 @3/2 40-41'];
  expect(judge(checkLinearizableReads(), wrong, changes)).toBe('reads are linearizable');
  const nothing = [...puts, 'b get x= @3 40-41'];
  expect(judge(checkLinearizableReads(), nothing, changes)).toBe('reads are linearizable');
  expect(judge(checkLinearizability(), nothing, changes)).toBe('registers are linearizable');
});

test('a write that was seen before it was asked for', () => {
  const early = ['a put x=1 @2 0-10', 'b get x=2 @3 12-14', 'a put x=2 @3 20-30'];
  expect(judge(checkLinearizability(), early, changes)).toBe('registers are linearizable');
});

test('a write that comes before one that was over', () => {
  const swapped: Change[] = [
    { revision: 2, key: 'x', value: '2' },
    { revision: 3, key: 'y', value: '1' },
  ];
  const lines = ['a put y=1 @3 0-10', 'b put x=2 20-?'];
  expect(judge(checkLinearizableReads(), lines, swapped)).toBe('reads are linearizable');
});

test('a watch that leaves a change out, tells one twice, or makes one up', () => {
  const judgeTold = (told: readonly Change[]) => judge(checkWatches(), [], changes, { told });
  const [first, second] = changes as [Change, Change];
  const rule = 'watches tell all once';
  expect(judgeTold([first])).toBeUndefined();
  expect(judgeTold(changes)).toBeUndefined();
  expect(judgeTold([second])).toBe(rule);
  expect(judgeTold([first, first, second])).toBe(rule);
  expect(judgeTold([first, { ...second, value: '3' }])).toBe(rule);
});

test('a look into the past that shows something else, or nothing without a reason', () => {
  const look = { key: 'x', revision: 2, value: '1', isCompacted: false, compactRevision: 2 };
  const judgeLook = (change: Partial<typeof look>) =>
    judge(checkPast(), [], changes, { lookups: [{ ...look, ...change }] });
  const rule = 'the past stays as it was';
  expect(judgeLook({})).toBeUndefined();
  expect(judgeLook({ value: '2' })).toBe(rule);
  expect(judgeLook({ isCompacted: true })).toBe(rule);
  expect(judgeLook({ isCompacted: true, compactRevision: 3 })).toBeUndefined();
});
