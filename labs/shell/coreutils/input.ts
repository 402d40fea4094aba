import type { Stream, Task } from '../../cluster/kernel/index.ts';
import { errorText, openFile } from '../open.ts';
import type { Tool } from './tool.ts';

/** One input of a tool that reads files: `-` is standard input. */
export interface Input {
  readonly name: string;
  readonly stream: Stream;
}

/**
 * Opens an input.
 *
 * Shape:   the stream is retained: release it after use
 * Errors:  what went wrong, in Linux's words
 */
export function openInput(tool: Tool, name: string): Input | { readonly error: string } {
  if (name === '-') return { name, stream: tool.process.streams[0]!.retain() };
  const stream = openFile(tool.process, name, 'read');
  if (typeof stream !== 'string') {
    if (!name.endsWith('/')) return { name, stream: stream.retain() };
    return { error: errorText('ENOTDIR') };
  }
  return { error: errorText(stream) };
}

/**
 * Goes through all inputs; with none named, standard input. Shape: 1 where one could not be read
 */
export function* eachInput(
  tool: Tool,
  names: readonly string[],
  work: (input: Input) => Task<void>,
  format = (name: string, error: string): string => `${name}: ${error}`,
): Task<number> {
  let status = 0;
  for (const name of names.length === 0 ? ['-'] : names) {
    const input = openInput(tool, name);
    if ('error' in input) {
      status = yield* tool.complain(format(name, input.error));
      continue;
    }
    try {
      yield* work(input);
    } finally {
      input.stream.release();
    }
  }
  return status;
}

/**
 * Hands over a stream's lines one by one, as they come.
 *
 * Shape:   `work` gets the line without its end, and whether it had one; true from it means: no
 *          more
 */
export function* eachLine(
  stream: Stream,
  work: (line: string, end: '\n' | '') => Task<boolean | void>,
): Task<void> {
  let rest = '';
  for (;;) {
    const chunk = yield* stream.read();
    if (chunk === '') break;
    const lines = (rest + chunk).split('\n');
    rest = lines.pop()!;
    for (const line of lines) if (yield* work(line, '\n')) return;
  }
  if (rest !== '') yield* work(rest, '');
}

/** Reads a stream to its end. */
export function* readAll(stream: Stream): Task<string> {
  let text = '';
  for (;;) {
    const chunk = yield* stream.read();
    if (chunk === '') return text;
    text += chunk;
  }
}

/** All lines of a text. */
export function splitLines(text: string): string[] {
  const lines = text.split('\n');
  if (lines.at(-1) === '') lines.pop();
  return lines;
}

/** Units: bytes of UTF-8. */
export function byteLength(text: string): number {
  let bytes = 0;
  for (const char of text) {
    const code = char.codePointAt(0)!;
    bytes += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
  }
  return bytes;
}

/** The first `bytes` bytes of a text, in whole characters. */
export function takeBytes(text: string, bytes: number): string {
  let taken = '';
  let left = bytes;
  for (const char of text) {
    left -= byteLength(char);
    if (left < 0) break;
    taken += char;
  }
  return taken;
}
