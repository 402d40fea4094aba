/**
 * curl: one request, and what the server says to it, byte for byte.
 *
 * It is the plainest client there is, so it shows what others hide: the status, the headers, a
 * watch line by line, the way in which a connection fails. options.ts reads the command line,
 * connect.ts opens the connection with or without TLS, transfer.ts sends and receives, failure.ts
 * has curl's sentences and exit codes, verbose.ts and report.ts what `-v`, `-w` and the progress
 * meter print.
 *
 * What it leaves out: every protocol but HTTP, redirects, cookies, uploads, several transfers at
 * once; `-v` does not show the messages of the TLS handshake.
 *
 * Source: curl 7.88 on Debian 12, whose words were recorded
 */
import { Stream, type Process, type Program, type Task } from '../../cluster/kernel/index.ts';
import { openFile } from '../open.ts';
import { readOptions, type CurlOptions } from './options.ts';
import { formatMeter, formatWriteOut } from './report.ts';
import { transfer, type Outcome, type Write } from './transfer.ts';

const TRY = "curl: try 'curl --help' or 'curl --manual' for more information\n";
const VERSION =
  'curl 7.88.1 (x86_64-pc-linux-gnu) libcurl/7.88.1 OpenSSL/3.0.17 zlib/1.2.13 nghttp2/1.52.0\n' +
  'Release-Date: 2023-02-20, security patched: 7.88.1-10+deb12u12\nProtocols: http https\n';

export const curl: Program = function* (process, argv) {
  const options = readOptions(argv.slice(1));
  if (typeof options === 'string') {
    yield* process.warn(`curl: ${options}\n${TRY}`);
    return 2;
  }
  if (options.has('version')) {
    yield* process.print(VERSION);
    return 0;
  }
  if (options.urls.length === 0) {
    yield* process.warn(TRY);
    return 2;
  }
  let code = 0;
  for (const [at, url] of options.urls.entries()) {
    code = yield* fetchOne(process, options, url, options.all('output')[at]);
  }
  return code;
};

function* fetchOne(
  process: Process,
  options: CurlOptions,
  url: string,
  target: string | undefined,
): Task<number> {
  const outcome = yield* transfer(process, options, url, makeWriter(process, target));
  const isSilent = options.has('silent') || options.has('no-progress-meter');
  const isOnScreen = target === undefined && process.streams[1]?.terminal !== undefined;
  if (!isSilent && !isOnScreen) yield* process.warn(formatMeter(outcome));
  yield* complain(process, options, outcome);
  const format = options.value('write-out');
  if (format !== undefined) yield* process.print(formatWriteOut(format, outcome));
  return outcome.failure?.code ?? 0;
}

function* complain(process: Process, options: CurlOptions, { failure }: Outcome): Task<void> {
  const isQuiet = options.has('silent') && !options.has('show-error');
  if (failure && !isQuiet) yield* process.warn(`curl: (${failure.code}) ${failure.text}\n`);
}

/**
 * Writes to standard output, or to the file that `-o` names, which is made when there is something.
 */
function makeWriter(process: Process, target: string | undefined): Write {
  if (target === undefined || target === '-') return (text) => process.writeTo(1, text);
  let stream: Stream | undefined;
  return function* (text) {
    if (stream === undefined) {
      const opened = openFile(process, target, 'write');
      if (!(opened instanceof Stream)) return false;
      stream = opened.retain();
    }
    return (yield* stream.write(text)) === undefined;
  };
}

export const curlPrograms: ReadonlyMap<string, Program> = new Map([['/usr/bin/curl', curl]]);
