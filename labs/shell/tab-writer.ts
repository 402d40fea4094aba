/** How wide columns are, and what came before. */
export interface TabStyle {
  readonly minWidth: number;
  readonly padding: number;
  /** Columns never get narrower than they were: fill in and hand over again. */
  readonly remembered?: number[];
}

/** The tables of `kubectl get`. Source: cli-runtime printers/tabwriter.go */
export const tableStyle: TabStyle = { minWidth: 6, padding: 3 };
/** The indented text of `kubectl describe`. Source: kubectl pkg/describe `tabbedString` */
export const textStyle: TabStyle = { minWidth: 0, padding: 2 };

/**
 * Aligns text whose cells end with tabs. A column is a run of lines that all have a cell there;
 * what follows a line's last tab belongs to no column and is never padded.
 *
 * Source:  Go text/tabwriter, with the widths that github.com/liggitt/tabwriter remembers
 */
export function alignTabs(text: string, style: TabStyle): string {
  const isClosed = text.endsWith('\n');
  const lines = (isClosed ? text.slice(0, -1) : text).split('\n').map((line) => line.split('\t'));
  const out: string[] = [];
  format(lines, 0, lines.length, [], style, out);
  return out.join('\n') + (isClosed ? '\n' : '');
}

/** Lays out lines `from` to `to`, which are alike in the columns that have `widths`. */
function format(
  lines: readonly (readonly string[])[],
  from: number,
  to: number,
  widths: readonly number[],
  style: TabStyle,
  out: string[],
): void {
  const column = widths.length;
  let written = from;
  for (let at = from; at < to; at++) {
    if (column >= lines[at]!.length - 1) continue;
    for (; written < at; written++) out.push(pad(lines[written]!, widths));
    let width = style.minWidth;
    for (; at < to && column < lines[at]!.length - 1; at++) {
      width = Math.max(width, [...lines[at]![column]!].length + style.padding);
    }
    width = remember(style, column, width);
    format(lines, written, at, [...widths, width], style, out);
    written = at;
  }
  for (; written < to; written++) out.push(pad(lines[written]!, widths));
}

function remember({ remembered }: TabStyle, column: number, width: number): number {
  if (remembered === undefined) return width;
  remembered[column] = Math.max(remembered[column] ?? 0, width);
  return remembered[column];
}

function pad(cells: readonly string[], widths: readonly number[]): string {
  return cells
    .map((cell, at) => cell + ' '.repeat(Math.max(0, (widths[at] ?? 0) - [...cell].length)))
    .join('');
}
