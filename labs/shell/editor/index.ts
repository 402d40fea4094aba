/**
 * The line editor: what readline is to bash.
 *
 * It reads raw keys from a terminal and draws a prompt and a line that may be longer than the
 * screen is wide, with wide characters in it. A line is a list of clusters (`buffer.ts`); drawing
 * turns it into cells, lays them out for the terminal's width (`cells.ts`), and sends the shortest
 * change from what stands there (`display.ts`). Keys are names (`keys.ts`) bound to small
 * functions (`bindings.ts`). Nothing here sleeps, so typing costs no virtual time.
 *
 * What it leaves out: vi mode, numeric arguments, undo, macros, an inputrc, and history kept in a
 * file. What was read: readline(3), and what bash 5.2 sends to a terminal for each of these keys.
 */
export { LineEditor, type EditResult } from './editor.ts';
export { History } from './history.ts';
export { formatColumns, type Candidate, type Completer, type Proposal } from './proposal.ts';
