import { load } from 'js-yaml';
import type { Taint } from '../api/index.ts';
import { SECOND } from '../kernel/index.ts';
import type { Machine } from '../machine/index.ts';

/** What a kubelet was told by its flags and by its configuration file. */
export interface Settings {
  readonly nodeName: string;
  readonly nodeIp: string;
  readonly kubeconfig: string | undefined;
  readonly socketPath: string;
  readonly staticPodPath: string | undefined;
  readonly fileCheckUs: number;
  readonly syncUs: number;
  readonly statusUpdateUs: number;
  readonly statusReportUs: number;
  readonly leaseSeconds: number;
  readonly taints: readonly Taint[];
  readonly labels: Readonly<Record<string, string>>;
  readonly healthzPort: number;
}

/** Fields of the KubeletConfiguration that are read here; others are accepted. */
interface KubeletConfiguration {
  kind?: string;
  staticPodPath?: string;
  fileCheckFrequency?: string;
  syncFrequency?: string;
  nodeStatusUpdateFrequency?: string;
  nodeStatusReportFrequency?: string;
  nodeLeaseDurationSeconds?: number;
  containerRuntimeEndpoint?: string;
  registerWithTaints?: Taint[];
  healthzPort?: number;
}

const DEFAULT_ENDPOINT = 'unix:///run/containerd/containerd.sock';

/**
 * Reads flags and file.
 *
 * Errors:  the sentence with which the kubelet ends
 * Source:  cmd/kubelet/app/server.go; pkg/kubelet/apis/config/v1beta1/defaults.go
 */
export function readSettings(machine: Machine, argv: readonly string[]): Settings | string {
  const flags = parseFlags(argv);
  if (typeof flags === 'string') return flags;
  const path = flags.get('config');
  const config = path === undefined ? {} : readConfiguration(machine, path);
  if (typeof config === 'string') return config;
  const endpoint =
    flags.get('container-runtime-endpoint') || config.containerRuntimeEndpoint || DEFAULT_ENDPOINT;
  const statusUpdateUs = parseDuration(config.nodeStatusUpdateFrequency) || 10 * SECOND;
  const isUpdateSet = (parseDuration(config.nodeStatusUpdateFrequency) ?? 0) > 0;
  const reportDefaultUs = isUpdateSet ? statusUpdateUs : 300 * SECOND;
  return {
    nodeName: flags.get('hostname-override') ?? machine.name,
    nodeIp: flags.get('node-ip') ?? machine.addresses[0] ?? '127.0.0.1',
    kubeconfig: flags.get('kubeconfig'),
    socketPath: endpoint.replace(/^unix:\/\//, '').replace(/^\/var\/run\//, '/run/'),
    staticPodPath: config.staticPodPath ?? flags.get('pod-manifest-path'),
    fileCheckUs: parseDuration(config.fileCheckFrequency) || 20 * SECOND,
    syncUs: parseDuration(config.syncFrequency) || 60 * SECOND,
    statusUpdateUs,
    statusReportUs: parseDuration(config.nodeStatusReportFrequency) || reportDefaultUs,
    leaseSeconds: config.nodeLeaseDurationSeconds || 40,
    taints: config.registerWithTaints ?? parseTaints(flags.get('register-with-taints') ?? ''),
    labels: parseLabels(flags.get('node-labels') ?? ''),
    healthzPort: config.healthzPort ?? 10_248,
  };
}

function parseFlags(argv: readonly string[]): Map<string, string> | string {
  const flags = new Map<string, string>();
  for (let at = 1; at < argv.length; at++) {
    const match = /^--?([a-z][\w-]*)(?:=(.*))?$/s.exec(argv[at]!);
    if (!match) return `unknown command "${argv[at]!}"`;
    flags.set(match[1]!, match[2] ?? argv[++at] ?? '');
  }
  return flags;
}

function readConfiguration(machine: Machine, path: string): KubeletConfiguration | string {
  const failed =
    `failed to load kubelet config file, path: ${path}, ` +
    `error: failed to load Kubelet config file ${path}`;
  const text = machine.files.read(path);
  if (text === undefined) {
    const why = `open ${path}: no such file or directory`;
    return `${failed}, error failed to read kubelet config file "${path}", error: ${why}`;
  }
  try {
    const value = load(text) as KubeletConfiguration | null;
    if (value?.kind === 'KubeletConfiguration') return value;
    const why = `no kind "${value?.kind ?? ''}" is registered`;
    return `${failed}, error couldn't get version/kind; json parse error: ${why}`;
  } catch (error) {
    return `${failed}, error failed to decode: ${(error as Error).message.split('\n')[0]!}`;
  }
}

/** Reads a duration as Go does: `1m30s`, `0s`. Units: microseconds. Errors: undefined */
function parseDuration(text: string | undefined): number | undefined {
  const match = /^(?:(\d+)h)?(?:(\d+)m)?(?:(\d+(?:\.\d+)?)s)?$/.exec(text ?? '');
  if (!match || text === '' || text === undefined) return undefined;
  const [hours = 0, minutes = 0, seconds = 0] = match.slice(1).map((part) => Number(part ?? 0));
  return Math.round((hours * 3_600 + minutes * 60 + seconds) * SECOND);
}

/** Shape: `key=value:NoSchedule,key:NoExecute` */
function parseTaints(text: string): Taint[] {
  return [...text.matchAll(/([^=:,]+)(?:=([^:,]*))?:(NoSchedule|PreferNoSchedule|NoExecute)/g)].map(
    ([, key, value, effect]) => ({
      key: key!,
      ...(value && { value }),
      effect: effect as Taint['effect'],
    }),
  );
}

function parseLabels(text: string): Record<string, string> {
  const pairs = text.split(',').filter((pair) => pair !== '');
  return Object.fromEntries(pairs.map((pair) => [pair.split('=')[0]!, pair.split('=')[1] ?? '']));
}
