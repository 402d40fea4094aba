/** keepalived's options by their letters; a colon stands behind one that takes a word. */
const table: ReadonlyMap<string, string> = new Map(
  Object.entries({
    f: 'use-file:',
    S: 'log-facility:',
    u: 'umask:',
    p: 'pid:',
    r: 'vrrp_pid:',
    c: 'checkers_pid:',
    b: 'bfd_pid:',
    s: 'namespace:',
    A: 'snmp-agent-socket:',
    M: 'core-dump-pattern:',
    i: 'config-id:',
    P: 'vrrp',
    C: 'check',
    B: 'no_bfd',
    l: 'log-console',
    D: 'log-detail',
    G: 'no-syslog',
    X: 'release-vips',
    V: 'dont-release-vrrp',
    I: 'dont-release-ipvs',
    R: 'dont-respawn',
    n: 'dont-fork',
    d: 'dump-conf',
    a: 'address-monitoring',
    x: 'snmp',
    m: 'core-dump',
    e: 'all-config',
    t: 'config-test',
    v: 'version',
    h: 'help',
    '': 'all',
  }),
);
const entries = new Set(table.values());

/**
 * Reads keepalived's options, long and short.
 *
 * Shape:   by long name; a flag has ''
 * Errors:  what keepalived says of one that it does not know, or that lacks its word
 */
export function parseOptions(
  words: readonly string[],
): ReadonlyMap<string, string> | { readonly error: string } {
  const given = new Map<string, string>();
  const rest = [...words];
  for (let word = rest.shift(); word !== undefined; word = rest.shift()) {
    const [, long, attached] = /^--([^=]+)(?:=(.*))?$/.exec(word) ?? [];
    for (const name of long === undefined ? namesOf(word) : [long]) {
      if (entries.has(name)) given.set(name, attached ?? '');
      else if (entries.has(`${name}:`)) {
        const value = attached ?? rest.shift();
        if (value === undefined) return { error: `Missing parameter for option ${word}` };
        given.set(name, value);
      } else return { error: `Unknown option ${word}` };
    }
  }
  return given;
}

/** Shape: `-nD` gives `dont-fork`, `log-detail`; '?' for a letter that is unknown */
function namesOf(word: string): string[] {
  return [...word.slice(1)].map((letter) => table.get(letter)?.replace(':', '') ?? '?');
}
