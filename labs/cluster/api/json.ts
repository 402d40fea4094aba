/** The order in which Go's structs have these fields; the others keep the order they came in. */
const topOrder = new Set(['kind', 'apiVersion', 'metadata']);
const metaOrder = new Set([
  ...['name', 'generateName', 'namespace', 'uid', 'resourceVersion', 'generation'],
  ...['creationTimestamp', 'deletionTimestamp', 'deletionGracePeriodSeconds'],
  ...['labels', 'annotations', 'ownerReferences', 'finalizers', 'managedFields'],
]);

/** Fields that are maps in Go, which prints them sorted. */
const maps = new Set(['labels', 'annotations', 'data', 'binaryData', 'capacity', 'allocatable']);

type Fields = Readonly<Record<string, unknown>>;

/**
 * An object with its fields in the order in which the API server sends them.
 *
 * Differs: below `metadata` and the maps, fields keep the order in which the client sent them
 */
export function inGoOrder<T extends object>(object: T): T {
  return arrange(object as Fields, topOrder, (key, value) =>
    key === 'metadata' ? arrange(value as Fields, metaOrder, sortIfMap) : sortIfMap(key, value),
  ) as T;
}

/** The fields that `order` names come first. */
function arrange(
  fields: Fields,
  order: ReadonlySet<string>,
  shape: (key: string, value: unknown) => unknown,
): Fields {
  const arranged: Record<string, unknown> = {};
  for (const key of order) if (key in fields) arranged[key] = shape(key, fields[key]);
  for (const key in fields) if (!order.has(key)) arranged[key] = shape(key, fields[key]);
  return arranged;
}

function sortIfMap(key: string, value: unknown): unknown {
  return maps.has(key) ? sortMap(value) : value;
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
