import { flag, type Flag } from '../pflag.ts';

export {
  flag,
  parseBool,
  parseDuration,
  parseFlags,
  type Flag,
  type ParsedFlags,
} from '../pflag.ts';

/** Source: etcd etcdctl/ctlv3/ctl.go (v3.5) */
export const globalFlags: readonly Flag[] = [
  flag(
    'cacert',
    'string',
    '',
    'verify certificates of TLS-enabled secure servers using this CA bundle',
  ),
  flag('cert', 'string', '', 'identify secure client using this TLS certificate file'),
  flag(
    'command-timeout',
    'duration',
    '5s',
    'timeout for short running command (excluding dial timeout)',
  ),
  flag('debug', 'bool', 'false', 'enable client-side debug logging'),
  flag('dial-timeout', 'duration', '2s', 'dial timeout for client connections'),
  flag(
    'discovery-srv',
    'string',
    '',
    'domain name to query for SRV records describing cluster endpoints',
    'd',
  ),
  flag('discovery-srv-name', 'string', '', 'service name to query when using DNS discovery'),
  flag('endpoints', 'strings', '127.0.0.1:2379', 'gRPC endpoints'),
  flag('hex', 'bool', 'false', 'print byte strings as hex encoded strings'),
  flag(
    'insecure-discovery',
    'bool',
    'true',
    'accept insecure SRV records describing cluster endpoints',
  ),
  flag(
    'insecure-skip-tls-verify',
    'bool',
    'false',
    'skip server certificate verification (CAUTION: this option should be enabled only for \
testing purposes)',
  ),
  flag('insecure-transport', 'bool', 'true', 'disable transport security for client connections'),
  flag('keepalive-time', 'duration', '2s', 'keepalive time for client connections'),
  flag('keepalive-timeout', 'duration', '6s', 'keepalive timeout for client connections'),
  flag('key', 'string', '', 'identify secure client using this TLS key file'),
  flag(
    'password',
    'string',
    '',
    "password for authentication (if this option is used, --user option shouldn't include \
password)",
  ),
  flag(
    'user',
    'string',
    '',
    'username[:password] for authentication (prompt if password is not supplied)',
  ),
  flag(
    'write-out',
    'string',
    'simple',
    'set the output format (fields, json, protobuf, simple, table)',
    'w',
  ),
];
