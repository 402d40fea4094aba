import type { FieldError } from './field-error.ts';

/** A resource as errors name it: `pods`, `leases.coordination.k8s.io`. */
export interface GroupResource {
  readonly group: string;
  readonly resource: string;
}

export interface StatusCause {
  reason?: string;
  message?: string;
  field?: string;
}

export interface StatusDetails {
  name?: string;
  group?: string;
  kind?: string;
  uid?: string;
  causes?: StatusCause[];
  retryAfterSeconds?: number;
}

/** What the API server answers where there is no object to answer with. */
export interface Status {
  kind: 'Status';
  apiVersion: 'v1';
  metadata: object;
  status: 'Success' | 'Failure';
  message?: string;
  reason?: string;
  details?: StatusDetails;
  code: number;
}

export function isStatus(value: unknown): value is Status {
  return typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'Status';
}

/**
 * Makes a failure.
 *
 * Source: apimachinery api/errors/errors.go, for this and for all below
 */
export function failure(
  code: number,
  reason: string,
  message: string,
  details?: StatusDetails,
): Status {
  return {
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Failure',
    message,
    ...(reason !== '' && { reason }),
    ...(details && { details }),
    code,
  };
}

export function formatResource({ group, resource }: GroupResource): string {
  return group === '' ? resource : `${resource}.${group}`;
}

function detailsOf({ group, resource }: GroupResource, name: string): StatusDetails {
  return { ...(name !== '' && { name }), ...(group !== '' && { group }), kind: resource };
}

export function notFound(of: GroupResource, name: string): Status {
  const message = `${formatResource(of)} "${name}" not found`;
  return failure(404, 'NotFound', message, detailsOf(of, name));
}

export function alreadyExists(of: GroupResource, name: string): Status {
  const message = `${formatResource(of)} "${name}" already exists`;
  return failure(409, 'AlreadyExists', message, detailsOf(of, name));
}

export const MODIFIED =
  'the object has been modified; please apply your changes to the latest version and try again';

export function conflict(of: GroupResource, name: string, why: string = MODIFIED): Status {
  const message = `Operation cannot be fulfilled on ${formatResource(of)} "${name}": ${why}`;
  return failure(409, 'Conflict', message, detailsOf(of, name));
}

export function forbidden(of: GroupResource, name: string, why: string): Status {
  const what = of.resource === '' ? '' : formatResource(of);
  const named = name === '' ? what : `${what} "${name}"`;
  const message = what === '' ? `forbidden: ${why}` : `${named} is forbidden: ${why}`;
  return failure(403, 'Forbidden', message, what === '' ? {} : detailsOf(of, name));
}

/** Shape: `The Pod "x" is invalid: spec.containers: Required value` (kubectl puts `The` there) */
export function invalid(
  of: { readonly group: string; readonly kind: string },
  name: string,
  errors: readonly FieldError[],
): Status {
  const kind = of.group === '' ? of.kind : `${of.kind}.${of.group}`;
  const texts = [...new Set(errors.map(({ field, text }) => `${field}: ${text}`))];
  const all = texts.length === 1 ? texts[0]! : `[${texts.join(', ')}]`;
  const causes = errors.map(({ field, reason, text }) => ({ reason, message: text, field }));
  const group = of.group === '' ? {} : { group: of.group };
  const details = { ...(name !== '' && { name }), ...group, kind: of.kind, causes };
  return failure(422, 'Invalid', `${kind} "${name}" is invalid: ${all}`, details);
}

export function unauthorized(): Status {
  return failure(401, 'Unauthorized', 'Unauthorized');
}

export function badRequest(message: string): Status {
  return failure(400, 'BadRequest', message);
}

/** For a path that nothing serves. */
export function unknownPath(): Status {
  return failure(404, 'NotFound', 'the server could not find the requested resource', {});
}

export function methodNotAllowed(): Status {
  const message = 'the server does not allow this method on the requested resource';
  return failure(405, 'MethodNotAllowed', message, {});
}

export function timedOut(message: string): Status {
  return failure(504, 'Timeout', `Timeout: ${message}`, {});
}

export function tooManyRequests(message: string, retryAfterSeconds: number): Status {
  return failure(429, 'TooManyRequests', message, { retryAfterSeconds });
}

export function unavailable(message: string): Status {
  return failure(503, 'ServiceUnavailable', message);
}

export function expired(message: string): Status {
  return failure(410, 'Expired', message);
}

/** An error of a layer below that has no words of its own. */
export function unknownError(message: string): Status {
  return failure(500, '', message);
}

/** Asked for a revision that this server has not seen yet. */
export function tooLargeResourceVersion(asked: number, current: number): Status {
  const message = `Too large resource version: ${asked}, current: ${current}`;
  const cause = { reason: 'ResourceVersionTooLarge', message: 'Too large resource version' };
  return failure(504, 'Timeout', message, { causes: [cause], retryAfterSeconds: 1 });
}

/** What a delete answers with. */
export function deleted(of: GroupResource, name: string, uid: string): Status {
  const details = { ...detailsOf(of, name), uid };
  return { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success', details, code: 200 };
}
