import type { MemberListResponse } from '../../cluster/client/etcd/index.ts';
import type { EndpointHash, EndpointHealth, EndpointStatus, Printed, Printer } from './printer.ts';
import { hashRows, healthRows, memberRows, statusRows, type Rows } from './rows.ts';

/** Tables with drawn lines; for lists only. Source: printer_table.go, olekukonko/tablewriter */
export class TablePrinter implements Printer {
  readonly format = 'table';
  isValueOnly = false;

  memberList(response: MemberListResponse): Printed {
    return drawTable(memberRows(response));
  }

  health(list: readonly EndpointHealth[]): Printed {
    return drawTable(healthRows(list));
  }

  status(list: readonly EndpointStatus[]): Printed {
    return drawTable(statusRows(list));
  }

  hashKV(list: readonly EndpointHash[]): Printed {
    return drawTable(hashRows(list));
  }

  get = unsupported;
  put = unsupported;
  del = unsupported;
  txn = unsupported;
  watch = unsupported;
  other = unsupported;
}

function unsupported(): undefined {
  return undefined;
}

/** The header centred, the rows at the right. */
export function drawTable({ header, rows: untrimmed }: Rows): Printed {
  const rows = untrimmed.map((row) => row.map((cell) => cell.trim()));
  const widths = header.map((name, column) =>
    Math.max(name.length, ...rows.map((row) => row[column]!.length)),
  );
  const line = (left: string, middle: string, right: string): string =>
    left + widths.map((width) => '─'.repeat(width + 2)).join(middle) + right;
  const draw = (cells: readonly string[]): string => `│ ${cells.join(' │ ')} │`;
  const title = header.map((name, column) => {
    const space = widths[column]! - name.length;
    return ' '.repeat(Math.floor(space / 2)) + name + ' '.repeat(Math.ceil(space / 2));
  });
  const body = rows.map((row) => draw(row.map((cell, column) => cell.padStart(widths[column]!))));
  const lines = [line('┌', '┬', '┐'), draw(title), line('├', '┼', '┤'), ...body];
  return { out: `${[...lines, line('└', '┴', '┘')].join('\n')}\n` };
}
