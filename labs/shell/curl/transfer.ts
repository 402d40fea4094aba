import type { ResponseHead } from '../../cluster/client/http.ts';
import { isStreamEnd } from '../../cluster/client/http.ts';
import { after, never, select, type Process, type Task } from '../../cluster/kernel/index.ts';
import { connect, readUrl, type Connected, type Place } from './connect.ts';
import { isCurlFailure, timeoutFailure, type CurlFailure } from './failure.ts';
import type { CurlOptions } from './options.ts';
import { formatHead, makeRequest, statusLine, type CurlRequest } from './request.ts';
import { describePeer, describeRequest, describeResponse, describeTrying } from './verbose.ts';

/** What came of a transfer, for `-w` and the progress meter. */
export interface Outcome {
  readonly url: string;
  readonly status: number;
  readonly headers: ResponseHead['headers'];
  readonly address: string;
  /** Units: characters. */
  readonly received: number;
  readonly startUs: number;
  readonly endUs: number;
  readonly failure: CurlFailure | undefined;
}

/** Where the answer goes. Errors: false where it could not be written */
export type Write = (text: string) => Task<boolean>;

/** Fetches one address. */
export function* transfer(
  process: Process,
  options: CurlOptions,
  url: string,
  write: Write,
): Task<Outcome> {
  const run = new Transfer(process, options, url, write);
  const limitUs = options.limitUs('max-time');
  const work = process.go(run.run());
  const late = limitUs === undefined ? never : after(limitUs);
  const first = yield* select({ done: work.done, late });
  if (first.which === 'late') {
    work.cancel();
    run.giveUp();
  }
  return run.outcome();
}

class Transfer {
  readonly #process: Process;
  readonly #options: CurlOptions;
  readonly #url: string;
  readonly #write: Write;
  readonly #startUs: number;
  #connected: Connected | undefined;
  #response: ResponseHead | undefined;
  #received = 0;
  #failure: CurlFailure | undefined;

  constructor(process: Process, options: CurlOptions, url: string, write: Write) {
    this.#process = process;
    this.#options = options;
    this.#url = url;
    this.#write = write;
    this.#startUs = process.nowUs;
  }

  outcome(): Outcome {
    const { headers = {}, status = 0 } = this.#response ?? {};
    return {
      url: this.#url,
      status,
      headers,
      address: this.#connected?.address ?? '',
      received: this.#received,
      startUs: this.#startUs,
      endUs: this.#process.nowUs,
      failure: this.#failure,
    };
  }

  giveUp(): void {
    const received = this.#connected ? this.#received : undefined;
    this.#failure = timeoutFailure(this.#process.nowUs - this.#startUs, received);
    this.#connected?.link.close();
  }

  *run(): Task<void> {
    const place = readUrl(this.#url);
    if (isCurlFailure(place)) {
      this.#failure = place;
      return;
    }
    yield* this.#tell(describeTrying(this.#process, place));
    const connected = yield* connect(this.#process, this.#options, place);
    if (isCurlFailure(connected)) {
      this.#failure = connected;
      return;
    }
    this.#connected = connected;
    yield* this.#tell(describePeer(connected, place));
    const request = yield* makeRequest(this.#process, this.#options, place);
    yield* this.#tell(describeRequest(request, place));
    this.#failure = yield* this.#exchange(connected, request, place);
    connected.link.close();
  }

  *#exchange(
    { link }: Connected,
    { body, head }: CurlRequest,
    place: Place,
  ): Task<CurlFailure | undefined> {
    const frame = { request: head, isEnd: true, ...(body !== undefined && { data: body }) };
    const stream = link.open(`http/${head.method} ${place.path}`, frame);
    for (;;) {
      const piece = yield* stream.receive();
      if (isStreamEnd(piece)) return this.#brokenOff(place);
      if (piece.response) {
        const failed = yield* this.#takeHead(piece.response, place);
        if (failed) return failed;
      }
      if (typeof piece.data === 'string' && piece.data !== '' && !this.#options.has('head')) {
        this.#received += piece.data.length;
        if (!(yield* this.#write(piece.data))) return CANNOT_WRITE;
      }
      if (piece.isEnd) return undefined;
    }
  }

  *#takeHead(response: ResponseHead, { isTls }: Place): Task<CurlFailure | undefined> {
    const { headers, status } = response;
    this.#response = response;
    const text = formatHead(statusLine(status, headers, isTls), headers, isTls);
    yield* this.#tell(describeResponse(text));
    if (status >= 400 && this.#options.has('fail')) {
      return { code: 22, text: `The requested URL returned error: ${status}` };
    }
    const isShown = this.#options.has('include') || this.#options.has('head');
    if (isShown && !(yield* this.#write(text))) return CANNOT_WRITE;
    return undefined;
  }

  /** Source: curl 7.88 lib/transfer.c, lib/http2.c */
  #brokenOff({ isTls }: Place): CurlFailure {
    if (this.#response)
      return { code: 18, text: 'transfer closed with outstanding read data remaining' };
    const eof = 'error:0A000126:SSL routines::unexpected eof while reading, errno 0';
    return isTls
      ? { code: 56, text: `OpenSSL SSL_read: OpenSSL/3.0.17: ${eof}` }
      : { code: 52, text: 'Empty reply from server' };
  }

  *#tell(text: string): Task<void> {
    if (this.#options.has('verbose')) yield* this.#process.warn(text);
  }
}

const CANNOT_WRITE: CurlFailure = { code: 23, text: 'Failure writing output to destination' };
