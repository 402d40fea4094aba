import { encodeJson, inGoOrder } from '../api/index.ts';
import { httpDate } from '../client/http-date.ts';
import type { Headers } from '../client/http.ts';
import type { Answer, ApiRequest } from './request.ts';
import { flowHeaders } from './fairness.ts';
import { makeUuid } from './identity.ts';

/**
 * Sends an answer, with the headers that every answer of an API server has.
 *
 * Source: apiserver endpoints/handlers/responsewriters/writers.go
 */
export function send(request: ApiRequest, answer: Exclude<Answer, 'abort' | { serve: unknown }>) {
  const { stream, head } = request;
  const { process } = stream.link.connection;
  const isText = typeof answer.body === 'string';
  const body = isText ? (answer.body as string) : encode(request, answer.body as object);
  const headers: Headers = {
    'audit-id': auditId(request),
    'cache-control': 'no-cache, private',
    'content-type': isText ? 'text/plain; charset=utf-8' : 'application/json',
    ...answer.headers,
    ...(isText && { 'x-content-type-options': 'nosniff' }),
    ...flowHeaders(request),
    'content-length': String(utf8Length(body)),
    date: httpDate(process.nowUs),
  };
  const response = { status: answer.status, headers };
  const data = head.method === 'HEAD' ? '' : body;
  stream.send(`http/${answer.status}`, { response, data, isEnd: true });
}

/** Starts an answer that goes on. */
export function sendHead(request: ApiRequest): boolean {
  const { stream } = request;
  const headers = {
    'audit-id': auditId(request),
    'cache-control': 'no-cache, private',
    'content-type': 'application/json',
    ...flowHeaders(request),
    date: httpDate(stream.link.connection.process.nowUs),
  };
  return stream.send('http/200', { response: { status: 200, headers } });
}

function encode({ head, query }: ApiRequest, body: object): string {
  const agent = head.headers['user-agent'] ?? '';
  const pretty = query.get('pretty');
  const isPretty =
    pretty === undefined
      ? /^(curl|Wget|Mozilla)/.test(agent)
      : pretty === 'true' || pretty === '1' || pretty === '';
  return encodeJson(inGoOrder(body), isPretty) + (isPretty ? '' : '\n');
}

function auditId({ stream }: ApiRequest): string {
  return makeUuid(stream.link.connection.process.random);
}

function utf8Length(text: string): number {
  const isAscii = !/[^\0-\x7f]/.test(text);
  return isAscii ? text.length : new TextEncoder().encode(text).length;
}
