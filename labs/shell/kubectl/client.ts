import {
  decodeJson,
  failure,
  isStatus,
  type Status,
  type WatchEvent,
} from '../../cluster/api/index.ts';
import { statusTexts } from '../../cluster/client/http-status.ts';
import type { HttpResponse } from '../../cluster/client/http.ts';
import { formatKlogLine } from '../../cluster/client/klog.ts';
import { openWatch } from '../../cluster/client/rest-resource.ts';
import {
  pathWithQuery,
  RestError,
  type Method,
  type RestClient,
} from '../../cluster/client/rest.ts';
import { SECOND, type Task } from '../../cluster/kernel/index.ts';
import { connectionFailure, Failure, statusFailure } from './failure.ts';

export type Query = Readonly<Record<string, string>>;

export interface Call {
  readonly query?: Query;
  readonly body?: object | string;
  readonly contentType?: string;
  readonly accept?: string;
  /** Units: microseconds. */
  readonly timeoutUs?: number;
}

/** What `--request-timeout` says. Shape: `5s`, as the server is told */
export interface Limit {
  readonly text: string;
  readonly us: number;
}

/** Waits for a watch's next event. Shape: undefined once the watch is over */
export type NextEvent = () => Task<WatchEvent | undefined>;

/** kubectl's way to the API server: what it sends is logged where `-v` asks for it. */
export class Client {
  readonly #rest: RestClient;
  readonly #verbosity: number;
  readonly #limit: Limit | undefined;

  constructor(rest: RestClient, verbosity: number, limit: Limit | undefined) {
    this.#rest = rest;
    this.#verbosity = verbosity;
    this.#limit = limit;
  }

  get server(): string {
    return this.#rest.config.server;
  }

  /** Asks for one thing. Errors: no answer, or one that is an error */
  *call<T>(method: Method, path: string, call: Call = {}): Task<T | Failure> {
    const response = yield* this.#request(method, path, call);
    if (response instanceof Failure) return response;
    const value = decodeJson(response.body);
    if (isStatus(value) && value.status === 'Failure') return statusFailure(value);
    if (response.status < 400 && value !== undefined) return value as T;
    return statusFailure(genericStatus(response));
  }

  get<T>(path: string, query: Query = {}, accept?: string): Task<T | Failure> {
    return this.call('GET', path, { query, ...(accept !== undefined && { accept }) });
  }

  /** Asks for text. */
  *raw(method: Method, path: string, call: Call = {}): Task<string | Failure> {
    const response = yield* this.#request(method, path, call);
    if (response instanceof Failure) return response;
    if (response.status < 400) return response.body;
    const value = decodeJson(response.body);
    return statusFailure(isStatus(value) ? value : genericStatus(response));
  }

  *watch(path: string, query: Query, accept?: string): Task<NextEvent | Failure> {
    const whole = { ...query, ...this.#timeoutQuery(), watch: 'true' };
    const options = { query: whole, ...(accept !== undefined && { accept }) };
    const watch = yield* openWatch(this.#rest, path, options);
    yield* this.#log('GET', path, whole, isStatus(watch) ? watch.code : 200, 0);
    if (watch instanceof RestError) return connectionFailure(watch, this.server);
    if (isStatus(watch)) return statusFailure(watch);
    return function* () {
      const event = yield* watch.next();
      return event === 'timeout' ? undefined : (event as WatchEvent | undefined);
    };
  }

  *#request(method: Method, path: string, call: Call): Task<HttpResponse | Failure> {
    const { process } = this.#rest;
    const startUs = process.nowUs;
    const query = { ...call.query, ...this.#timeoutQuery() };
    const timeoutUs = this.#limit?.us ?? call.timeoutUs;
    const result = yield* this.#rest.request(method, path, { ...call, query, timeoutUs });
    if (result instanceof RestError) {
      yield* this.#log(method, path, query, 0, startUs);
      return connectionFailure(result, this.server);
    }
    yield* this.#log(method, path, query, result.status, startUs);
    const warning = /^299 \S+ "(.*)"$/.exec(result.headers['warning'] ?? '')?.[1];
    if (warning !== undefined) yield* process.warn(`Warning: ${warning}\n`);
    return result;
  }

  #timeoutQuery(): Query {
    return this.#limit === undefined ? {} : { timeout: this.#limit.text };
  }

  *#log(method: Method, path: string, query: Query, status: number, startUs: number): Task<void> {
    if (this.#verbosity < 6) return;
    const { process } = this.#rest;
    const took = startUs === 0 ? 0 : Math.floor((process.nowUs - startUs) / (SECOND / 1_000));
    const url = this.server + pathWithQuery(path, query);
    const answer = status === 0 ? '' : `${status} ${statusTexts[status] ?? ''}`;
    const text = `"Response" verb="${method}" url="${url}" status="${answer}" milliseconds=${took}`;
    yield* process.warn(formatKlogLine(process, 'I', 'round_trippers.go:632', text));
  }
}

const genericReasons: Readonly<Record<number, readonly [string, string]>> = {
  401: ['Unauthorized', 'the server has asked for the client to provide credentials'],
  404: ['NotFound', 'the server could not find the requested resource'],
  405: ['MethodNotAllowed', 'the server does not allow this method on the requested resource'],
  429: [
    'TooManyRequests',
    'the server has received too many requests and has asked us to try again later',
  ],
  503: ['ServiceUnavailable', 'the server is currently unable to handle the request'],
  504: [
    'Timeout',
    'the server was unable to return a response in the time allotted, but may still be ' +
      'processing ' +
      'the request',
  ],
};

/** An error that the server gave no Status for. Source: api/errors `NewGenericServerResponse` */
function genericStatus({ body, status }: HttpResponse): Status {
  const known = genericReasons[status];
  if (known) return failure(status, known[0], known[1]);
  const said = JSON.stringify(body.trim());
  const why = `an error on the server (${said}) has prevented the request from succeeding`;
  return failure(status, status === 403 ? 'Forbidden' : 'InternalError', why);
}
