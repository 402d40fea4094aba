import type { HealthCheck, Proxy } from './configuration.ts';

/** `option httpchk`, with what its line may say of the request. Errors: HAProxy's sentence. */
export function takeHttpchk(proxy: Proxy, words: readonly string[]): string | undefined {
  const { check } = proxy;
  check.kind = 'http';
  if (words.length > 3) return `'option httpchk' cannot handle unexpected argument '${words[3]!}'.`;
  if (words.length === 1) check.uri = words[0]!;
  else if (words.length > 1) [check.method, check.uri] = words as [string, string];
  return undefined;
}

/**
 * `http-check …`, and `tcp-check connect`, which is written alike.
 *
 * Errors:  HAProxy's sentence
 */
export function takeCheckRule(
  proxy: Proxy,
  keyword: 'http-check' | 'tcp-check',
  [verb = '', ...words]: readonly string[],
): string | undefined {
  const label = `'${keyword} ${verb}' : `;
  const { check } = proxy;
  let fault: string | undefined;
  if (verb === 'connect') fault = takeConnect(check, words);
  else if (keyword === 'tcp-check') return undefined;
  else if (verb === 'send') fault = takeSend(check, words);
  else if (verb === 'expect') fault = takeExpect(check, words);
  else if (!OTHERS.test(verb)) return `'http-check' only supports ${VERBS}. but got '${verb}'`;
  return fault === undefined ? undefined : label + fault;
}

const OTHERS = /^(disable-on-404|send-state|comment|(un)?set-var.*)$/;
const VERBS =
  "'disable-on-404', 'send-state', 'comment', 'connect', 'send', 'expect', 'set-var-fmt(*)', " +
  "'set-var(*)', 'unset-var(*)'";

function takeConnect(check: HealthCheck, words: readonly string[]): string | undefined {
  for (let at = 0; at < words.length; at++) {
    const word = words[at]!;
    if (word === 'ssl') check.isTls = true;
    else if (word === 'port') {
      const value = words[++at];
      if (value === undefined) {
        return "'port' expects a port number or a sample expression as argument..";
      }
      const what = 'error detected while parsing port expression';
      if (!/^\d+$/.test(value)) return `${what} : unknown fetch method '${value}'.`;
      const range = 'a valid TCP port (from range 1 to 65535) or a sample expression';
      const isPort = Number(value) >= 1 && Number(value) <= 65_535;
      if (!isPort) return `expects ${range}, got ${value}..`;
      check.port = Number(value);
    } else if (/^(comment|addr|sni|alpn|proto)$/.test(word)) at++;
    else if (!/^(default|linger|send-proxy|via-socks4)$/.test(word)) {
      return `expects ${CONNECT_WORDS} but got '${word}' as argument..`;
    }
  }
  return undefined;
}

const CONNECT_WORDS =
  "'comment', 'port', 'addr', 'send-proxy', 'ssl', 'sni', 'alpn' or 'via-socks4', 'linger', " +
  "'default'";

function takeSend(check: HealthCheck, words: readonly string[]): string | undefined {
  for (let at = 0; at < words.length; at++) {
    const word = words[at]!;
    if (!/^(comment|meth|uri|uri-lf|ver|hdr|body|body-lf)$/.test(word)) {
      const known = "'comment', 'meth', 'uri', 'uri-lf', 'ver', 'hdr', 'body' or 'body-lf'";
      return `expects ${known} but got '${word}' as argument..`;
    }
    const value = words[++at];
    if (value === undefined) return `'${word}' expects a string as argument..`;
    if (word === 'meth') check.method = value;
    else if (word === 'uri' || word === 'uri-lf') check.uri = value;
    else if (word === 'hdr') check.headers[value] = words[++at] ?? '';
  }
  return undefined;
}

/** Differs: patterns of the answer's text are accepted and not looked for. */
function takeExpect(check: HealthCheck, words: readonly string[]): string | undefined {
  const isNegated = words[0] === '!';
  const [kind, pattern] = isNegated ? words.slice(1) : words;
  if (kind === undefined) return 'expects at least a matching pattern as arguments.';
  if (kind !== 'status') {
    if (/^(min-recv|r?string|string-lf|rstatus|f?hdr|comment)$/.test(kind)) return undefined;
    return `${EXPECT_WORDS} but got '${kind}' as argument..`;
  }
  if (pattern === undefined) return "'status' expects a <pattern> as argument.";
  const odd = /[^\d,-]/.exec(pattern)?.[0];
  if (odd !== undefined) return `invalid character '${odd}' in the list of status codes.`;
  const ranges = pattern.split(',').map((range): [number, number] => {
    const [from = '', to = from] = range.split('-');
    return [Number(from), Number(to)];
  });
  check.expected = { isNegated, ranges };
  return undefined;
}

const EXPECT_WORDS =
  "'only supports min-recv, [!]string', '[!]rstring', '[!]string-lf', '[!]status', " +
  "'[!]rstatus', [!]hdr, [!]fhdr or comment";
