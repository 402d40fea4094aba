import { checkPeerUrls } from '../client/etcd/index.ts';

/** How one member was told to run. Times in microseconds. */
export interface EtcdConfig {
  readonly name: string;
  readonly dataDir: string;
  readonly listenPeerUrls: readonly string[];
  readonly listenClientUrls: readonly string[];
  /** For onlookers alone: /metrics and the health checks, without TLS. */
  readonly listenMetricsUrls: readonly string[];
  /** How long calls took is measured, too. */
  readonly isExtensive: boolean;
  readonly advertiseClientUrls: readonly string[];
  readonly initialAdvertisePeerUrls: readonly string[];
  /** `name=url,name=url`, in the order given. */
  readonly initialCluster: readonly { readonly name: string; readonly url: string }[];
  readonly initialClusterToken: string;
  readonly initialClusterState: string;
  /** Go on alone with what is on the disk. */
  readonly isForcedNew: boolean;
  readonly heartbeatUs: number;
  readonly electionTicks: number;
  readonly snapshotCount: number;
  /** How many entries before a snapshot are kept for followers. */
  readonly snapshotCatchUpEntries: number;
  readonly quotaBytes: number;
  readonly maxRequestBytes: number;
  /** How many operations a transaction may have. */
  readonly maxTxnOps: number;
  /** Changes of the members that would lose the quorum are refused. */
  readonly isStrict: boolean;
}

/** What is wrong with the flags: printed on which descriptor, and the exit code. */
export interface FlagError {
  readonly stdout?: string;
  readonly stderr?: string;
  /** Logged as `failed to verify flags` after the line that starts the log. */
  readonly verify?: string;
  readonly code: number;
}

/** Flags with their defaults. Source: etcd server/embed/config.go `NewConfig` (v3.5). */
const defaults: Readonly<Record<string, string>> = {
  name: 'default',
  'data-dir': '',
  'listen-peer-urls': 'http://localhost:2380',
  'listen-client-urls': 'http://localhost:2379',
  'advertise-client-urls': '',
  'initial-advertise-peer-urls': 'http://localhost:2380',
  'initial-cluster': '',
  'initial-cluster-token': 'etcd-cluster',
  'initial-cluster-state': 'new',
  'force-new-cluster': 'false',
  'heartbeat-interval': '100',
  'election-timeout': '1000',
  'snapshot-count': '100000',
  'experimental-snapshot-catchup-entries': '5000',
  'quota-backend-bytes': '0',
  'max-request-bytes': '1572864',
  'max-txn-ops': '128',
  'strict-reconfig-check': 'true',
  'pre-vote': 'true',
  'auto-compaction-retention': '0',
  'auto-compaction-mode': 'periodic',
  'listen-metrics-urls': '',
  metrics: 'basic',
  logger: 'zap',
  'log-level': 'info',
  'log-outputs': 'default',
};

/** Flags that are known, and of which nothing but the default is modelled. */
const unmodelled = [
  ...['pre-vote', 'auto-compaction-retention', 'auto-compaction-mode'],
  ...['logger', 'log-level', 'log-outputs'],
];

const booleans: ReadonlySet<string> = new Set([
  'force-new-cluster',
  'strict-reconfig-check',
  'pre-vote',
]);

const VERSION_TEXT =
  'etcd Version: 3.5.30\nGit SHA: Not provided (use ./build instead of go build)\n' +
  'Go Version: go1.26.4\nGo OS/Arch: linux/amd64\n';

/** Source: etcd server/etcdmain/help.go `usageline` */
const USAGE = `Usage:

  etcd [flags]
    Start an etcd server.

  etcd --version
    Show the version of etcd.

  etcd -h | --help
    Show the help information about etcd.

  etcd --config-file
    Path to the server configuration file. Note that if a configuration file is provided, other \
command line flags and environment variables will be ignored.

  etcd gateway
    Run the stateless pass-through etcd TCP connection forwarding proxy.

  etcd grpc-proxy
    Run the stateless etcd v3 gRPC L7 reverse proxy.

`;

/**
 * Reads the command line, and `ETCD_…` variables for what it leaves out.
 *
 * Errors: as etcd's own: 2 for a flag that it does not know, 1 for values that do not fit
 */
export function parseFlags(
  argv: readonly string[],
  env: Readonly<Record<string, string>>,
): EtcdConfig | FlagError {
  const values: Record<string, string> = { ...defaults };
  for (const name of Object.keys(defaults)) {
    const fromEnv = env[`ETCD_${name.toUpperCase().replaceAll('-', '_')}`];
    if (fromEnv !== undefined) values[name] = fromEnv;
  }
  for (let at = 1; at < argv.length; at++) {
    const word = argv[at]!;
    const match = /^--?([^=]+)(?:=(.*))?$/s.exec(word);
    if (!match) return { verify: `'${word}' is not a valid flag`, code: 1 };
    const [, name = '', value] = match;
    if (name === 'version') return { stdout: VERSION_TEXT, code: 0 };
    if (name === 'h' || name === 'help') return { stdout: USAGE, code: 0 };
    if (!(name in defaults)) {
      return { stderr: `flag provided but not defined: -${name}\n${USAGE}`, code: 2 };
    }
    if (value !== undefined) values[name] = value;
    else if (booleans.has(name)) values[name] = 'true';
    else if (at + 1 < argv.length) values[name] = argv[++at]!;
    else return { stderr: `flag needs an argument: -${name}\n${USAGE}`, code: 2 };
  }
  return buildConfig(values);
}

function buildConfig(values: Record<string, string>): EtcdConfig | FlagError {
  const other = unmodelled.find((name) => values[name] !== defaults[name]);
  if (other !== undefined) {
    const given = `--${other}=${values[other]}`;
    return { stderr: `etcd: ${given} is not modelled in this lab\n`, code: 1 };
  }
  const text = (name: string): string => values[name] ?? '';
  const list = (name: string): string[] => text(name).split(',').filter(Boolean);
  const heartbeatMs = Number(text('heartbeat-interval'));
  const electionMs = Number(text('election-timeout'));
  const invalid = findInvalid(text, list);
  if (invalid !== undefined) {
    return { stderr: `invalid value ${invalid}\n${USAGE}`, code: 2 };
  }
  const problem = checkTimes(heartbeatMs, electionMs) ?? checkUrls(list);
  if (problem) return { verify: problem, code: 1 };
  const name = text('name');
  const initialCluster = text('initial-cluster') || `${name}=http://localhost:2380`;
  return {
    name,
    dataDir: text('data-dir') || `${name}.etcd`,
    listenPeerUrls: list('listen-peer-urls'),
    listenClientUrls: list('listen-client-urls'),
    listenMetricsUrls: list('listen-metrics-urls'),
    isExtensive: text('metrics') === 'extensive',
    advertiseClientUrls: list('advertise-client-urls').length
      ? list('advertise-client-urls')
      : list('listen-client-urls'),
    initialAdvertisePeerUrls: list('initial-advertise-peer-urls'),
    initialCluster: parseCluster(initialCluster),
    initialClusterToken: text('initial-cluster-token'),
    initialClusterState: text('initial-cluster-state'),
    isForcedNew: text('force-new-cluster') === 'true',
    heartbeatUs: heartbeatMs * 1_000,
    electionTicks: Math.floor(electionMs / heartbeatMs),
    snapshotCount: Number(text('snapshot-count')),
    snapshotCatchUpEntries: Number(text('experimental-snapshot-catchup-entries')),
    quotaBytes: Number(text('quota-backend-bytes')),
    maxRequestBytes: Number(text('max-request-bytes')),
    maxTxnOps: Number(text('max-txn-ops')),
    isStrict: text('strict-reconfig-check') === 'true',
  };
}

/** Source: etcd server/embed/config.go `Validate`; `maxElectionMs` is 50 s. */
function checkTimes(heartbeatMs: number, electionMs: number): string | undefined {
  if (!(heartbeatMs > 0)) {
    return `--heartbeat-interval must be >0 (set to ${heartbeatMs}ms)`;
  }
  if (!(electionMs > 0)) return `--election-timeout must be >0 (set to ${electionMs}ms)`;
  if (5 * heartbeatMs > electionMs) {
    return (
      `--election-timeout[${electionMs}ms] should be at least as 5 times as ` +
      `--heartbeat-interval[${heartbeatMs}ms]`
    );
  }
  if (electionMs > 50_000) {
    return `--election-timeout[${electionMs}ms] is too long, and should be set less than 50000ms`;
  }
  return undefined;
}

/** What etcd finds while it reads the flags. Source: flags `UniqueURLsFlag`; embed/config.go */
function findInvalid(
  text: (name: string) => string,
  list: (name: string) => string[],
): string | undefined {
  for (const flag of ['listen-peer-urls', 'listen-client-urls']) {
    const why = checkPeerUrls(list(flag));
    if (why !== undefined) return `"${text(flag)}" for flag -${flag}: ${why}`;
  }
  const state = text('initial-cluster-state');
  if (state === 'new' || state === 'existing') return undefined;
  return `"${state}" for flag -initial-cluster-state: invalid value`;
}

function checkUrls(list: (name: string) => string[]): string | undefined {
  for (const flag of ['listen-peer-urls', 'listen-client-urls']) {
    for (const url of list(flag)) {
      const { host } = parseUrl(url)!;
      if (host !== 'localhost' && !/^\d+\.\d+\.\d+\.\d+$/.test(host)) {
        return `expected IP in URL for binding (${url})`;
      }
    }
  }
  const isOffDefault = list('listen-client-urls').join() !== defaults['listen-client-urls'];
  if (isOffDefault && list('advertise-client-urls').length === 0) {
    return '--advertise-client-urls is required when --listen-client-urls is set explicitly';
  }
  return undefined;
}

/** Takes `name=url,name=url` apart. */
export function parseCluster(text: string): EtcdConfig['initialCluster'] {
  return text.split(',').map((pair) => {
    const at = pair.indexOf('=');
    return { name: pair.slice(0, at), url: pair.slice(at + 1) };
  });
}

/** Takes `http://host:port` apart. */
export function parseUrl(
  url: string,
): { readonly host: string; readonly port: number } | undefined {
  const match = /^https?:\/\/([^/:]+):(\d+)\/?$/.exec(url);
  return match ? { host: match[1]!, port: Number(match[2]) } : undefined;
}
