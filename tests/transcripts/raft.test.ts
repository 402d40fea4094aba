/*
 * Renders each transcript in raft/ anew and compares it with what is there. `#` lines and empty
 * lines are prose, `!` lines are run, everything else is their output. UPDATE_TRANSCRIPTS=1
 * rewrites the files instead: read the difference, it is a claim about Raft.
 */

import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { RaftDriver } from './raft-driver.ts';

const FOLDER = new URL('raft/', import.meta.url);
const isUpdate = process.env['UPDATE_TRANSCRIPTS'] === '1';

function render(text: string): string {
  const driver = new RaftDriver();
  const isKept = (line: string): boolean => line === '' || line.startsWith('#');
  return text
    .split('\n')
    .flatMap((line) => {
      if (line.startsWith('!')) return [line, ...driver.run(line)];
      return isKept(line) ? [line] : [];
    })
    .join('\n');
}

describe('Raft transcripts', () => {
  const files = readdirSync(FOLDER).filter((name) => name.endsWith('.txt'));
  test.each(files)('%s', (name) => {
    const file = new URL(name, FOLDER);
    const text = readFileSync(file, 'utf8');
    const rendered = render(text);
    if (isUpdate) writeFileSync(file, rendered);
    else expect(rendered).toBe(text);
  });
});
