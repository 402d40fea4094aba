import type { Task } from '../../cluster/kernel/index.ts';
import type { UnitFile } from '../../cluster/machine/index.ts';
import { runJobs } from './jobs.ts';
import type { Request } from './request.ts';

export const enable = (request: Request): Task<number> => change(request, 'enable');
export const disable = (request: Request): Task<number> => change(request, 'disable');

/** What the real one says where a unit file has no [Install] that names anything. */
const NOTHING_TO_ENABLE = `\
The unit files have no installation config (WantedBy=, RequiredBy=, Also=,
Alias= settings in the [Install] section, and DefaultInstance= for template
units). This means they are not meant to be enabled or disabled using systemctl.
 
Possible reasons for having this kind of units are:
• A unit may be statically enabled by being symlinked from another unit's
  .wants/ or .requires/ directory.
• A unit's purpose may be to act as a helper for some other unit which has
  a requirement dependency on it.
• A unit may be started when needed via activation (socket, path, timer,
  D-Bus, udev, scripted systemctl call, ...).
• In case of template units, the unit is meant to be enabled with some
  instance name specified.
`;

function* change(request: Request, verb: 'enable' | 'disable'): Task<number> {
  const { store } = request.systemd;
  const files: UnitFile[] = [];
  for (const unit of request.units) {
    const file = store.read(unit);
    if (file === undefined) {
      yield* request.warn(`Failed to ${verb} unit: Unit file ${unit} does not exist.\n`);
      return 1;
    }
    files.push(file);
  }
  for (const file of files) {
    for (const line of store[verb](file)) yield* request.warn(`${line}\n`);
  }
  if (files.every(({ wantedBy }) => wantedBy.length === 0)) yield* request.warn(NOTHING_TO_ENABLE);
  if (!request.has('now')) return 0;
  return yield* runJobs(request, verb === 'enable' ? 'start' : 'stop');
}

/** Prints whether each unit starts with the machine; 0 where at least one does. */
export function* isEnabled(request: Request): Task<number> {
  const { store } = request.systemd;
  let code = 1;
  for (const unit of request.units) {
    const file = store.read(unit);
    if (file === undefined) {
      const why = 'No such file or directory';
      yield* request.warn(`Failed to get unit file state for ${unit}: ${why}\n`);
      continue;
    }
    const state = store.stateOf(file);
    if (state !== 'disabled') code = 0;
    if (!request.has('quiet')) yield* request.print(`${state}\n`);
  }
  return code;
}
