import { isStatus, type Status } from '../api/index.ts';
import type { Task } from '../kernel/index.ts';
import type { Answer, ApiRequest, Handler } from './request.ts';

/** One station of the pipeline: answers by itself, or asks the rest. */
export interface Filter {
  readonly name: string;
  run(request: ApiRequest, next: Handler): Task<Answer>;
}

/** Joins filters, the outermost first, around a handler. */
export function compose(filters: readonly Filter[], handler: Handler): Handler {
  return filters.reduceRight<Handler>(
    (next, filter) => (request) => filter.run(request, next),
    handler,
  );
}

/** Answers with an object, or with a status at its own code. */
export function answerWith(body: object, status = 200): Answer {
  return isStatus(body) ? answerStatus(body) : { status, body };
}

export function answerStatus(body: Status): Answer {
  const seconds = body.details?.retryAfterSeconds;
  return {
    status: body.code,
    body,
    ...(seconds !== undefined && { headers: { 'retry-after': String(seconds) } }),
  };
}

export function answerText(status: number, body: string): Answer {
  return { status, body };
}
