/**
 * Runs the recorded commands with the real bash and GNU tools of this machine: see recording.ts.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { formatCase, parseRecording, startFiles } from './recording.ts';

const folder = join(import.meta.dirname, 'recorded');

for (const name of readdirSync(folder)) {
  const path = join(folder, name);
  const cases = parseRecording(readFileSync(path, 'utf8'));
  writeFileSync(
    path,
    `${cases
      .map((each) => formatCase({ ...each, ...runReal(each.line) }))
      .join('')
      .trimEnd()}\n`,
  );
}

function runReal(line: string): { out: string; err: string; code: number } {
  const cwd = mkdtempSync(join(tmpdir(), 'quorate-'));
  for (const [name, text] of Object.entries(startFiles)) {
    mkdirSync(dirname(join(cwd, name)), { recursive: true });
    writeFileSync(join(cwd, name), text);
  }
  const result = spawnSync('bash', ['-c', line], {
    cwd,
    env: { PATH: '/usr/bin:/bin', HOME: '/h', LC_ALL: 'C.UTF-8' },
    encoding: 'utf8',
    input: '',
    timeout: 20_000,
  });
  rmSync(cwd, { recursive: true });
  return { out: result.stdout, err: result.stderr, code: result.status ?? -1 };
}
