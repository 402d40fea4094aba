import type { Machine } from '../cluster/machine/machine.ts';

/**
 * What a program offers for the word being typed.
 *
 * Shape:   `words` are the words before and at the cursor, the command's name first and the
 *          unfinished word last; the answer holds whole words, and those that do not fit are left
 *          out by the shell
 */
export type Completion = (words: readonly string[], machine: Machine) => readonly string[];
