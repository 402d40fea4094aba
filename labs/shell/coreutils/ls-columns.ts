import { textWidth } from '../editor/width.ts';

const GAP = 2;

/** Lays names out as `ls` does: as many columns as fit, each as wide as its widest name. */
export function layColumns(names: readonly string[], columns: number): string {
  if (names.length === 0) return '';
  const widths = names.map(textWidth);
  let rows = names.length;
  for (let tried = 1; tried < names.length; tried++) {
    const total = columnWidths(widths, tried).reduce((sum, width) => sum + width + GAP, 0);
    if (total - GAP > columns - 1) continue;
    rows = tried;
    break;
  }
  const wide = columnWidths(widths, rows);
  let text = '';
  for (let row = 0; row < rows; row++) {
    for (let at = row, column = 0; at < names.length; at += rows, column++) {
      const isLast = at + rows >= names.length;
      const room = wide[column]! + GAP - widths[at]!;
      text += names[at]! + (isLast ? '\n' : ' '.repeat(room));
    }
  }
  return text;
}

function columnWidths(widths: readonly number[], rows: number): number[] {
  const columns: number[] = [];
  for (let at = 0; at < widths.length; at += rows) {
    columns.push(Math.max(...widths.slice(at, at + rows)));
  }
  return columns;
}
