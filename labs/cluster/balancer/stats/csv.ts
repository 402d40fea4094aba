import { columns } from './columns-table.ts';
import type { Row } from './rows.ts';

/** Shape: a line of names behind `# `, then one for each row; each value ends with a comma */
export function formatCsv(rows: readonly Row[]): string {
  const lines = rows.map((row) => columns.map((name) => `${quote(row[name])},`).join(''));
  return [`# ${columns.join()},`, ...lines, ''].join('\n');
}

/** Source: HAProxy 2.6 src/tools.c `csv_enc` */
function quote(value: string | number = ''): string {
  const text = String(value);
  return /[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
