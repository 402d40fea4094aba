import { SECOND } from '../../kernel/index.ts';
import type { Backend } from '../backend.ts';
import type { Proxy } from '../configuration.ts';
import type { Frontend } from '../frontend.ts';
import type { Server } from '../server.ts';
import type { Tally } from '../tally.ts';
import { emptyRow } from './columns-table.ts';
import { proxyId, type Overview } from './overview.ts';

/** One place's figures, by column. A column that is left out stays empty. */
export type Row = Readonly<Record<string, string | number>>;

/** Each kind's number. */
const kinds = { frontend: 0, backend: 1, server: 2 } as const;

/** For each proxy its frontend, its servers and its backend, as far as it has them. */
export function rowsOf(overview: Overview): Row[] {
  return overview.proxies.flatMap((proxy) => {
    const frontend = overview.frontends.find((one) => one.proxy === proxy);
    const backend = overview.backends.find((one) => one.proxy === proxy);
    return [
      ...(frontend ? [frontendRow(overview, frontend)] : []),
      ...(backend?.servers ?? []).map((server) => serverRow(overview, backend!, server)),
      ...(backend ? [backendRow(overview, backend)] : []),
    ];
  });
}

function frontendRow(overview: Overview, frontend: Frontend): Row {
  const { proxy, requests, tally } = frontend;
  const { nowUs } = overview.process;
  const rate = tally.rate.read(nowUs);
  return {
    ...placeColumns(overview, proxy, 'FRONTEND', 'frontend'),
    ...countColumns(tally, nowUs),
    slim: overview.maxConnections,
    status: 'OPEN',
    req_rate: requests.read(nowUs),
    req_rate_max: requests.max,
    req_tot: frontend.answers,
    conn_rate: rate,
    conn_rate_max: tally.rate.max,
    conn_tot: tally.total,
    ...(proxy.mode === 'http' && {
      ...statusColumns(frontend),
      intercepted: frontend.answers,
    }),
  };
}

function serverRow(overview: Overview, backend: Backend, server: Server): Row {
  const { config, tally, uptime } = server;
  const { nowUs } = overview.process;
  return {
    ...placeColumns(overview, backend.proxy, config.name, 'server'),
    ...countColumns(tally, nowUs),
    ...triesColumns(tally, nowUs),
    status: statusOf(server),
    weight: config.weight,
    act: config.isBackup ? 0 : 1,
    bck: config.isBackup ? 1 : 0,
    lastchg: seconds(nowUs - uptime.changedUs),
    sid: backend.servers.indexOf(server) + 1,
    lbtot: server.turns,
    addr: `${config.address}:${config.port}`,
    need_conn_est: tally.max,
    uweight: config.weight,
    ...(config.isChecked && {
      chkfail: server.failedChecks,
      chkdown: uptime.falls,
      downtime: seconds(uptime.downUs(nowUs)),
    }),
    ...(config.isChecked && server.admin !== 'maint' && checkColumns(server)),
  };
}

function checkColumns({ config, health, lastResult }: Server): Row {
  const shared = {
    check_rise: config.rise,
    check_fall: config.fall,
    check_health: health,
  };
  if (lastResult === undefined) {
    return { ...shared, check_status: 'INI', check_desc: 'Initializing' };
  }
  const { code, description, durationMs, info } = lastResult;
  return {
    ...shared,
    check_status: shortResults[description] ?? '',
    check_duration: durationMs,
    check_desc: description,
    ...(code !== undefined && { check_code: code }),
    ...(info !== undefined && { last_chk: info }),
  };
}

/** Source: HAProxy 2.6 src/check.c `check_statuses` */
const shortResults: Readonly<Record<string, string>> = {
  'Socket error': 'SOCKERR',
  'Layer4 check passed': 'L4OK',
  'Layer4 timeout': 'L4TOUT',
  'Layer4 connection problem': 'L4CON',
  'Layer6 check passed': 'L6OK',
  'Layer6 timeout': 'L6TOUT',
  'Layer6 invalid response': 'L6RSP',
  'Layer7 check passed': 'L7OK',
  'Layer7 timeout': 'L7TOUT',
  'Layer7 invalid response': 'L7RSP',
  'Layer7 wrong status': 'L7STS',
};

/** Shape: `UP`, `UP 1/3`, `DOWN`, `DOWN 1/2`, `NOLB`, `DRAIN`, `MAINT`, `no check` */
function statusOf({ admin, config, health, isUp }: Server): string {
  const { fall, isChecked, rise, weight } = config;
  if (admin === 'maint') return 'MAINT';
  if (isUp) {
    const word = admin === 'drain' ? 'DRAIN' : weight > 0 ? 'UP' : 'NOLB';
    if (!isChecked) return word === 'UP' ? 'no check' : word;
    const left = health - rise + 1;
    return left === fall ? word : `${word} ${left}/${fall}`;
  }
  return health === 0 ? 'DOWN' : `DOWN ${health}/${rise}`;
}

function backendRow(overview: Overview, backend: Backend): Row {
  const { proxy, servers, tally, uptime } = backend;
  const { nowUs } = overview.process;
  const { active, backup } = backend.count();
  const weight = backend.usable.reduce((sum, { config }) => sum + config.weight, 0);
  return {
    ...placeColumns(overview, proxy, 'BACKEND', 'backend'),
    ...countColumns(tally, nowUs),
    ...triesColumns(tally, nowUs),
    slim: fullConnections(overview, proxy),
    status: uptime.isUp ? 'UP' : 'DOWN',
    weight,
    act: active,
    bck: backup,
    chkdown: uptime.falls,
    lastchg: seconds(nowUs - uptime.changedUs),
    ...(servers.length > 0 && { downtime: seconds(uptime.downUs(nowUs)) }),
    lbtot: backend.turns,
    algo: proxy.balance,
    uweight: weight,
  };
}

/** A tenth of what the frontends before it may take. Source: cfgparse.c, `fullconn` */
function fullConnections({ maxConnections, proxies }: Overview, proxy: Proxy): number {
  const before = proxies.filter(({ defaultBackend, kind, name }) => {
    return kind !== 'backend' && (defaultBackend ?? name) === proxy.name;
  });
  return Math.floor((before.length * maxConnections + 9) / 10) || 1;
}

function placeColumns(
  overview: Overview,
  proxy: Proxy,
  svname: string,
  kind: keyof typeof kinds,
): Row {
  const { mode, name } = proxy;
  const id = { pid: 1, iid: proxyId(overview, proxy), sid: 0 };
  const letter = kind[0]!;
  const none = emptyRow(mode === 'http' ? letter + letter.toUpperCase() : letter);
  return { ...none, pxname: name, svname, mode, type: kinds[kind], ...id, '-': '-' };
}

function countColumns(tally: Tally, nowUs: number): Row {
  return {
    scur: tally.current,
    smax: tally.max,
    stot: tally.total,
    bin: tally.bytesIn,
    bout: tally.bytesOut,
    rate: tally.rate.read(nowUs),
    rate_max: tally.rate.max,
  };
}

/** What servers and backends count of their way to a server. */
function triesColumns(tally: Tally, nowUs: number): Row {
  return {
    econ: tally.failures,
    wretr: tally.retries,
    wredis: tally.redispatches,
    cli_abrt: tally.clientAborts,
    srv_abrt: tally.serverAborts,
    lastsess: tally.lastUs === undefined ? -1 : seconds(nowUs - tally.lastUs),
    connect: tally.connects,
  };
}

/** Shape: `hrsp_2xx` … */
function statusColumns({ statuses }: Frontend): Row {
  const counts: Record<string, number> = {};
  for (const [status, count] of statuses) {
    const name = `hrsp_${Math.floor(status / 100)}xx`;
    counts[name] = (counts[name] ?? 0) + count;
  }
  return counts;
}

function seconds(us: number): number {
  return Math.floor(us / SECOND);
}
