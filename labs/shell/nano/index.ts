/**
 * nano: the editor that says at the bottom which keys it knows.
 *
 * buffer.ts is the text, view.ts what of it is seen, bars.ts the title and the lines at the bottom,
 * editor.ts what the keys do, key-source.ts turns a raw terminal into keys. The screen is drawn by
 * changed lines (../full-screen.ts), and nothing sleeps, so editing costs no virtual time.
 *
 * What it leaves out: undo, replace, justify, execute, help pages, syntax colours, the mouse,
 * backup files, several buffers at once; a line that is too wide scrolls, it does not wrap.
 *
 * Source: GNU nano 7.2, its layout and its words
 */
import type { Program } from '../../cluster/kernel/index.ts';
import { FullScreen } from '../full-screen.ts';
import { NanoEditor } from './editor.ts';
import { KeySource } from './key-source.ts';

export const nano: Program = function* (process, argv) {
  let line = 1;
  const names: string[] = [];
  for (const word of argv.slice(1)) {
    const start = /^\+(\d+)/.exec(word);
    if (start) line = Number(start[1]);
    else if (word === '--version' || word === '-V') {
      yield* process.print(' GNU nano, version 7.2\n');
      return 0;
    } else if (word.startsWith('-') && word !== '-') {
      const [name] = argv;
      const isLong = word.startsWith('--');
      const why = isLong ? `unrecognized option '${word}'` : `invalid option -- '${word[1]}'`;
      const help = `Type '${name} -h' for a list of available options.`;
      yield* process.warn(`${name}: ${why}\n${help}\n`);
      return 1;
    } else names.push(word);
  }
  const terminal = process.streams[0]?.terminal;
  if (!terminal || !process.streams[1]?.terminal) {
    yield* process.warn('Standard input is not a terminal\n');
    return 1;
  }
  const screen = new FullScreen(process);
  const keys = new KeySource(process, terminal);
  terminal.mode = 'raw';
  yield* screen.open();
  try {
    for (const name of names.length === 0 ? [''] : names) {
      yield* new NanoEditor(process, keys, screen, name).run(line);
    }
  } finally {
    terminal.mode = 'cooked';
  }
  yield* screen.close();
  return 0;
};

export const nanoPrograms: ReadonlyMap<string, Program> = new Map([
  ['/usr/bin/nano', nano],
  ['/usr/bin/editor', nano],
]);
