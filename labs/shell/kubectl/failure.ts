import type { Status } from '../../cluster/api/index.ts';
import type { RestError } from '../../cluster/client/rest.ts';

/**
 * Why a command can't go on. `text` is the error itself, `told` what kubectl makes of an error of
 * the API or of the connection.
 *
 * Source:  kubectl pkg/cmd/util/helpers.go `checkErr`, `StandardErrorMessage`
 */
export class Failure {
  readonly text: string;
  readonly told: string | undefined;
  /** What the server said, where it was the server. */
  readonly status: Status | undefined;
  readonly code: number;

  constructor(text: string, told?: string, status?: Status, code = 1) {
    this.text = text;
    this.told = told;
    this.status = status;
    this.code = code;
  }

  get isNotFound(): boolean {
    return this.status?.reason === 'NotFound';
  }

  /** What stands on standard error where this is all that went wrong. */
  get message(): string {
    if (this.told !== undefined) return this.told;
    return this.text === '' || this.text.startsWith('error: ') ? this.text : `error: ${this.text}`;
  }

  /** The same as one of several errors. */
  get listed(): string {
    return this.told ?? this.text;
  }
}

/** Several errors at once: each on its line, without `error:` before it. */
export function severalFailures(failures: readonly Failure[]): Failure | undefined {
  if (failures.length === 0) return undefined;
  const lines = [...new Set(failures.map(({ listed }) => listed))];
  return new Failure(lines.join('\n'), lines.join('\n'), failures[0]!.status);
}

/** One error as it is, several each on its line. */
export function joinFailures(failures: readonly Failure[]): Failure | undefined {
  return failures.length === 1 ? failures[0] : severalFailures(failures);
}

export function connectionFailure(error: RestError, server: string): Failure {
  const { cause, message, reason } = error;
  if (cause !== 'ECONNREFUSED')
    return new Failure(message, `Unable to connect to the server: ${reason}`);
  const host = server.replace(/^https?:\/\//, '').replace(/\/.*/, '');
  const told =
    `The connection to the server ${host} was refused - ` +
    'did you specify the right host or port?';
  return new Failure(message, told);
}

/** Shape: `context` stands before the server's words: `error when creating "x.yaml"` */
export function statusFailure(status: Status, context?: string): Failure {
  const said = status.message ?? '';
  const text = context === undefined ? said : `${context}: ${said}`;
  const { reason = '' } = status;
  if (reason === 'Invalid') return new Failure(text, describeInvalid(status), status);
  if (reason === 'Unauthorized') {
    const told = `error: You must be logged in to the server (${text})`;
    return new Failure(text, told, status);
  }
  const why = reason === '' ? '' : ` (${reason})`;
  return new Failure(text, `Error from server${why}: ${text}`, status);
}

function describeInvalid({ details, message = '' }: Status): string {
  const { causes = [], kind = '', name = '' } = details ?? {};
  const head =
    kind === '' && name === ''
      ? `The request is invalid${message !== '' && causes.length === 0 ? `: ${message}` : ''}`
      : `The ${kind} "${name}" is invalid`;
  const lines = [...new Set(causes.map((cause) => `${cause.field}: ${cause.message}`))];
  if (lines.length < 2) return [head, ...lines].join(': ');
  return [`${head}: `, ...lines.map((line) => `* ${line}`)].join('\n');
}
