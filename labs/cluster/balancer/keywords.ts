/** Keywords of `global` that are accepted; all but `log` change nothing here. */
export const globalKeywords = [
  ...['log', 'chroot', 'stats', 'user', 'group', 'daemon', 'maxconn', 'nbthread', 'pidfile'],
  ...['ca-base', 'crt-base', 'ssl-default-bind-ciphers', 'ssl-default-bind-ciphersuites'],
  ...['ssl-default-bind-options', 'ssl-server-verify', 'log-tag', 'master-worker'],
];

export const proxyKeywords = [
  ...['log', 'mode', 'option', 'retries', 'timeout', 'balance', 'http-check', 'default-server'],
  ...['server', 'bind', 'default_backend', 'use_backend', 'maxconn', 'description', 'errorfile'],
  ...['stats', 'log-format', 'fullconn'],
];

export const sectionKeywords = ['global', 'defaults', 'frontend', 'backend', 'listen'];

export const options = [
  ...[
    'httpchk',
    'tcplog',
    'redispatch',
    'dontlognull',
    'httplog',
    'tcp-check',
    'tcpka',
    'clitcpka',
  ],
  ...['srvtcpka', 'log-health-checks', 'http-server-close', 'forwardfor', 'dontlog-normal'],
];

/**
 * What HAProxy adds when a word looks like one that it knows.
 *
 * Differs: it counts letters that stand beside each other; here it is Levenshtein's distance
 */
export function didYouMean(word: string, known: readonly string[]): string {
  const near = known
    .map((one) => ({ one, far: distance(word, one) }))
    .sort((a, b) => a.far - b.far)[0];
  return near && near.far <= 2 ? `; did you mean '${near.one}' maybe ?` : '';
}

function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, at) => at);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const change = row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(change, row[j]! + 1, next[j - 1]! + 1));
    }
    row = next;
  }
  return row[b.length]!;
}
