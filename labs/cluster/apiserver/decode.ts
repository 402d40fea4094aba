import {
  badRequest,
  failure,
  groupVersionOf,
  type Kind,
  type KubeObject,
  type Status,
} from '../api/index.ts';
import type { ApiRequest } from './request.ts';

/** Source: apiserver server/config.go `MaxRequestBodyBytes`. Units: bytes. */
const BODY_MAX = 3_145_728;

/**
 * Reads the object that a client sent.
 *
 * Errors:  413, 415, and 400 with the sentences of Go's decoder
 * Source:  apiserver endpoints/handlers/create.go, negotiation; apimachinery
 *          runtime/serializer/json
 * Differs: no YAML and no protobuf; unknown fields pass
 */
export function decodeBody({ body, head, info }: ApiRequest, kind: Kind): KubeObject | Status {
  const type = (head.headers['content-type'] ?? 'application/json').split(';')[0]!.trim();
  if (type !== 'application/json') {
    const message =
      'the body of the request was in an unknown format - accepted media types include: ' +
      'application/json, application/yaml, application/vnd.kubernetes.protobuf';
    return failure(415, 'UnsupportedMediaType', message);
  }
  const tooLarge = checkSize(body);
  if (tooLarge) return tooLarge;
  const object = parseObject(body);
  if (typeof object === 'string') return badRequest(unrecognized(kind, object, body));
  return checkKind(object, kind) ?? checkPlace(object, kind, info) ?? object;
}

export function checkSize(body: string): Status | undefined {
  if (body.length <= BODY_MAX) return undefined;
  const message = `Request entity too large: limit is ${BODY_MAX}`;
  return failure(413, 'RequestEntityTooLarge', message);
}

/** Reads JSON. Errors: what Go's decoder says. */
export function parseObject(body: string): KubeObject | string {
  try {
    const value: unknown = JSON.parse(body);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
      const object = value as KubeObject;
      object.metadata ??= {};
      return object;
    }
    return `json: cannot unmarshal ${typeof value} into Go value of type struct`;
  } catch {
    return describeSyntax(body);
  }
}

/** Differs: tells only an early end and a wrong first character apart. */
function describeSyntax(body: string): string {
  const text = body.trim();
  if (text === '' || /^[[{"]/.test(text)) return 'unexpected end of JSON input';
  return `invalid character '${text[0]}' looking for beginning of value`;
}

function unrecognized(kind: Kind, why: string, body: string): string {
  const shown = body.length > 30 ? `${body.slice(0, 30)} ...` : body;
  return (
    `the object provided is unrecognized (must be of type ${kind.kind}): couldn't get ` +
    `version/kind; json parse error: ${why} (${shown})`
  );
}

function checkKind(object: KubeObject, kind: Kind): Status | undefined {
  const expected = groupVersionOf(kind);
  object.apiVersion ??= expected;
  object.kind ??= kind.kind;
  const isRight = object.kind === kind.kind && object.apiVersion === expected;
  const why = isRight ? kind.checkSyntax(object) : undefined;
  if (isRight && why === undefined) return undefined;
  if (why !== undefined) return cannotBeHandled(object, kind, why);
  const version = object.apiVersion.split('/').at(-1)!;
  const internal = kind.group === '' ? 'core' : kind.group.split('.')[0]!;
  const from = `(${version}.${object.kind})`;
  const to = `(${internal}.${kind.kind})`;
  return cannotBeHandled(object, kind, `converting ${from} to ${to}: unknown conversion`);
}

function cannotBeHandled(object: KubeObject, kind: Kind, why: string): Status {
  const version = object.apiVersion.split('/').at(-1)!;
  const what = `${object.kind} in version "${version}"`;
  return badRequest(`${what} cannot be handled as a ${kind.kind}: ${why}`);
}

function checkPlace(
  object: KubeObject,
  kind: Kind,
  { namespace, name }: ApiRequest['info'],
): Status | undefined {
  const { metadata } = object;
  if (kind.isNamespaced) {
    if (metadata.namespace && metadata.namespace !== namespace) return NAMESPACE_MISMATCH;
    metadata.namespace = namespace;
  }
  if (name === '' || metadata.name === name) return undefined;
  if (metadata.name === undefined || metadata.name === '') {
    metadata.name = name;
    return undefined;
  }
  return badRequest(
    `the name of the object (${metadata.name}) does not match the name on the URL (${name})`,
  );
}

/** Source: apiserver registry/rest/meta.go `EnsureObjectNamespaceMatchesRequestNamespace` */
const NAMESPACE_MISMATCH = badRequest(
  'the namespace of the provided object does not match the namespace sent on the request',
);
