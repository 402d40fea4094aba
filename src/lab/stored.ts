/*
 * What the page keeps in the browser. A browser may refuse (private windows, a full disk, a
 * policy): then the lab works as before and remembers nothing.
 */

/** Shape: undefined where nothing is stored, where it cannot be read, or where it is not JSON. */
export function readStored(key: string): unknown {
  try {
    return JSON.parse(localStorage.getItem(key) ?? 'null') ?? undefined;
  } catch {
    return undefined;
  }
}

export function writeStored(key: string, value: unknown): void {
  try {
    if (value === undefined) localStorage.removeItem(key);
    else localStorage.setItem(key, JSON.stringify(value));
  } catch {
    // Refused: see above.
  }
}
