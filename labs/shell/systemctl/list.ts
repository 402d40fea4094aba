import type { Task } from '../../cluster/kernel/index.ts';
import type { Service } from '../../cluster/machine/index.ts';
import type { Request } from './request.ts';

/** Lays rows out in columns; the last is as long as it is. */
function formatTable(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, at) => Math.max(...rows.map((row) => row[at]!.length)));
  return rows.map((row) => row.map((cell, at) => cell.padEnd(widths[at]!)).join(' '));
}

const LEGEND = `LOAD   = Reflects whether the unit definition was properly loaded.
ACTIVE = The high-level unit activation state, i.e. generalization of SUB.
SUB    = The low-level unit activation state, values depend on unit type.
`;

export function* listUnits(request: Request): Task<number> {
  const units = request.systemd.units.filter((unit) => isShown(request, unit));
  const isBare = request.has('no-legend');
  const cells = units.map((unit) => {
    const load = unit.file.isBad ? 'bad-setting' : 'loaded';
    return [unit.name, load, unit.state, unit.sub, unit.file.description];
  });
  const rows = isBare ? cells : [['UNIT', 'LOAD', 'ACTIVE', 'SUB', 'DESCRIPTION'], ...cells];
  const lines = formatTable(rows).map((line, at) => {
    const unit = units[isBare ? at : at - 1];
    const mark = unit?.state === 'failed' ? request.paint('●', '1;31') : ' ';
    return `${mark} ${line.trimEnd()}\n`;
  });
  yield* request.print(lines.join(''));
  if (isBare) return 0;
  if (units.length > 0) yield* request.print(`\n${LEGEND}`);
  yield* request.print(`${units.length} loaded units listed.${hintOf(request)}\n`);
  return 0;
}

/** What stands behind the count. Source: systemctl-list-units.c `output_units_list` */
function hintOf(request: Request): string {
  const states = statesOf(request);
  const seesAll = request.has('all') || states?.includes('inactive') === true;
  if (states !== undefined && !seesAll) return '';
  const all = seesAll ? '' : ' Pass --all to see loaded but inactive units, too.';
  return `${all}\nTo show all installed unit files use 'systemctl list-unit-files'.`;
}

/** The states that are asked for; `--failed` is short for one of them. */
function statesOf(request: Request): readonly string[] | undefined {
  return request.has('failed') ? ['failed'] : request.option('state')?.split(',');
}

function isShown(request: Request, unit: Service): boolean {
  const states = statesOf(request);
  const type = request.option('type');
  if (type !== undefined && type !== 'service') return false;
  if (request.names.length > 0 && !request.units.includes(unit.name)) return false;
  if (states !== undefined) return states.includes(unit.state) || states.includes(unit.sub);
  return request.has('all') || unit.state !== 'inactive';
}

export function* listUnitFiles(request: Request): Task<number> {
  const { store } = request.systemd;
  const rows = store.names().flatMap((name) => {
    const file = store.read(name);
    return file === undefined ? [] : [[name, store.stateOf(file), 'enabled']];
  });
  const isBare = request.has('no-legend');
  const table = formatTable(isBare ? rows : [['UNIT FILE', 'STATE', 'PRESET'], ...rows]);
  yield* request.print(table.map((line) => `${line.trimEnd()}\n`).join(''));
  if (!isBare) yield* request.print(`\n${rows.length} unit files listed.\n`);
  return 0;
}
