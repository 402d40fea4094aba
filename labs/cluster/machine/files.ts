import { Condition, type Disk, type Task, type Timers, type Wait } from '../kernel/index.ts';
import { parentPath } from './path.ts';

/** Linux's own names, for the programs to put into words. */
export type FileError =
  'ENOENT' | 'ENOTDIR' | 'EISDIR' | 'EEXIST' | 'ENOTEMPTY' | 'EBUSY' | 'ENOSPC' | 'EIO';

/** What `strerror` says for each: `cat: x: No such file or directory`. */
export const fileErrorTexts: Record<FileError, string> = {
  ENOENT: 'No such file or directory',
  ENOTDIR: 'Not a directory',
  EISDIR: 'Is a directory',
  EEXIST: 'File exists',
  ENOTEMPTY: 'Directory not empty',
  EBUSY: 'Device or resource busy',
  ENOSPC: 'No space left on device',
  EIO: 'Input/output error',
};

export interface FileStatus {
  readonly kind: 'file' | 'directory';
  readonly size: number;
  readonly modifiedAtUs: number;
  /** Permission bits, for `ls -l`: 0o644, 0o755. */
  readonly mode: number;
}

interface Node {
  readonly kind: 'file' | 'directory';
  modifiedAtUs: number;
  mode: number;
}

/**
 * The files of a machine: a tree of folders over the contents that its disk holds.
 *
 * Shape:   every path is absolute and clean: see `resolvePath`
 * Errors:  a call that can fail returns a FileError, or undefined where it worked; `read` and
 *          `list` return undefined where there is nothing to return, and `check` says why
 * Differs: everyone is root; no links, no devices but what programs treat as one
 */
export class FileSystem {
  readonly #disk: Disk;
  readonly #timers: Pick<Timers, 'nowUs'>;
  readonly #nodes = new Map<string, Node>();
  readonly #watches = new Map<string, Condition>();

  constructor(disk: Disk, timers: Pick<Timers, 'nowUs'>) {
    this.#disk = disk;
    this.#timers = timers;
    this.#add('/', 'directory', 0o755);
  }

  stat(path: string): FileStatus | undefined {
    const node = this.#node(path);
    return node && { ...node, size: node.kind === 'file' ? this.#disk.size(path) : 4_096 };
  }

  isDirectory(path: string): boolean {
    return this.#node(path)?.kind === 'directory';
  }

  isFile(path: string): boolean {
    return this.#node(path)?.kind === 'file';
  }

  /** Why `path` can't be used as a file (or as a folder); undefined where it can. */
  check(path: string, kind: 'file' | 'directory'): FileError | undefined {
    const node = this.#node(path);
    if (node === undefined) return this.#missing(path);
    if (node.kind === kind) return undefined;
    return kind === 'file' ? 'EISDIR' : 'ENOTDIR';
  }

  /** A file's whole text. */
  read(path: string): string | undefined {
    return this.isFile(path) ? this.#disk.read(path) : undefined;
  }

  /** Replaces a file's text, or makes the file. */
  write(path: string, text: string, mode = 0o644): FileError | undefined {
    const error = this.#open(path, mode) ?? this.#disk.write(path, text);
    this.#notify(path);
    return error;
  }

  append(path: string, text: string): FileError | undefined {
    return this.#open(path, 0o644) ?? this.#disk.append(path, text);
  }

  /** Reserves room for a file, or makes a new one of that size. */
  allocate(path: string, length: number): FileError | undefined {
    return this.#open(path, 0o644) ?? this.#disk.allocate(path, length);
  }

  /** The size of a file; 0 where there is none. */
  size(path: string): number {
    return this.#disk.size(path);
  }

  /** Waits until the file's present text is safe from a power loss. */
  sync(path: string): Task<FileError | undefined> {
    return this.#disk.sync(path);
  }

  /** Wakes when a file comes, goes, or gets new text directly in a folder: Linux's inotify(7). */
  watch(folder: string): Wait<void> {
    let watch = this.#watches.get(folder);
    if (watch === undefined) this.#watches.set(folder, (watch = new Condition()));
    return watch.changed;
  }

  /** The names in a folder, in byte order. */
  list(path: string): string[] | undefined {
    if (!this.isDirectory(path)) return undefined;
    const prefix = path === '/' ? '/' : `${path}/`;
    const names: string[] = [];
    for (const other of this.#nodes.keys()) {
      if (other.length > prefix.length && other.startsWith(prefix)) {
        const name = other.slice(prefix.length);
        if (!name.includes('/')) names.push(name);
      }
    }
    return names.sort();
  }

  /** Makes a folder; its parents too where `parents` is set, and then an existing one is fine. */
  makeDirectory(path: string, parents = false): FileError | undefined {
    const existing = this.#node(path);
    if (existing) return parents && existing.kind === 'directory' ? undefined : 'EEXIST';
    if (parents && this.#node(parentPath(path)) === undefined) {
      const error = this.makeDirectory(parentPath(path), true);
      if (error) return error;
    }
    const error = this.#missing(path) === 'ENOTDIR' ? 'ENOTDIR' : undefined;
    if (error) return error;
    if (!this.isDirectory(parentPath(path))) return 'ENOENT';
    this.#add(path, 'directory', 0o755);
    return undefined;
  }

  /** Removes a file, or an empty folder. */
  remove(path: string): FileError | undefined {
    const node = this.#node(path);
    if (node === undefined) return this.#missing(path);
    if (path === '/') return 'EBUSY';
    if (node.kind === 'directory' && this.list(path)!.length > 0) return 'ENOTEMPTY';
    this.#nodes.delete(path);
    this.#disk.remove(path);
    this.#notify(path);
    return undefined;
  }

  /** Removes a file, or a folder with all that is in it. */
  removeAll(path: string): FileError | undefined {
    for (const name of this.list(path) ?? []) {
      this.removeAll(path === '/' ? `/${name}` : `${path}/${name}`);
    }
    return this.remove(path);
  }

  /** Moves a file or a folder to a new path, over a file that stands there. */
  rename(from: string, to: string): FileError | undefined {
    const node = this.#node(from);
    if (node === undefined) return this.#missing(from);
    if (from === to) return undefined;
    if (!this.isDirectory(parentPath(to))) return this.#missing(to);
    if (this.isDirectory(to)) return node.kind === 'file' ? 'EISDIR' : 'ENOTEMPTY';
    if (node.kind === 'directory' && this.isFile(to)) return 'ENOTDIR';
    if (to.startsWith(`${from}/`)) return 'EBUSY';
    for (const [path, moved] of [...this.#nodes]) {
      if (path !== from && !path.startsWith(`${from}/`)) continue;
      const target = to + path.slice(from.length);
      this.#nodes.delete(path);
      this.#nodes.set(target, moved);
      this.#disk.rename(path, target);
    }
    this.#notify(from);
    this.#notify(to);
    return undefined;
  }

  /** Sets a file's time to now, or makes it empty. */
  touch(path: string): FileError | undefined {
    const node = this.#node(path);
    if (node) node.modifiedAtUs = this.#timers.nowUs;
    return node ? undefined : this.write(path, '');
  }

  /** Sets the permission bits that `ls -l` shows. */
  changeMode(path: string, mode: number): FileError | undefined {
    const node = this.#node(path);
    if (node) node.mode = mode;
    return node ? undefined : this.#missing(path);
  }

  /** After a loss of power: forgets the files whose text never reached the disk. */
  recover(): void {
    for (const [path, node] of [...this.#nodes]) {
      if (node.kind === 'file' && !this.#disk.has(path)) this.#nodes.delete(path);
    }
  }

  #notify(path: string): void {
    if (this.#watches.size > 0) this.#watches.get(parentPath(path))?.notify();
  }

  #node(path: string): Node | undefined {
    return this.#nodes.get(path);
  }

  #open(path: string, mode: number): FileError | undefined {
    const node = this.#node(path);
    if (node?.kind === 'directory') return 'EISDIR';
    if (node === undefined && !this.isDirectory(parentPath(path))) return this.#missing(path);
    if (node === undefined) this.#add(path, 'file', mode);
    else node.modifiedAtUs = this.#timers.nowUs;
    return undefined;
  }

  #add(path: string, kind: Node['kind'], mode: number): void {
    this.#nodes.set(path, { kind, modifiedAtUs: this.#timers.nowUs, mode });
    if (kind === 'file') this.#disk.write(path, '');
  }

  /** ENOTDIR where a file stands in the way, else ENOENT. */
  #missing(path: string): FileError {
    for (let at = parentPath(path); at !== '/'; at = parentPath(at)) {
      if (this.isFile(at)) return 'ENOTDIR';
    }
    return 'ENOENT';
  }
}
