/** Waits, and no longer than that. Errors: rejects with `why` where it takes longer */
export function within<T>(limitMs: number, why: string, what: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(why)), limitMs);
    what.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}
