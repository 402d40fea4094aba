import { layOut, type Cell, type Place } from './cells.ts';

const ORIGIN: Place = { row: 0, column: 0 };

/**
 * What the editor has drawn, and the shortest way from there to what it wants drawn.
 *
 * Shape:   each call returns the text to send to the terminal
 * Keeps:   knows the cursor's row and column, counted from the prompt's first cell
 */
export class Display {
  columns: number;
  #cells: readonly Cell[] = [];
  #at: Place = ORIGIN;
  /** The lowest row that was reached: below it the screen must be made to scroll. */
  #lastRow = 0;

  constructor(columns: number) {
    this.columns = columns;
  }

  /** Forgets all: the next draw begins where the cursor stands now, at the start of a row. */
  restart(): void {
    this.#cells = [];
    this.#at = ORIGIN;
    this.#lastRow = 0;
  }

  /** Draws the cells, with the cursor before cell number `cursor`. */
  draw(cells: readonly Cell[], cursor: number): string {
    const places = layOut(cells, this.columns);
    let same = 0;
    while (same < cells.length && sameCell(cells[same], this.#cells[same])) same++;
    let output = '';
    if (same < cells.length || same < this.#cells.length) {
      // The place after the last cell that stays; a wide cell finds its own way to the next row.
      output += this.#moveTo(layOut(cells.slice(0, same), this.columns).at(-1)!);
      output += this.#write(cells, places, same);
      if (same < this.#cells.length) output += '\u001b[J';
    }
    this.#cells = cells;
    return output + this.#moveTo(places[cursor] ?? ORIGIN);
  }

  /** Moves to the end of what is drawn. */
  moveToEnd(): string {
    return this.#moveTo(layOut(this.#cells, this.columns).at(-1)!);
  }

  /**
   * Draws all anew after the terminal's size changed.
   *
   * Keeps:   counts on a terminal that breaks its lines anew, as xterm does
   */
  resize(columns: number, cells: readonly Cell[], cursor: number): string {
    const here = layOut(cells, columns)[cursor] ?? ORIGIN;
    this.columns = columns;
    this.restart();
    const up = here.row > 0 ? `\u001b[${here.row}A` : '';
    return `${up}\r\u001b[J${this.draw(cells, cursor)}`;
  }

  #write(cells: readonly Cell[], places: readonly Place[], from: number): string {
    let output = '';
    for (const { text } of cells.slice(from)) output += text === '\n' ? '\r\n' : text;
    const end = places[cells.length]!;
    const last = cells.at(-1);
    // A row that is full leaves the cursor hanging at the edge: make it take the step.
    if (end.column === 0 && last && last.text !== '\n' && from < cells.length) output += '\r\n';
    this.#at = end;
    this.#lastRow = Math.max(this.#lastRow, end.row);
    return output;
  }

  #moveTo(place: Place): string {
    const { row, column } = this.#at;
    this.#at = place;
    let output = '';
    if (place.row < row) output += `\u001b[${row - place.row}A`;
    const down = Math.min(place.row, this.#lastRow) - row;
    if (down > 0) output += `\u001b[${down}B`;
    if (place.row > this.#lastRow) {
      output += '\r\n'.repeat(place.row - Math.max(row, this.#lastRow));
      this.#lastRow = place.row;
      return output + (place.column > 0 ? `\u001b[${place.column}C` : '');
    }
    const right = place.column - column;
    if (right === 0) return output;
    if (place.column === 0) return `${output}\r`;
    if (right > 0) return `${output}\u001b[${right}C`;
    return output + (right >= -4 ? '\b'.repeat(-right) : `\u001b[${-right}D`);
  }
}

function sameCell(one: Cell | undefined, other: Cell | undefined): boolean {
  return one !== undefined && other !== undefined && one.text === other.text;
}
