import type { Redirection } from 'unbash';
import { Stream, type Task } from '../../cluster/kernel/index.ts';
import { errorText, openFile, TextReader } from '../open.ts';
import { expandHereDocument, expandText, expandWords } from './expand.ts';
import type { Shell } from './shell.ts';

/** A descriptor that was closed: reads nothing, writes nowhere. */
class ClosedStream extends Stream {}

/** The descriptors that a command gets, and what was opened for them. */
export interface Descriptors {
  readonly streams: Stream[];
  readonly opened: readonly Stream[];
}

/**
 * Opens what a command's redirects name, from left to right.
 *
 * Errors:  undefined after a message was printed
 * Keeps:   what it opened stays open until `closeAll`
 */
export function* openRedirects(
  shell: Shell,
  redirects: readonly Redirection[],
): Task<Descriptors | undefined> {
  const streams = [...shell.process.streams];
  const opened: Stream[] = [];
  for (const redirect of redirects) {
    const message = yield* openOne(shell, redirect, streams, opened);
    if (message === undefined) continue;
    closeAll(opened);
    yield* shell.complain(message);
    return undefined;
  }
  for (let at = 0; at < streams.length; at++) streams[at] ??= new ClosedStream();
  return { streams, opened };
}

export function closeAll(opened: readonly Stream[]): void {
  for (const stream of opened) stream.release();
}

/** Opens one redirect. Errors: the message that bash prints. */
function* openOne(
  shell: Shell,
  redirect: Redirection,
  streams: Stream[],
  opened: Stream[],
): Task<string | undefined> {
  const { operator } = redirect;
  const isInput = operator.startsWith('<') && operator !== '<>';
  const named = redirect.descriptor;
  const descriptor = named?.type === 'FileDescriptor' ? named.value : isInput ? 0 : 1;
  const put = (stream: Stream, ...descriptors: number[]): undefined => {
    opened.push(stream.retain());
    for (const each of descriptors) streams[each] = stream;
  };
  if (redirect.type === 'HereDoc') {
    return put(new TextReader(yield* hereDocument(shell, redirect)), descriptor);
  }
  if (redirect.target === undefined) return undefined;
  if (redirect.type === 'HereString') {
    return put(new TextReader(`${yield* expandText(shell, redirect.target)}\n`), descriptor);
  }
  const words = yield* expandWords(shell, [redirect.target]);
  const [target = ''] = words;
  if (words.length !== 1) return `${redirect.target.text}: ambiguous redirect`;
  if ((operator === '>&' || operator === '<&') && /^(\d+|-)$/.test(target)) {
    const source = target === '-' ? new ClosedStream() : streams[Number(target)];
    if (source === undefined || (target !== '-' && source instanceof ClosedStream)) {
      return `${target}: Bad file descriptor`;
    }
    streams[descriptor] = source;
    return undefined;
  }
  const isBoth = operator.startsWith('&>') || (operator === '>&' && named === undefined);
  const how = isInput ? 'read' : /^(>>|&>>|<>)$/.test(operator) ? 'append' : 'write';
  const stream = openFile(shell.process, target, how);
  if (typeof stream === 'string') return `${target}: ${errorText(stream)}`;
  return isBoth ? put(stream, 1, 2) : put(stream, descriptor);
}

function* hereDocument(
  shell: Shell,
  redirect: Extract<Redirection, { type: 'HereDoc' }>,
): Task<string> {
  const { body, delimiter, operator } = redirect;
  const isIndented = operator === '<<-';
  const strip = (text: string): string => (isIndented ? text.replace(/^\t+/gm, '') : text);
  if (delimiter?.quoted || body.parts === undefined) {
    const text = strip(body.text);
    return delimiter?.quoted
      ? text
      : text.replace(/\\([\\$`]|\n)/g, (_, char: string) => char.trim());
  }
  const parts = body.parts.map((part) =>
    part.type === 'Literal' ? { ...part, value: strip(part.value) } : part,
  );
  return yield* expandHereDocument(shell, parts);
}

/**
 * Runs something in the shell itself with other descriptors, and puts the old ones back.
 *
 * Keeps:   each stream that the process held is released exactly once, also if it is killed
 *          meanwhile
 */
export function* withRedirects<T>(
  shell: Shell,
  redirects: readonly Redirection[],
  failure: T,
  body: () => Task<T>,
): Task<T> {
  if (redirects.length === 0) return yield* body();
  const descriptors = yield* openRedirects(shell, redirects);
  if (descriptors === undefined) return failure;
  const { process } = shell;
  const before = process.streams.splice(0);
  process.streams.push(...descriptors.streams.map((stream) => stream.retain()));
  closeAll(descriptors.opened);
  try {
    return yield* body();
  } finally {
    if (process.state === 'exited') closeAll(before);
    else {
      closeAll(process.streams.splice(0));
      process.streams.push(...before);
    }
  }
}

/** `exec > file`: the shell's own descriptors from now on. Errors: false after a message. */
export function* redirectForGood(shell: Shell, redirects: readonly Redirection[]): Task<boolean> {
  const descriptors = yield* openRedirects(shell, redirects);
  if (descriptors === undefined) return false;
  const before = shell.process.streams.splice(0);
  shell.process.streams.push(...descriptors.streams.map((stream) => stream.retain()));
  closeAll(before);
  closeAll(descriptors.opened);
  return true;
}
