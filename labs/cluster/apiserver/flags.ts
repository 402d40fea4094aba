/** How an API server was told to run. */
export interface ApiServerConfig {
  readonly advertiseAddress: string;
  readonly securePort: number;
  readonly etcdServers: readonly string[];
  readonly clientCaFile: string;
  readonly tlsCertFile: string;
  readonly tlsKeyFile: string;
  readonly admissionPlugins: ReadonlySet<string>;
}

/** Flags that are taken and have no effect here, besides those read below. */
const accepted = new Set(
  [
    'allow-privileged anonymous-auth authorization-mode bind-address enable-bootstrap-token-auth',
    'event-ttl feature-gates kubelet-client-certificate kubelet-client-key audit-log-path v',
    'kubelet-preferred-address-types proxy-client-cert-file proxy-client-key-file',
    'requestheader-allowed-names requestheader-client-ca-file requestheader-username-headers',
    'requestheader-extra-headers-prefix requestheader-group-headers service-account-issuer',
    'service-account-key-file service-account-signing-key-file service-cluster-ip-range',
    'etcd-cafile etcd-certfile etcd-keyfile etcd-prefix runtime-config profiling cert-dir',
    'max-requests-inflight max-mutating-requests-inflight shutdown-delay-duration',
    'disable-admission-plugins service-node-port-range storage-media-type token-auth-file',
  ].flatMap((line) => line.split(' ')),
);

const defaults: Readonly<Record<string, string>> = {
  'advertise-address': '',
  'secure-port': '6443',
  'etcd-servers': '',
  'client-ca-file': '',
  'tls-cert-file': '',
  'tls-private-key-file': '',
  'enable-admission-plugins': '',
};

/**
 * Reads the command line.
 *
 * Errors:  what the program prints before it exits with 1
 * Source:  cmd/kube-apiserver/app/options; spf13/cobra
 */
export function parseFlags(argv: readonly string[]): ApiServerConfig | string {
  const values: Record<string, string> = { ...defaults };
  for (let at = 1; at < argv.length; at++) {
    const match = /^--([^=]+)(?:=(.*))?$/s.exec(argv[at]!);
    if (!match) return `Error: unknown command "${argv[at]}" for "kube-apiserver"\n`;
    const [, name = '', value] = match;
    if (!(name in defaults) && !accepted.has(name)) return `Error: unknown flag: --${name}\n`;
    const next = argv[at + 1];
    if (value !== undefined) values[name] = value;
    else if (next !== undefined && !next.startsWith('--')) values[name] = argv[++at]!;
    else values[name] = 'true';
  }
  const list = (name: string): string[] => (values[name] ?? '').split(',').filter(Boolean);
  return {
    advertiseAddress: values['advertise-address']!,
    securePort: Number(values['secure-port']),
    etcdServers: list('etcd-servers'),
    clientCaFile: values['client-ca-file']!,
    tlsCertFile: values['tls-cert-file']!,
    tlsKeyFile: values['tls-private-key-file']!,
    admissionPlugins: new Set(list('enable-admission-plugins')),
  };
}
