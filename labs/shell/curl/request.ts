import type { Headers, RequestHead } from '../../cluster/client/http.ts';
import { statusTexts } from '../../cluster/client/http-status.ts';
import type { Process, Task } from '../../cluster/kernel/index.ts';
import { machineOf, resolvePath } from '../../cluster/machine/index.ts';
import { readAll } from '../coreutils/input.ts';
import type { Place } from './connect.ts';
import type { CurlOptions } from './options.ts';

export interface CurlRequest {
  readonly head: RequestHead;
  readonly body: string | undefined;
}

/** What is sent, as the options have it. */
export function* makeRequest(
  process: Process,
  options: CurlOptions,
  { host, path, port }: Place,
): Task<CurlRequest> {
  const body = yield* readBody(process, options);
  const isInPath = options.has('get') && body !== undefined;
  const method =
    options.value('request') ??
    (options.has('head') ? 'HEAD' : body === undefined || isInPath ? 'GET' : 'POST');
  const whole = isInPath ? `${path}${path.includes('?') ? '&' : '?'}${body}` : path;
  const headers: Record<string, string> = {
    host: `${host}:${port}`,
    'user-agent': options.value('user-agent') ?? USER_AGENT,
    accept: '*/*',
  };
  if (body !== undefined && !isInPath) {
    headers['content-length'] = String(new TextEncoder().encode(body).length);
    headers['content-type'] = options.has('json')
      ? 'application/json'
      : 'application/x-www-form-urlencoded';
  }
  for (const header of options.all('header')) addHeader(headers, header);
  return { head: { method, path: whole, headers }, body: isInPath ? undefined : body };
}

const USER_AGENT = 'curl/7.88.1';

function addHeader(headers: Record<string, string>, line: string): void {
  const at = line.indexOf(':');
  if (at < 0) return;
  const name = line.slice(0, at).trim().toLowerCase();
  const value = line.slice(at + 1).trim();
  if (value === '') delete headers[name];
  else headers[name] = value;
}

/**
 * Several `-d` are joined by `&`; `@file` stands for what is in a file, `@-` for standard input.
 */
function* readBody(process: Process, options: CurlOptions): Task<string | undefined> {
  const pieces: string[] = [...options.all('data-raw')];
  for (const piece of options.all('data', 'data-binary', 'json')) {
    if (!piece.startsWith('@')) {
      pieces.push(piece);
      continue;
    }
    const text = yield* readNamed(process, piece.slice(1));
    pieces.push(options.has('data') ? text.replace(/[\r\n]/g, '') : text);
  }
  return pieces.length === 0 ? undefined : pieces.join('&');
}

function* readNamed(process: Process, name: string): Task<string> {
  if (name === '-') return yield* readAll(process.streams[0]!);
  const text = machineOf(process).files.read(resolvePath(process.cwd, name));
  if (text !== undefined) return text;
  yield* process.warn(
    `Warning: Couldn't read data from file "${name}", this makes an empty POST.\n`,
  );
  return '';
}

/** A head as it goes over the wire: HTTP/2 has lower-case names. */
export function formatHead(first: string, headers: Headers, isTls: boolean): string {
  const lines = Object.entries(headers).map(([name, value]) => {
    const shown = isTls ? name : name.replace(/(^|-)[a-z]/g, (letters) => letters.toUpperCase());
    return `${shown}: ${value}\r\n`;
  });
  return `${first}\r\n${lines.join('')}\r\n`;
}

/** Shape: `HTTP/2 200 `, `HTTP/1.1 200 OK`; an answer without any header is HTTP/1.0 */
export function statusLine(status: number, headers: Headers, isTls: boolean): string {
  if (isTls) return `HTTP/2 ${status} `;
  const version = Object.keys(headers).length === 0 ? '1.0' : '1.1';
  return `HTTP/${version} ${status} ${statusTexts[status] ?? ''}`;
}
