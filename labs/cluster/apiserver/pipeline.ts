import { isStatus, type Status } from '../api/index.ts';
import type { Task } from '../kernel/index.ts';
import type { Answer, ApiRequest, Handler } from './request.ts';

/** A station of the pipeline that waits for nothing: lets a request pass, or answers it. */
export interface Gate {
  readonly name: string;
  /** Errors: the answer for whom does not pass. */
  judge(request: ApiRequest): Answer | undefined;
}

/** A station that sees the answer of the rest, too. */
export interface Filter {
  readonly name: string;
  run(request: ApiRequest, next: Handler): Task<Answer>;
}

/** Joins stations, the outermost first, before a handler. */
export function compose(stations: readonly (Gate | Filter)[], handler: Handler): Handler {
  return stations.reduceRight<Handler>((next, station) => {
    if ('run' in station) return (request) => station.run(request, next);
    return (request) => {
      const refusal = station.judge(request);
      return refusal === undefined ? next(request) : answered(refusal);
    };
  }, handler);
}

function* answered(answer: Answer): Task<Answer> {
  return answer;
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
