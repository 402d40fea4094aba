import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { columns } from '../../labs/cluster/balancer/stats/columns-table.ts';
import { dialHttp, requestHttp } from '../../labs/cluster/client/http.ts';
import { NullStream, SECOND } from '../../labs/cluster/kernel/index.ts';
import type { LineService } from '../../labs/cluster/machine/index.ts';
import { makeBalanced } from './balanced.ts';

/* What HAProxy 2.6.12 said on loopback, step by step: three servers fail and come back. */
interface Recorded {
  readonly columns: string;
  readonly moments: readonly { readonly name: string; readonly rows: readonly string[] }[];
  /** What it said when servers were maintained, drained and made ready. */
  readonly journal: readonly string[];
}

const recorded = JSON.parse(
  readFileSync(new URL('recorded/statistics.json', import.meta.url), 'utf8'),
) as Recorded;

const configuration = (level: string): string => `global
    maxconn 4000
    stats socket /run/haproxy/admin.sock mode 660${level}

defaults
    mode tcp
    timeout connect 5s
    timeout client 60s
    timeout server 60s
    timeout check 5s

frontend apiserver
    bind *:6443
    default_backend apiserverbackend

backend apiserverbackend
    option httpchk GET /healthz
    http-check expect status 200
    balance roundrobin
    default-server inter 2s fall 3 rise 2 check-ssl verify none
    server cp-1 10.0.0.21:6443 check
    server cp-2 10.0.0.22:6443 check
    server cp-3 10.0.0.23:6443 check

listen stats
    bind *:8404
    mode http
    stats enable
    stats uri /stats
    stats refresh 10s

listen guarded
    bind *:8405
    mode http
    stats auth admin:secret
`;

function open(level = ' level admin') {
  const lab = makeBalanced(configuration(level));
  const tell = (line: string): string => {
    const service = lab.lb.sockets.connect<LineService>('/run/haproxy/admin.sock');
    if (typeof service === 'string') throw new Error(service);
    return service.ask(line);
  };
  const get = (port: number, path: string, method = 'GET', headers = {}) => {
    const got = { status: 0, headers: {} as Readonly<Record<string, string>>, body: '' };
    lab.machines[0]!.spawn({
      argv: ['curl'],
      streams: [0, 1, 2].map(() => new NullStream()),
      program: function* (process) {
        const link = yield* dialHttp(process, '10.0.0.10', port);
        if (typeof link === 'string') return 1;
        const answer = yield* requestHttp(link, { method, path, headers });
        if (answer !== undefined) Object.assign(got, answer);
        link.close();
        return 0;
      },
    });
    lab.run(0.1);
    return got;
  };
  return { ...lab, tell, get };
}

/** Waits, bytes and rates are the machine's; the ports were loopback's. */
const VARYING = new RegExp(
  '^(bin|bout|rate.*|conn_rate.*|lastchg|lastsess|downtime|check_duration|[cqrt]time.*|' +
    'need_conn_est|h1_.*|addr|-)$',
);

function fixed(line: string): Record<string, string> {
  const values = line.split(',');
  return Object.fromEntries(
    columns
      .map((name, index) => [name, values[index] ?? ''] as const)
      .filter(([name, value]) => value !== '' && !VARYING.test(name)),
  );
}

/** What was done before each recorded moment. */
const steps: Readonly<Record<string, (lab: ReturnType<typeof open>) => void>> = {
  'cp-2 answers 500': ({ statuses, run }) => {
    statuses.set('cp-2', 500);
    run(7);
  },
  'cp-3 is gone': ({ servers, run }) => {
    servers[2]!.signal('SIGKILL');
    run(7);
  },
  'both are back': ({ revive, run, statuses }) => {
    statuses.set('cp-2', 200);
    revive(2);
    run(7);
  },
  'cp-1 in maintenance': ({ tell }) => void tell('disable server apiserverbackend/cp-1'),
  'cp-2 drained': ({ tell }) => void tell('set server apiserverbackend/cp-2 state drain'),
  'both ready': ({ tell }) => {
    tell('enable server apiserverbackend/cp-1; set server apiserverbackend/cp-2 state ready');
  },
  'three seconds later': ({ run }) => void run(3),
};

test('has the columns and the values of the real one, through failures and maintenance', () => {
  const lab = open();
  for (let at = 0; at < 6; at++) lab.ask(0.05);
  for (const { name, rows } of recorded.moments) {
    steps[name]!(lab);
    const [head, ...lines] = lab.tell('show stat').split('\n');
    expect(head).toBe(recorded.columns);
    const shown = lines.filter((line) => line.startsWith('apiserver')).map(fixed);
    expect({ name, rows: shown }).toEqual({ name, rows: rows.map(fixed) });
  }
});

test('says in the journal what an administrator has done', () => {
  const lab = open();
  for (const line of [
    'set server apiserverbackend/cp-1 state maint',
    'set server apiserverbackend/cp-2 state drain',
    'set server apiserverbackend/cp-1 state ready',
    'set server apiserverbackend/cp-2 state ready',
    'disable server apiserverbackend/cp-1; disable server apiserverbackend/cp-2',
    'disable server apiserverbackend/cp-3',
  ]) {
    lab.tell(line);
  }
  lab.run(0.1);
  const said = lab
    .journal()
    .flatMap((line) => line.match(/(?<=\(\d+\) : )(Server|backend).*/)?.[0]);
  expect(said.filter((line) => line !== undefined)).toEqual(recorded.journal);
});

test('a server that is drained or maintained gets no new connection and keeps the old ones', () => {
  const lab = open();
  const held = [lab.hold(), lab.hold(), lab.hold()];
  lab.tell('set server apiserverbackend/cp-1 state drain; disable server apiserverbackend/cp-2');
  for (let at = 0; at < 4; at++) expect(lab.ask(0.05).answer).toBe('answered');
  lab.run(5);
  expect(held.map(({ end }) => end)).toEqual(['', '', '']);
  const rows = lab.tell('show stat apiserverbackend 4 -1').split('\n').slice(1, 4).map(fixed);
  expect(rows.map(({ scur, status, stot }) => [status, scur, stot])).toEqual([
    ['DRAIN', '1', '1'],
    ['MAINT', '1', '1'],
    ['UP', '1', '5'],
  ]);
  lab.tell('shutdown sessions server apiserverbackend/cp-2');
  lab.run(0.1);
  expect(held.map(({ end }) => end)).toEqual(['', 'EOF', '']);
});

test('a server in maintenance is not asked whether it works', () => {
  const lab = open();
  lab.tell('disable server apiserverbackend/cp-1');
  lab.run(1);
  const asked = new Set<string>();
  lab.kernel.trace.observe(({ kind, from, to }) => {
    if (kind === 'send' && from === 'lb' && to !== undefined) asked.add(to);
  });
  lab.run(5);
  expect([...asked].sort()).toEqual(['cp-2', 'cp-3']);
});

const server = 'set server apiserverbackend/cp-1';
const usage =
  'usage: set server <backend>/<server> addr | agent | agent-addr | agent-port | agent-send | ' +
  'check-addr | check-port | fqdn | health | ssl | state | weight\n\n';

describe('answers as the real one does', () => {
  test.each([
    ['disable server', "Require 'backend/server'.\n\n"],
    ['disable server nope/cp-1', 'No such backend.\n\n'],
    ['disable server apiserverbackend/nope', 'No such server.\n\n'],
    [server, usage],
    [`${server} nope`, usage],
    [`${server} state nope`, "'set server <srv> state' expects 'ready', 'drain' and 'maint'.\n\n"],
    ['show backend', '# name\napiserverbackend\nstats\nguarded\n\n'],
    ['show version', '2.6.12-1+deb12u4\n\n'],
    ['show stat nope 1 1', 'No such proxy.\n\n'],
    ['show stat apiserverbackend 1 -1', `${recorded.columns}\n\n`],
    ['clear counters', '\n'],
    ['show version;show cli level', '2.6.12-1+deb12u4\n\nadmin\n\n'],
    ['quit', ''],
  ])('to %s', (line, answer) => {
    expect(open().tell(line)).toBe(answer);
  });

  test.each([
    server,
    'disable server nope/x',
    'clear counters all',
    'shutdown sessions server a/b',
  ])('to %s below the level of an administrator', (line) => {
    expect(open('').tell(line)).toBe('Permission denied\n\n');
  });
});

test('a worker that takes over answers at the socket, and without one nobody does', () => {
  const lab = open();
  lab.tell('disable server apiserverbackend/cp-1');
  lab.command('systemctl reload haproxy');
  lab.run(1);
  expect(lab.tell('show stat')).not.toContain('MAINT');
  lab.command('systemctl stop haproxy');
  expect(() => lab.tell('show stat')).toThrow('ECONNREFUSED');
});

describe('the page', () => {
  const noServer =
    '<html><body><h1>503 Service Unavailable</h1>\n' +
    'No server is available to handle this request.\n</body></html>\n';
  const cache = { 'cache-control': 'no-cache' };

  test('gives the figures as text', () => {
    const { body, headers, status } = open().get(8404, '/stats;csv');
    const chunked = { 'transfer-encoding': 'chunked' };
    expect(status).toBe(200);
    expect(headers).toEqual({ ...cache, 'content-type': 'text/plain', refresh: '10', ...chunked });
    expect(body.split('\n')[0]).toBe(recorded.columns);
    expect(body).toContain('\nstats,FRONTEND,,,1,1,4000,1,');
  });

  test('counts what it has answered', () => {
    const lab = open();
    lab.get(8404, '/stats;csv');
    lab.get(8404, '/nope');
    const row = fixed(lab.tell('show stat stats 1 -1').split('\n')[1]!);
    expect(row).toMatchObject({ scur: '0', stot: '2', req_tot: '2', hrsp_2xx: '1', hrsp_5xx: '1' });
  });

  test('is at its own address alone', () => {
    const length = { 'content-length': '107' };
    const headers = { ...length, ...cache, 'content-type': 'text/html' };
    expect(open().get(8404, '/')).toEqual({ status: 503, headers, body: noServer });
    expect(open().get(8404, '/statsx').status).toBe(503);
  });

  test('asks for a password where it has one', () => {
    const lab = open();
    const path = '/haproxy?stats;csv';
    const { headers, status } = lab.get(8405, path);
    expect(status).toBe(401);
    expect(headers['www-authenticate']).toBe('Basic realm="HAProxy Statistics"');
    const as = (account: string) => ({ authorization: `Basic ${btoa(account)}` });
    expect(lab.get(8405, path, 'GET', as('admin:nope')).status).toBe(401);
    expect(lab.get(8405, path, 'GET', as('admin:secret')).status).toBe(200);
  });

  test('changes nothing', () => {
    const { headers, status } = open().get(8404, '/stats', 'POST');
    expect([status, headers['location']]).toEqual([303, '/stats;st=DENY']);
  });
});

test('counts a second of connections as the real one does', () => {
  const lab = open();
  for (let at = 0; at < 6; at++) lab.ask(0.01);
  const rates = () => {
    const line = lab.tell('show stat apiserver 1 -1').split('\n')[1]!.split(',');
    return ['rate', 'rate_max'].map((name) => line[columns.indexOf(name)]);
  };
  expect(rates()).toEqual(['6', '6']);
  lab.kernel.run(lab.kernel.nowUs + 3 * SECOND);
  expect(rates()).toEqual(['0', '6']);
});
