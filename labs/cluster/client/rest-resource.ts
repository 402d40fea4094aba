import {
  decodeJson,
  failure,
  groupVersionOf,
  isStatus,
  type Kind,
  type KubeList,
  type KubeObject,
  type Status,
} from '../api/index.ts';
import type { Task } from '../kernel/index.ts';
import { isStreamEnd, type HttpResponse } from './http.ts';
import { describeStreamEnd } from './rest-error.ts';
import { RestWatch } from './rest-watch.ts';
import { RestError, type RestClient, type RestOptions } from './rest.ts';

/** What came of a call: what was asked for, or why not. */
export type Result<T> = T | Status | RestError;

export function isFailure<T>(result: Result<T>): result is Status | RestError {
  return result instanceof RestError || (isStatus(result) && result.status === 'Failure');
}

/** What to print of a failure. */
export function failureText(failed: Status | RestError): string {
  return failed instanceof RestError ? failed.message : (failed.message ?? 'unknown');
}

type Query = Readonly<Record<string, string>>;

const patchTypes = {
  merge: 'application/merge-patch+json',
  json: 'application/json-patch+json',
  strategic: 'application/strategic-merge-patch+json',
};

/**
 * The calls for one kind, in one namespace or in none.
 *
 * Shape:  `new ResourceClient(client, leaseKind, 'kube-system').get('kube-scheduler')`
 */
export class ResourceClient<T extends KubeObject> {
  readonly client: RestClient;
  readonly path: string;
  readonly #kind: Kind<T>;
  readonly #timeoutUs: number | undefined;

  constructor(client: RestClient, kind: Kind<T>, namespace?: string, timeoutUs?: number) {
    this.client = client;
    this.#kind = kind;
    this.path = resourcePath(kind, namespace);
    this.#timeoutUs = timeoutUs;
  }

  get(name: string, query: Query = {}): Task<Result<T>> {
    return this.#call('GET', `${this.path}/${name}`, { query });
  }

  /** Items are given the kind and version that the server leaves out of a list. */
  *list(query: Query = {}): Task<Result<KubeList<T>>> {
    const list = yield* this.#call<KubeList<T>>('GET', this.path, { query });
    if (isFailure(list) || isStatus(list)) return list;
    const { kind } = this.#kind;
    const apiVersion = groupVersionOf(this.#kind);
    return { ...list, items: list.items.map((item) => ({ ...item, kind, apiVersion })) };
  }

  create(object: T): Task<Result<T>> {
    return this.#call('POST', this.path, { body: object });
  }

  update(object: T): Task<Result<T>> {
    return this.#call('PUT', this.#pathOf(object), { body: object });
  }

  updateStatus(object: T): Task<Result<T>> {
    return this.#call('PUT', `${this.#pathOf(object)}/status`, { body: object });
  }

  /** Shape: `subresource` such as `status`, or left out */
  patch(
    name: string,
    patch: object,
    type: keyof typeof patchTypes = 'merge',
    subresource?: string,
  ): Task<Result<T>> {
    const path = `${this.path}/${name}${subresource === undefined ? '' : `/${subresource}`}`;
    return this.#call('PATCH', path, { body: patch, contentType: patchTypes[type] });
  }

  /** `options` is a DeleteOptions: `{ gracePeriodSeconds: 0, preconditions: { uid } }`. */
  delete(name: string, options: object = {}): Task<Result<T | Status>> {
    const body = { kind: 'DeleteOptions', apiVersion: 'v1', ...options };
    return this.#call('DELETE', `${this.path}/${name}`, { body });
  }

  watch(query: Query): Task<RestWatch<T> | Status | RestError> {
    return openWatch<T>(this.client, this.path, { query });
  }

  #pathOf({ metadata }: T): string {
    return `${this.path}/${metadata.name}`;
  }

  *#call<R>(
    method: Parameters<RestClient['request']>[0],
    path: string,
    options: RestOptions,
  ): Task<Result<R>> {
    const timeoutUs = this.#timeoutUs;
    const response = yield* this.client.request(method, path, { ...options, timeoutUs });
    return response instanceof RestError ? response : decodeResponse<R>(response);
  }
}

/** The collection's path. Shape: `/apis/coordination.k8s.io/v1/namespaces/kube-system/leases` */
export function resourcePath(
  kind: Pick<Kind, 'group' | 'version' | 'plural' | 'isNamespaced'>,
  namespace?: string,
): string {
  const root = `${kind.group === '' ? '/api' : '/apis'}/${groupVersionOf(kind)}`;
  const inside = kind.isNamespaced && namespace ? `/namespaces/${namespace}` : '';
  return `${root}${inside}/${kind.plural}`;
}

/** Reads an answer. Errors: a Status, made up where the server sent none. */
export function decodeResponse<R>({ status, body }: HttpResponse): R | Status {
  const value = decodeJson(body);
  if (isStatus(value)) return value;
  if (status < 400 && value !== undefined) return value as R;
  const shown = JSON.stringify(body.trim());
  const why = `an error on the server (${shown}) has prevented the request from succeeding`;
  return failure(status, status === 429 ? 'TooManyRequests' : 'InternalError', why);
}

/** Opens a watch on a collection. Errors: what the server answered in its place. */
export function* openWatch<T extends KubeObject>(
  client: RestClient,
  path: string,
  options: RestOptions,
): Task<RestWatch<T> | Status | RestError> {
  const query = { ...options.query, watch: 'true' };
  const stream = yield* client.open('GET', path, { ...options, query });
  if (stream instanceof RestError) return stream;
  const head = yield* stream.receive();
  if (isStreamEnd(head)) {
    const { cause, text } = describeStreamEnd(head, stream);
    return new RestError('GET', client.config.server + path, cause, text);
  }
  if (head.response?.status === 200) return new RestWatch<T>(stream);
  const body = typeof head.data === 'string' ? head.data : '';
  return decodeResponse<never>({ status: head.response?.status ?? 0, headers: {}, body });
}
