/** A request of a client outside the cluster. `id` is the client's choice, and never used twice. */
export interface HttpRequest {
  readonly id: number;
  readonly method: string;
  /** With the query. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** A piece of the answer. The first one has the status, the last one says so. */
export interface HttpPiece {
  readonly id: number;
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly text?: string;
  /** `broken` where the answer ended before its end. */
  readonly end?: 'complete' | 'broken';
}
