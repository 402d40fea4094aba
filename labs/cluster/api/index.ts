/**
 * The API: what objects there are, and the rules that hold for them, wherever they are.
 *
 * In Kubernetes these are the modules k8s.io/api and k8s.io/apimachinery together with what the API
 * server's registry knows of each kind. Client and server speak of the same shapes, so they live on
 * the lowest floor: pure data and pure functions, which import nothing. `kind.ts` says what a kind
 * is, `kinds/` has them, `status.ts` the answers that are no object, `selector.ts` what picks
 * objects out, `timestamp.ts` times and ages, `certificate.ts` certificates as plain values.
 *
 * Sentences that the API server says are kept word for word, because readers search for them.
 *
 * What it leaves out: protobuf and CBOR, `managedFields`, conversion between versions, OpenAPI.
 *
 * Source:  Kubernetes v1.36
 */
export { decodeBase64, encodeBase64 } from './base64.ts';
export * from './certificate.ts';
export * from './field-error.ts';
export { decodeJson, encodeJson, inGoOrder } from './json.ts';
export {
  groupVersionOf,
  type Cell,
  type Column,
  type Kind,
  type Subresource,
  type Verb,
} from './kind.ts';
export * from './kinds/index.ts';
export * from './object.ts';
export { parseQuantity } from './quantity.ts';
export * from './selector.ts';
export * from './status.ts';
export { ageOf, humanDuration, parseTimestamp } from './timestamp.ts';
