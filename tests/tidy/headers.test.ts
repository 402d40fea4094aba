import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { isolation } from '../../astro.config.mjs';
import { root } from './source.ts';

test('static hosts are told the same headers as dev and preview', () => {
  const lines = readFileSync(`${root}public/_headers`, 'utf8').split('\n');
  const pairs = lines
    .filter((line) => line.startsWith('  '))
    .map((line) => line.trim().split(': '));
  expect(lines[0]).toBe('/*');
  expect(Object.fromEntries(pairs)).toEqual(isolation);
});
