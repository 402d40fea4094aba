import { decodeBase64 } from '../../api/index.ts';
import { HttpLink, respond, type HttpStream } from '../../client/http.ts';
import { Condition, wait, type Connection, type Task } from '../../kernel/index.ts';
import type { StatsSettings } from '../configuration.ts';
import type { Frontend } from '../frontend.ts';
import { formatCsv } from './csv.ts';
import type { Overview } from './overview.ts';
import { rowsOf } from './rows.ts';

interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/**
 * Answers a client of the statistics' page until it goes.
 *
 * Differs: what is not the page is answered with 503, servers or not; nothing is changed by it
 */
export function* serveStats(
  overview: Overview,
  frontend: Frontend,
  settings: StatsSettings,
  client: Connection,
): Task<void> {
  const ended = new Condition();
  const link = new HttpLink(client, {
    onOpen: (stream) => answer(overview, frontend, settings, stream),
    onEnd: () => ended.notify(),
  });
  while (link.end === undefined) yield* wait(ended.changed);
}

function answer(
  overview: Overview,
  frontend: Frontend,
  settings: StatsSettings,
  stream: HttpStream,
): void {
  const { headers, method, path } = stream.request!;
  const { body, headers: own, status } = pageFor(overview, settings, method, path, headers);
  const text = method === 'HEAD' ? '' : body;
  frontend.noteAnswer(status, overview.process.nowUs);
  frontend.tally.bytesOut += text.length;
  respond(stream, status, own, text);
}

function pageFor(
  overview: Overview,
  { accounts, realm, refreshSeconds, uri }: StatsSettings,
  method: string,
  path: string,
  headers: Readonly<Record<string, string>>,
): Answer {
  const rest = path.startsWith(uri) ? path.slice(uri.length) : undefined;
  if (rest === undefined || !/^([;?]|$)/.test(rest)) return refusal(503, NO_SERVER);
  if (accounts.length > 0 && !accounts.includes(accountOf(headers['authorization']))) {
    const { body, headers: own, status } = refusal(401, NO_ACCOUNT);
    return { status, body, headers: { ...own, 'www-authenticate': `Basic realm="${realm}"` } };
  }
  if (method === 'POST') {
    const denied = { 'cache-control': 'no-cache', 'content-type': 'text/plain' };
    const location = `${uri};st=DENY`;
    return { status: 303, headers: { ...denied, 'content-length': '0', location }, body: '' };
  }
  const options = rest.split(';');
  const isCsv = options.includes('csv');
  const isFresh = refreshSeconds !== undefined && !options.includes('norefresh');
  return {
    status: 200,
    headers: {
      'cache-control': 'no-cache',
      'content-type': isCsv ? 'text/plain' : 'text/html',
      ...(isFresh && { refresh: String(refreshSeconds) }),
      ...(method !== 'HEAD' && { 'transfer-encoding': 'chunked' }),
    },
    body: isCsv ? formatCsv(rowsOf(overview)) : htmlFor(uri),
  };
}

/** Shape: `user:password`; '' where none is given */
function accountOf(authorization = ''): string {
  const [, encoded = ''] = /^Basic (.*)$/i.exec(authorization) ?? [];
  return decodeBase64(encoded) ?? '';
}

function refusal(status: keyof typeof reasons, why: string): Answer {
  const body = `<html><body><h1>${status} ${reasons[status]}</h1>\n${why}\n</body></html>\n`;
  const length = String(body.length);
  const headers = {
    'content-length': length,
    'cache-control': 'no-cache',
    'content-type': 'text/html',
  };
  return { status, headers, body };
}

const reasons = { 401: 'Unauthorized', 503: 'Service Unavailable' } as const;
const NO_SERVER = 'No server is available to handle this request.';
const NO_ACCOUNT = 'You need a valid user and password to access this content.';

function htmlFor(uri: string): string {
  return `<html><head><title>Statistics Report for HAProxy</title></head><body>
This lab has the statistics as text only: ask for ${uri};csv
</body></html>
`;
}
