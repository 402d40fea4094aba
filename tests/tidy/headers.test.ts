import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { isolation } from '../../astro.config.mjs';
import { root } from './source.ts';

/** The headers of each rule, by the addresses that it is for. */
function readRules(): Record<string, Record<string, string>> {
  const rules = readFileSync(`${root}public/_headers`, 'utf8').trim().split('\n\n');
  return Object.fromEntries(
    rules.map((rule) => {
      const [addresses = '', ...lines] = rule.split('\n');
      return [addresses, Object.fromEntries(lines.map((line) => line.trim().split(': ')))];
    }),
  );
}

test('static hosts are told the same headers as dev and preview', () => {
  expect(readRules()['/*']).toEqual(isolation);
});

test('what has its hash in its name is fetched once', () => {
  expect(readRules()['/_astro/*']?.['Cache-Control']).toContain('immutable');
});
