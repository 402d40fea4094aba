/**
 * The node host: a lab in the reader's own terminal.
 *
 *     npm run lab -- list          which labs there are
 *     npm run lab -- quorum        opens one
 *
 * The terminal is put into raw mode and belongs to the lab's first machine; `ssh` reaches the
 * others. A line at the top of each step says what to do; Ctrl-] leads to the lab's own prompt
 * (terminal-prompt.ts), where it also ends.
 */
import process from 'node:process';
import { findLesson, labs } from '../lessons/index.ts';
import { runInTerminal } from './node-terminal.ts';

const USAGE = `Usage: npm run lab -- <lesson>     open a lab in this terminal
       npm run lab -- list         list the labs
`;

function list(): string {
  const width = Math.max(...labs.map(({ words: { id: name } }) => name.length)) + 1;
  return labs
    .map(({ words: { id: name, minutes, title } }) => {
      const length = minutes > 0 ? ` (${minutes} min)` : '';
      return `${name.padEnd(width)} ${title}${length}\n`;
    })
    .join('');
}

const [id, ...rest] = process.argv.slice(2);
const lesson = id === undefined ? undefined : findLesson(id);
if (id === 'list') {
  process.stdout.write(list());
} else if (id === undefined || id === '--help' || id === '-h') {
  process.stdout.write(`${USAGE}\n${list()}`);
  process.exitCode = id === undefined ? 2 : 0;
} else if (lesson === undefined || rest.length > 0) {
  const complaint = lesson ? `Unexpected '${rest.join(' ')}'.` : `There is no lab named '${id}'.`;
  process.stderr.write(`${complaint}\n\n${USAGE}\n${list()}`);
  process.exitCode = 2;
} else {
  runInTerminal(lesson.words);
}
