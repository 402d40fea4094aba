/*
 * The checkers of what clients see, on histories written by hand: `a update x=1,2 @5 on 3 10-20`.
 * No planted bug shows itself in them, so these rules are tried here.
 */
import { expect, test } from 'vitest';
import { checkAcknowledgedWrites } from './checkers/acknowledged-writes.ts';
import type { Checker } from './checkers/checker.ts';
import { checkLostUpdates } from './checkers/lost-updates.ts';
import { checkResourceVersions } from './checkers/resource-versions.ts';
import type { Operation, Version } from './history.ts';

/**
 * `a create x=1 @2 0-10`, `a update x=1,2 @5 on 2 20-30`, `b get x=1 @2 11-12`; a write is the last
 * of those that follow `=`, and what it was made from are those before it; `@no` for a refusal,
 * `@?` for no answer.
 */
function read(line: string): Operation {
  const match = /^(\w+) (\w+) (\w)=([\d,]*) @(\d+|no|\?)(?: on (\d+))? (\d+)-(\d+)$/.exec(line);
  if (!match) throw new Error(`not an operation: ${line}`);
  const [, client = '', kind = '', name = '', list = '', answer = '', on = '', start, end] = match;
  const writes = list.split(',').filter(Boolean);
  const isWrite = kind === 'create' || kind === 'update';
  const isDone = /^\d+$/.test(answer);
  return {
    ...{ client, name, via: 'lb', kind: kind as Operation['kind'] },
    ...{ startUs: Number(start), endUs: Number(end) },
    write: isWrite ? writes.at(-1) : undefined,
    base: on === '' ? undefined : { revision: Number(on), writes: writes.slice(0, -1) },
    outcome: isDone ? 'done' : answer === 'no' ? 'refused' : 'unknown',
    seen: isDone ? { revision: Number(answer), writes } : undefined,
  };
}

function judge(checker: Checker, lines: readonly string[], final: string) {
  const [revision, list = ''] = final.split(' ');
  const version: Version = { revision: Number(revision), writes: list.split(',').filter(Boolean) };
  const history = { operations: lines.map(read), final: new Map([['x', version]]) };
  return checker.conclude?.(history)?.rule;
}

const writes = ['a create x=1 @2 0-10', 'a update x=1,2 @5 on 2 20-30'];

test('what is well is left alone', () => {
  const lines = [
    ...writes,
    'b get x=1 @2 5-21',
    'b peek x=1 @2 40-41',
    'c update x=1,3 @no on 2 31-32',
  ];
  for (const check of [checkAcknowledgedWrites, checkLostUpdates, checkResourceVersions]) {
    expect(judge(check(), lines, '5 1,2')).toBeUndefined();
    expect(judge(check(), [...lines, 'c update x=1,2,4 @? on 5 50-55'], '9 1,2,4')).toBeUndefined();
  }
});

test('an acknowledged write that is gone, and a refused one that is there', () => {
  const check = checkAcknowledgedWrites();
  expect(judge(check, writes, '2 1')).toBe('acknowledged writes survive');
  expect(judge(check, writes, '7 1,2,2')).toBe('acknowledged writes survive');
  const refused = [...writes, 'c update x=1,3 @no on 2 31-32'];
  expect(judge(check, refused, '6 1,2,3')).toBe('refused writes do not happen');
});

test('two updates from the same version, and one that came too late', () => {
  const rule = 'no update is lost';
  const both = [...writes, 'b update x=1,3 @6 on 2 20-30'];
  expect(judge(checkLostUpdates(), both, '6 1,3')).toBe(rule);
  expect(judge(checkLostUpdates(), writes, '6 1,3,2')).toBe(rule);
});

test('a client that goes back, whomever it asks', () => {
  const rule = 'resourceVersions never go back';
  const check = checkResourceVersions();
  expect(judge(check, [...writes, 'b get x=1 @2 31-32'], '5 1,2')).toBe(rule);
  expect(judge(check, [...writes, 'b peek x=1 @2 31-32'], '5 1,2')).toBeUndefined();
});

test('a version that shows what was not there', () => {
  const rule = 'reads show what was written';
  const check = checkResourceVersions();
  expect(judge(check, [...writes, 'b get x=1,3 @5 31-32'], '5 1,2')).toBe(rule);
  expect(judge(check, [...writes, 'b get x=1,2 @2 5-12'], '5 1,2')).toBe(rule);
});
