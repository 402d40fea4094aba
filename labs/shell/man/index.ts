/**
 * man: a short page about each program, and about what of it the lab has.
 *
 * The real pages are long and tell of much that is not here. These are the lab's own: the name, how
 * it is called, what is modelled (page-table.ts).
 *
 * What it leaves out: a pager, the sections 2 to 7, pages of programs that have `--help`.
 *
 * Source: the layout and the messages of man-db 2.11
 */
import type { Program } from '../../cluster/kernel/index.ts';
import type { Completion } from '../completion.ts';
import { compileRegex } from '../coreutils/regex.ts';
import { pages, type Page } from './page-table.ts';

const WIDTH = 78;
const INDENT = '       ';
const NOT_FOUND = 16;

export const man: Program = function* (process, argv) {
  const words = argv.slice(1);
  const isSearch = words[0] === '-k' || words[0] === '--apropos';
  const names = (isSearch ? words.slice(1) : words).filter((word) => !/^[1-9]$/.test(word));
  if (names.length === 0) {
    const what = isSearch ? 'apropos what?' : 'What manual page do you want?';
    yield* process.warn(`${what}\n${isSearch ? '' : "For example, try 'man man'.\n"}`);
    return 1;
  }
  let status = 0;
  for (const name of names) {
    const found = isSearch ? search(name) : format(name);
    if (found !== undefined) yield* process.print(found);
    else {
      const what = isSearch ? `${name}: nothing appropriate.` : `No manual entry for ${name}`;
      yield* process.warn(`${what}\n`);
      status = NOT_FOUND;
    }
  }
  return status;
};

function format(name: string): string | undefined {
  const page = pages[name];
  if (!page) return undefined;
  const title = `${name.toUpperCase()}(${page.section})`;
  const middle = 'Programs of the lab';
  const gap = ' '.repeat(Math.floor((WIDTH - middle.length) / 2) - title.length);
  const head = `${title}${gap}${middle}${gap}${title}`;
  return (
    `${head}\n\n` +
    `NAME\n${INDENT}${name} - ${page.what}\n\n` +
    `SYNOPSIS\n${page.synopsis.map((line) => fold(line)).join('')}\n` +
    `IN THIS LAB\n${fold(page.modelled)}`
  );
}

/** Lines of at most the page's width. */
function fold(text: string): string {
  let [out, line] = ['', ''];
  for (const word of text.split(' ')) {
    if (line !== '' && INDENT.length + line.length + word.length + 1 > WIDTH) {
      out += `${INDENT}${line}\n`;
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return `${out}${INDENT}${line}\n`;
}

/** Pages whose name or purpose a pattern matches; `.` matches them all. */
function search(word: string): string | undefined {
  const pattern = compileRegex(word, 'basic', 'i');
  if ('error' in pattern) return undefined;
  const lines = Object.entries(pages)
    .filter(([name, page]) => pattern.test(`${name} ${page.what}`))
    .map(([name, page]) => summary(name, page));
  return lines.length === 0 ? undefined : lines.join('');
}

/** Shape: `jq (1)               - pick JSON apart` */
function summary(name: string, { section, what }: Page): string {
  return `${`${name} (${section})`.padEnd(20)} - ${what}\n`;
}

export const manPrograms: ReadonlyMap<string, Program> = new Map([['/usr/bin/man', man]]);

export const manCompletions: ReadonlyMap<string, Completion> = new Map([
  ['man', () => Object.keys(pages)],
]);
