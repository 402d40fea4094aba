/**
 * Kubeconfig files: where a cluster is, whom to trust there, and who one is.
 *
 * `kubectl`, the kubelets, the scheduler and the controller manager all find their API server by
 * such a file. It names clusters, users, and contexts that pair the two; one context is the current
 * one. Certificates stand in it as base64, or as paths of files.
 *
 * Left out: authentication plugins (`exec`, `auth-provider`), proxies, merging of several files.
 *
 * Source: client-go tools/clientcmd
 */
import { load, YAMLException } from 'js-yaml';
import { decodeBase64, decodeCertificates, decodeKey } from '../api/index.ts';
import type { Machine } from '../machine/index.ts';
import { parentPath, resolvePath } from '../machine/index.ts';
import type { RestConfig } from './rest.ts';

export interface ClusterInfo {
  server?: string;
  'certificate-authority'?: string;
  'certificate-authority-data'?: string;
  'insecure-skip-tls-verify'?: boolean;
  'tls-server-name'?: string;
}

export interface AuthInfo {
  'client-certificate'?: string;
  'client-certificate-data'?: string;
  'client-key'?: string;
  'client-key-data'?: string;
  token?: string;
}

export interface Context {
  cluster: string;
  user: string;
  namespace?: string;
}

export interface Kubeconfig {
  apiVersion?: string;
  kind?: string;
  clusters?: { name: string; cluster: ClusterInfo }[];
  users?: { name: string; user: AuthInfo }[];
  contexts?: { name: string; context: Context }[];
  'current-context'?: string;
  preferences?: object;
}

/** What a program's flags put in the place of the file's words. */
export interface Overrides {
  readonly context?: string | undefined;
  readonly cluster?: string | undefined;
  readonly user?: string | undefined;
  readonly server?: string | undefined;
  readonly namespace?: string | undefined;
  readonly token?: string | undefined;
  readonly isInsecure?: boolean | undefined;
}

const NOTHING_PROVIDED =
  'invalid configuration: no configuration has been provided, try setting KUBERNETES_MASTER ' +
  'environment variable';

/** Reads a file. Errors: the sentence that client-go has for it. */
export function loadKubeconfig(machine: Machine, path: string): Kubeconfig | string {
  const text = machine.files.read(path);
  if (text === undefined) return `stat ${path}: no such file or directory`;
  try {
    const value = load(text);
    if (value === undefined || value === null) return {};
    if (typeof value === 'object') return value as Kubeconfig;
    return `error loading config file "${path}": couldn't get version/kind; json parse error`;
  } catch (error) {
    if (!(error instanceof YAMLException)) throw error;
    const line = (error.mark?.line ?? 0) + 1;
    return `error loading config file "${path}": yaml: line ${line}: ${error.reason}`;
  }
}

/** The context that a file and the flags choose together. Errors: client-go's sentence. */
export function currentContext(config: Kubeconfig, overrides: Overrides = {}): Context | string {
  const name = overrides.context ?? config['current-context'] ?? '';
  const found = config.contexts?.find((context) => context.name === name)?.context;
  if (overrides.context !== undefined && !found) return `context "${name}" does not exist`;
  const context = found ?? { cluster: '', user: '' };
  return {
    cluster: overrides.cluster ?? context.cluster,
    user: overrides.user ?? context.user,
    namespace: overrides.namespace ?? context.namespace ?? 'default',
  };
}

/** All that a client needs, out of a file. Errors: client-go's sentence. */
export function restConfigOf(
  machine: Machine,
  path: string,
  userAgent: string,
  overrides: Overrides = {},
): RestConfig | string {
  const config = loadKubeconfig(machine, path);
  if (typeof config === 'string') return config;
  const context = currentContext(config, overrides);
  if (typeof context === 'string') return context;
  const cluster = config.clusters?.find(({ name }) => name === context.cluster)?.cluster ?? {};
  const user = config.users?.find(({ name }) => name === context.user)?.user ?? {};
  const server = overrides.server ?? cluster.server;
  if (server === undefined || server === '') return NOTHING_PROVIDED;
  const pem = (name: keyof (ClusterInfo & AuthInfo)): string | undefined | { error: string } =>
    readPem(machine, parentPath(path), { ...cluster, ...user }, name);
  const [authority, certificate, key] = [
    pem('certificate-authority'),
    pem('client-certificate'),
    pem('client-key'),
  ];
  for (const part of [authority, certificate, key]) {
    if (typeof part === 'object') return part.error;
  }
  const own = decodeCertificates((certificate as string | undefined) ?? '')[0];
  if (own && decodeKey((key as string | undefined) ?? '')?.keyId !== own.keyId) {
    return 'tls: private key does not match public key';
  }
  const serverName = cluster['tls-server-name'];
  const token = overrides.token ?? user.token;
  return {
    server: server.replace(/\/$/, ''),
    userAgent,
    authorities: decodeCertificates((authority as string | undefined) ?? ''),
    isInsecure: overrides.isInsecure ?? cluster['insecure-skip-tls-verify'] ?? false,
    ...(own && { certificate: own }),
    ...(token !== undefined && { token }),
    ...(serverName !== undefined && { serverName }),
  };
}

function readPem(
  machine: Machine,
  folder: string,
  info: ClusterInfo & AuthInfo,
  name: keyof (ClusterInfo & AuthInfo),
): string | undefined | { error: string } {
  const inline = info[`${name}-data` as keyof (ClusterInfo & AuthInfo)];
  if (typeof inline === 'string' && inline !== '') return decodeBase64(inline) ?? '';
  const path = info[name];
  if (typeof path !== 'string' || path === '') return undefined;
  const text = machine.files.read(resolvePath(folder, path));
  return (
    text ?? { error: `unable to read ${name} ${path}: open ${path}: no such file or directory` }
  );
}
