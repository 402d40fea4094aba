/*
 * The form that all transcripts share: `#` lines and empty lines are prose, `!` and `$` lines are
 * run, everything else is what running them printed, without its empty lines. A file is rendered
 * anew and compared as a whole, so a change of behaviour is a difference to read.
 * UPDATE_TRANSCRIPTS=1 rewrites the files instead: read that difference too, it is a claim about
 * Kubernetes.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';

/** Runs one line of a transcript; what it printed, line by line. */
export type RunLine = (line: string) => readonly string[];

export function render(text: string, run: RunLine): string {
  return text
    .split('\n')
    .flatMap((line) => {
      if (line.startsWith('!') || line.startsWith('$'))
        return [line, ...run(line).filter((printed) => printed !== '')];
      return line === '' || line.startsWith('#') ? [line] : [];
    })
    .join('\n');
}

/** Declares a test for each `.txt` of a folder. `driver` makes a fresh runner for each file. */
export function testTranscripts(title: string, folder: URL, driver: () => RunLine): void {
  const isUpdate = process.env['UPDATE_TRANSCRIPTS'] === '1';
  const names = readdirSync(folder).filter((name) => name.endsWith('.txt'));
  describe(title, () => {
    test.each(names)('%s', (name) => {
      const file = new URL(name, folder);
      const text = readFileSync(file, 'utf8');
      const rendered = render(text, driver());
      if (isUpdate) writeFileSync(file, rendered);
      else expect(rendered).toBe(text);
    });
  });
}
