/** The order in which Go's structs have these fields; the others keep the order they came in. */
const topOrder = ['kind', 'apiVersion', 'metadata'];
const metaOrder = [
  ...['name', 'generateName', 'namespace', 'uid', 'resourceVersion', 'generation'],
  ...['creationTimestamp', 'deletionTimestamp', 'deletionGracePeriodSeconds'],
  ...['labels', 'annotations', 'ownerReferences', 'finalizers', 'managedFields'],
];

/** Fields that are maps in Go, which prints them sorted. */
const maps = new Set(['labels', 'annotations', 'data', 'binaryData', 'capacity', 'allocatable']);

/**
 * An object with its fields in the order in which the API server sends them.
 *
 * Differs: below `metadata` and the maps, fields keep the order in which the client sent them
 */
export function inGoOrder<T extends object>(object: T): T {
  const ordered: Record<string, unknown> = {};
  for (const [key, value] of orderedEntries(object, topOrder)) {
    if (key === 'metadata') ordered[key] = orderMeta(value as object);
    else ordered[key] = maps.has(key) ? sortMap(value) : value;
  }
  return ordered as T;
}

function orderMeta(meta: object): object {
  const entries = orderedEntries(meta, metaOrder);
  return Object.fromEntries(
    entries.map(([key, value]) => [key, maps.has(key) ? sortMap(value) : value]),
  );
}

function orderedEntries(object: object, order: readonly string[]): [string, unknown][] {
  const fields = object as Record<string, unknown>;
  const first = order.filter((key) => key in fields);
  const rest = Object.keys(fields).filter((key) => !order.includes(key));
  return [...first, ...rest].map((key) => [key, fields[key]]);
}

function sortMap(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** JSON as Go's encoder writes it: `<`, `>` and `&` are escaped. Ends without a line's end. */
export function encodeJson(value: unknown, isPretty = false): string {
  return escapeForGo(JSON.stringify(value, undefined, isPretty ? 2 : undefined));
}

function escapeForGo(text: string): string {
  return text.replace(/[<>&\u2028\u2029]/g, (character) => {
    return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
  });
}

/** Reads JSON. Errors: undefined where the text is none. */
export function decodeJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
