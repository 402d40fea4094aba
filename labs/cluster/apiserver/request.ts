import type { Verb } from '../api/index.ts';
import type { HttpStream, RequestHead } from '../client/http.ts';
import type { Task } from '../kernel/index.ts';

/** Who asks. */
export interface User {
  readonly name: string;
  readonly groups: readonly string[];
}

/** What is asked for, read off the path. Source: apiserver endpoints/request `RequestInfo` */
export interface RequestInfo {
  readonly isResourceRequest: boolean;
  readonly path: string;
  /** For a path that is no resource, the HTTP method in lower case. */
  readonly verb: Verb | string;
  readonly group: string;
  readonly version: string;
  readonly namespace: string;
  readonly resource: string;
  readonly name: string;
  readonly subresource: string;
}

/** One request on its way through the server. The filters fill in what they find out. */
export interface ApiRequest {
  readonly stream: HttpStream;
  readonly head: RequestHead;
  readonly query: ReadonlyMap<string, string>;
  readonly body: string;
  readonly info: RequestInfo;
  /** When the server gives up. Units: microseconds of virtual time. */
  readonly deadlineUs: number;
  user: User;
}

/**
 * What a handler answers: a value (sent as JSON) or text, or a stream that goes on.
 *
 * 'abort' resets the stream, as net/http does with a handler that gave up without a word.
 */
export type Answer =
  | { readonly status: number; readonly body: string | object; readonly headers?: Headers }
  | { readonly serve: () => Task<void> }
  | 'abort';

type Headers = Readonly<Record<string, string>>;

export type Handler = (request: ApiRequest) => Task<Answer>;

const verbs: Readonly<Record<string, Verb>> = {
  POST: 'create',
  GET: 'get',
  HEAD: 'get',
  PUT: 'update',
  PATCH: 'patch',
  DELETE: 'delete',
};

/** Subresources of a namespace, which look like resources within it. */
const namespaceSubresources = ['status', 'finalize'];

/**
 * Reads what a request is for.
 *
 * Source: apiserver endpoints/request/requestinfo.go `NewRequestInfo`
 */
export function readRequestInfo(
  method: string,
  path: string,
  query: ReadonlyMap<string, string>,
): RequestInfo {
  const parts = path.split('/').filter(Boolean);
  const prefix = parts.shift();
  const group = prefix === 'apis' ? parts.shift() : '';
  const version = parts.shift();
  const isResource = (prefix === 'api' || prefix === 'apis') && parts.length > 0;
  if (!isResource || group === undefined || version === undefined) {
    return { ...noResource, path, verb: method.toLowerCase() };
  }
  const place = readPlace(parts);
  const verb = ofCollection(verbs[method] ?? method.toLowerCase(), place.name, query);
  return { isResourceRequest: true, path, verb, group, version, ...place };
}

const noResource = {
  isResourceRequest: false,
  ...{ group: '', version: '', namespace: '', resource: '', name: '', subresource: '' },
};

function readPlace(
  parts: string[],
): Pick<RequestInfo, 'namespace' | 'resource' | 'name' | 'subresource'> {
  let namespace = '';
  let rest = parts;
  if (parts[0] === 'namespaces') {
    namespace = parts[1] ?? '';
    if (parts.length > 2 && !namespaceSubresources.includes(parts[2]!)) rest = parts.slice(2);
  }
  const [resource = '', name = '', subresource = ''] = rest;
  return { namespace, resource, name, subresource };
}

/** Without a name a read is a list or a watch, and a delete takes the collection. */
function ofCollection(verb: string, name: string, query: ReadonlyMap<string, string>): string {
  if (name !== '') return verb;
  if (verb === 'delete') return 'deletecollection';
  if (verb !== 'get') return verb;
  return ['true', '1'].includes(query.get('watch') ?? '') ? 'watch' : 'list';
}

/** Shape: `parseQuery('/a?b=c%20d&e')` → `['/a', Map { b → 'c d', e → '' }]` */
export function parsePath(target: string): [path: string, query: ReadonlyMap<string, string>] {
  const at = target.indexOf('?');
  if (at < 0) return [target, new Map()];
  const query = new Map<string, string>();
  for (const pair of target
    .slice(at + 1)
    .split('&')
    .filter(Boolean)) {
    const [key = '', value = ''] = pair.split(/=(.*)/s);
    query.set(decode(key), decode(value));
  }
  return [target.slice(0, at), query];
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return text;
  }
}
