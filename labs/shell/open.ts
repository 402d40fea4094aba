import {
  NullStream,
  sleep,
  Stream,
  type Process,
  type StreamError,
  type Task,
  type Terminal,
} from '../cluster/kernel/index.ts';
import { fileErrorTexts, type FileError, type FileSystem } from '../cluster/machine/files.ts';
import { machineOf } from '../cluster/machine/machine.ts';
import { resolvePath } from '../cluster/machine/path.ts';

/** How many characters one `read` of a file gives at most, as a program's own buffer would. */
export const READ_SIZE = 65_536;

/** A file opened for reading. It sees what others append while it is open. */
export class FileReader extends Stream {
  readonly #files: FileSystem;
  readonly #path: string;
  #at = 0;

  constructor(files: FileSystem, path: string) {
    super();
    this.#files = files;
    this.#path = path;
  }

  override *read(): Task<string> {
    const text = (this.#files.read(this.#path) ?? '').slice(this.#at, this.#at + READ_SIZE);
    this.#at += text.length;
    return text;
  }
}

/** A file opened for writing: all goes to its end. */
class FileWriter extends Stream {
  readonly #files: FileSystem;
  readonly #path: string;

  constructor(files: FileSystem, path: string) {
    super();
    this.#files = files;
    this.#path = path;
  }

  override *write(text: string): Task<StreamError | undefined> {
    const error = this.#files.append(this.#path, text);
    if (error === undefined || error === 'ENOSPC') return error;
    return 'EIO';
  }
}

/** A text that is there already, as a here-document is. */
export class TextReader extends Stream {
  #rest: string;

  constructor(text: string) {
    super();
    this.#rest = text;
  }

  override *read(): Task<string> {
    const text = this.#rest;
    this.#rest = '';
    return text;
  }
}

/**
 * A stream that takes back what was read too much: the shell reads a line, and the command after it
 * gets the rest.
 */
export class Rewindable extends Stream {
  readonly #inner: Stream;
  #kept = '';

  constructor(inner: Stream) {
    super();
    this.#inner = inner;
  }

  override get terminal(): Terminal | undefined {
    return this.#inner.terminal;
  }

  override *read(): Task<string> {
    const text = this.takeKept();
    return text === '' ? yield* this.#inner.read() : text;
  }

  override write(text: string): Task<StreamError | undefined> {
    return this.#inner.write(text);
  }

  /** Puts back text, to be read before all else. */
  unread(text: string): void {
    this.#kept = text + this.#kept;
  }

  /** Takes out what was put back and not read since. */
  takeKept(): string {
    const text = this.#kept;
    this.#kept = '';
    return text;
  }

  protected override closed(): void {
    this.#inner.release();
  }
}

/**
 * Makes a descriptor of a process one that takes text back. Errors: undefined where it is closed.
 */
export function rewindable(process: Process, descriptor: number): Rewindable | undefined {
  const stream = process.streams[descriptor];
  if (stream === undefined || stream instanceof Rewindable) return stream;
  // The new stream takes over the hold that the process has on the old one.
  const wrapped = new Rewindable(stream).retain();
  process.streams[descriptor] = wrapped;
  return wrapped;
}

export type OpenError = FileError;

/**
 * Opens a file, or what stands for one: `/dev/null`, `/dev/stdout` …
 *
 * Errors:  why it can't be opened, for `errorText`
 */
export function openFile(
  process: Process,
  name: string,
  how: 'read' | 'write' | 'append',
): Stream | OpenError {
  const { files } = machineOf(process);
  if (name === '') return 'ENOENT';
  const path = resolvePath(process.cwd, name);
  const device = openDevice(process, path);
  if (device !== undefined) return device;
  if (how === 'read') {
    if (files.isDirectory(path)) return 'EISDIR';
    return files.check(path, 'file') ?? new FileReader(files, path);
  }
  if (name.endsWith('/')) return 'EISDIR';
  const error = how === 'write' ? files.write(path, '') : files.append(path, '');
  return error ?? new FileWriter(files, path);
}

/** Zeros without end. Each piece takes its time, so that whoever reads them all stops no clock. */
class ZeroStream extends Stream {
  override *read(): Task<string> {
    yield* sleep(ZEROS_US);
    return '\0'.repeat(READ_SIZE);
  }
}

/** How long a read of `/dev/zero` takes. Units: microseconds. */
const ZEROS_US = 10;

function openDevice(process: Process, path: string): Stream | undefined {
  if (path === '/dev/null') return new NullStream();
  if (path === '/dev/zero') return new ZeroStream();
  const named = ['/dev/stdin', '/dev/stdout', '/dev/stderr'].indexOf(path);
  if (named >= 0) return process.streams[named];
  if (path === '/dev/tty') return process.streams.find((stream) => stream.terminal !== undefined);
  return undefined;
}

/** Linux's words for an error. */
export function errorText(error: FileError | StreamError): string {
  if (error === 'EPIPE') return 'Broken pipe';
  if (error === 'EBADF') return 'Bad file descriptor';
  return fileErrorTexts[error];
}
