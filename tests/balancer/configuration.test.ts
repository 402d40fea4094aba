import { expect, test } from 'vitest';
import { parseConfiguration } from '../../labs/cluster/balancer/parse-configuration.ts';
import { Kernel } from '../../labs/cluster/kernel/index.ts';
import { Machine } from '../../labs/cluster/machine/index.ts';
import { configuration } from './balanced.ts';

const machine = new Machine(new Kernel('x'), { name: 'lb', addresses: [], programs: new Map() });

/** What is found when one piece of the file is another. */
function findingsOf(from: string, to: string): string[] {
  const text = configuration.replace(from, to);
  return parseConfiguration(machine, 'h.cfg', text).findings.map((finding) => finding.text);
}

const END = [
  'Error(s) found in configuration file : h.cfg',
  'Fatal errors found in configuration.',
];

// Each sentence was printed by `haproxy -c` 2.6.12 for the same file.
test.each([
  [
    'balance roundrobin',
    'frobnicate yes',
    "parsing [h.cfg:19] : unknown keyword 'frobnicate' in 'backend' section",
  ],
  [
    'maxconn 4000',
    'maxcon 4000',
    "parsing [h.cfg:3] : unknown keyword 'maxcon' in 'global' section; did you mean " +
      "'maxconn' maybe ?",
  ],
  ['mode tcp', 'mode foo', "parsing [h.cfg:6] : unknown proxy mode 'foo'."],
  [
    'connect 5s',
    'conect 5s',
    "parsing [h.cfg:10] : 'timeout' supports 'client', 'server', 'connect', 'check', " +
      "'queue', 'http-keep-alive', 'http-request', 'tunnel', 'tarpit', 'client-fin' " +
      "and 'server-fin' (got 'conect')",
  ],
  [
    'connect 5s',
    'connect 5x',
    "parsing [h.cfg:10] : unexpected character 'x' in 'timeout connect'",
  ],
  [
    'option tcplog',
    'option tcplogg',
    "parsing [h.cfg:8] : unknown option 'tcplogg'; did you mean 'tcplog' maybe ?",
  ],
  [
    'bind *:6443',
    'bind *:x',
    "parsing [h.cfg:15] : 'bind' : invalid character 'x' in port number 'x' in '*:x'",
  ],
  [
    'check inter',
    'check intr',
    "[h.cfg:22] : unknown keyword 'intr'; did you mean 'inter' maybe ? Hint: no " +
      'address was expected for this server.',
  ],
  [
    'server cp-1 10.0.0.21:6443',
    'server cp-1 10.0.0.21:6443 chek',
    "[h.cfg:23] : 'server kube-apiserver/cp-1' : unknown keyword 'chek'; did you " +
      "mean 'check' maybe ?",
  ],
  ['fall 3', 'fall 0', "[h.cfg:22] : 'fall' has to be > 0.."],
  [
    'server cp-1 10.0.0.21:6443',
    'server cp-1',
    "[h.cfg:23] : 'server' expects <name> and <addr>[:<port>] as arguments.",
  ],
])('%s as %s', (from, to, said) => {
  expect(findingsOf(from, to)).toEqual([said, ...END]);
});

test('says at the end what only the whole file tells', () => {
  expect(findingsOf('default_backend kube-apiserver', 'default_backend kube')).toEqual([
    "Proxy 'kube-apiserver': unable to find required default_backend: 'kube'.",
    'Fatal errors found in configuration.',
  ]);
  expect(findingsOf('10.0.0.21', 'nohost')).toEqual([
    "[h.cfg:23] : 'server kube-apiserver/cp-1' : could not resolve address 'nohost'.",
    'Failed to initialize server(s) addr.',
  ]);
  expect(findingsOf('server cp-2', 'server cp-1')).toEqual([
    "parsing [h.cfg:24] : backend 'kube-apiserver', another server named 'cp-1' was already " +
      'defined at line 23, please use distinct names.',
    'Fatal errors found in configuration.',
  ]);
});

test('is content with the file of the drills', () => {
  const parsed = parseConfiguration(machine, 'h.cfg', configuration);
  expect(parsed.findings).toEqual([]);
  expect(parsed.proxies[1]).toMatchObject({
    balance: 'roundrobin',
    check: { method: 'GET', uri: '/healthz', expected: [200] },
    servers: [{ name: 'cp-1', interUs: 2_000_000, fall: 3, rise: 2 }, {}, {}],
  });
});
