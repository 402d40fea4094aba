import type { Machine } from './machine.ts';
import { parseUnitFile, type UnitFile } from './unit-file.ts';

/** Where unit files lie; the first folder that has a name wins. */
export const UNIT_FOLDERS = ['/etc/systemd/system', '/lib/systemd/system'] as const;

/**
 * A name in this folder says that the unit starts with the machine. A plain file stands for a link.
 */
const WANTS_SUFFIX = '.wants';

export type UnitFileState = 'enabled' | 'disabled' | 'static';

/** Shape: `etcd` gives `etcd.service`; a name that has a kind keeps it. */
export function unitName(name: string): string {
  const isWhole = /\.(service|socket|target|timer|mount|device|path|slice|scope|swap)$/.test(name);
  return isWhole ? name : `${name}.service`;
}

/** The unit files of a machine, and which of them start with it. */
export class UnitStore {
  readonly #machine: Machine;

  constructor(machine: Machine) {
    this.#machine = machine;
  }

  /** Every service that has a unit file, by name. */
  names(): string[] {
    const { files } = this.#machine;
    const all = UNIT_FOLDERS.flatMap((folder) => files.list(folder) ?? []);
    return [...new Set(all)].filter((name) => name.endsWith('.service')).sort();
  }

  /** Errors: undefined where there is no such unit file. */
  read(name: string): UnitFile | undefined {
    for (const folder of UNIT_FOLDERS) {
      const path = `${folder}/${name}`;
      const text = this.#machine.files.read(path);
      if (text !== undefined) return parseUnitFile(name, path, text);
    }
    return undefined;
  }

  /** True where the file is no more what was read from it. */
  hasChanged(file: UnitFile): boolean {
    return this.#machine.files.read(file.path) !== file.text;
  }

  /** The units that start with the machine. */
  enabledNames(): string[] {
    const folder = `${UNIT_FOLDERS[0]}/multi-user.target${WANTS_SUFFIX}`;
    return this.#machine.files.list(folder) ?? [];
  }

  stateOf(file: UnitFile): UnitFileState {
    if (this.#links(file).some((path) => this.#machine.files.isFile(path))) return 'enabled';
    return file.wantedBy.length > 0 ? 'disabled' : 'static';
  }

  /** Makes it start with the machine. Shape: what `systemctl enable` says of each link. */
  enable(file: UnitFile): string[] {
    const { files } = this.#machine;
    return this.#links(file)
      .filter((path) => !files.isFile(path))
      .map((path) => {
        this.#machine.install(path, '');
        return `Created symlink ${path} → ${file.path}.`;
      });
  }

  /** Shape: what `systemctl disable` says of each link. */
  disable(file: UnitFile): string[] {
    const { files } = this.#machine;
    return this.#links(file)
      .filter((path) => files.remove(path) === undefined)
      .map((path) => `Removed "${path}".`);
  }

  #links(file: UnitFile): string[] {
    return file.wantedBy.map((by) => `${UNIT_FOLDERS[0]}/${by}${WANTS_SUFFIX}/${file.name}`);
  }
}
