import { charWidth } from './width.ts';

/** One place on the screen: a character with the marks that combine with it. */
export interface Cell {
  readonly text: string;
  readonly width: number;
}

/** A row and a column, counted from where the prompt begins. */
export interface Place {
  readonly row: number;
  readonly column: number;
}

/** Divides a text into what the cursor steps over at once. */
export function splitClusters(text: string): string[] {
  const clusters: string[] = [];
  for (const char of text) {
    if (clusters.length > 0 && charWidth(char) === 0) clusters[clusters.length - 1] += char;
    else clusters.push(char);
  }
  return clusters;
}

/** What a cluster looks like on the screen: a control character shows as `^X`, a tab as a blank. */
export function makeCell(cluster: string): Cell {
  if (cluster === '\n') return { text: '\n', width: 0 };
  if (cluster === '\t') return { text: ' ', width: 1 };
  if (cluster < ' ') {
    return { text: `^${String.fromCharCode(cluster.charCodeAt(0) + 64)}`, width: 2 };
  }
  return { text: cluster, width: charWidth(cluster) };
}

/** A prompt's cells: escape sequences, which colour it, take no room. */
export function promptCells(prompt: string): Cell[] {
  const cells: Cell[] = [];
  for (const piece of prompt.split(/(\u001b\[[\d;?]*[A-Za-z]|\u001b\][^\u0007]*\u0007)/)) {
    if (piece.startsWith('\u001b')) cells.push({ text: piece, width: 0 });
    else cells.push(...splitClusters(piece).map(makeCell));
  }
  return cells;
}

/**
 * Where each cell begins, and where the cursor stands after the last one.
 *
 * Keeps:   a cell that does not fit in the rest of a row begins the next one; a place at the right
 *          edge is the start of the next row
 */
export function layOut(cells: readonly Cell[], columns: number): Place[] {
  const places: Place[] = [];
  let row = 0;
  let column = 0;
  for (const cell of cells) {
    if (column + cell.width > columns) {
      row++;
      column = 0;
    }
    places.push({ row, column });
    if (cell.text === '\n') {
      row++;
      column = 0;
    } else column += cell.width;
  }
  places.push(column >= columns ? { row: row + 1, column: 0 } : { row, column });
  return places;
}
