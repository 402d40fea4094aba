import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseRecording, startFiles } from './recording.ts';
import { makeMachine, runBash } from './run.ts';

const folder = join(import.meta.dirname, 'recorded');
const files = Object.fromEntries(
  Object.entries(startFiles).map(([name, text]) => [`/srv/${name}`, text]),
);

for (const name of readdirSync(folder)) {
  describe(`as the real programs: ${name}`, () => {
    const cases = parseRecording(readFileSync(join(folder, name), 'utf8'));
    it('has cases', () => expect(cases.length).toBeGreaterThan(10));
    it.each(cases)('$line', ({ line, out, err, code }) => {
      expect(runBash(line, makeMachine(files))).toEqual({ out, err, code });
    });
  });
}
