import type { LoopSettings } from '../client/control-loop.ts';
import { HOUR, MILLISECOND, MINUTE, SECOND } from '../kernel/index.ts';

/** How a controller manager was told to run. */
export interface ManagerOptions extends LoopSettings {
  readonly kubeconfig: string;
  /** Where it asks for the cluster's authentication settings; '' where it does not. */
  readonly authenticationKubeconfig: string;
  readonly bindAddress: string;
  readonly securePort: number;
  readonly isElected: boolean;
  readonly isVersionAsked: boolean;
  /** Shape: `*`, `-namespace-controller`, `node-lifecycle-controller` */
  readonly controllers: readonly string[];
}

/** Flags that are taken and have no effect here, besides those read below. */
const accepted = new Set(
  [
    'allocate-node-cidrs authorization-kubeconfig cert-dir client-ca-file cluster-cidr',
    'cluster-name cluster-signing-cert-file cluster-signing-key-file feature-gates',
    'leader-elect-lease-duration leader-elect-renew-deadline leader-elect-resource-lock',
    'leader-elect-resource-name leader-elect-resource-namespace leader-elect-retry-period',
    'node-cidr-mask-size node-eviction-rate node-startup-grace-period profiling',
    'requestheader-client-ca-file root-ca-file service-account-private-key-file',
    'service-cluster-ip-range tls-cert-file tls-private-key-file v',
    'use-service-account-credentials kube-api-qps kube-api-burst',
  ].flatMap((line) => line.split(' ')),
);

/** Source: pkg/controller/nodelifecycle/config/v1alpha1/defaults.go, among others. */
const defaults: Readonly<Record<string, string>> = {
  kubeconfig: '',
  'authentication-kubeconfig': '',
  'bind-address': '0.0.0.0',
  'secure-port': '10257',
  'leader-elect': 'true',
  controllers: '*',
  'node-monitor-period': '5s',
  'node-monitor-grace-period': '50s',
  version: 'false',
};

const switches = new Set(['leader-elect', 'version', 'allocate-node-cidrs', 'profiling']);

/**
 * Reads the command line.
 *
 * Errors:  what the program prints before it exits with 1
 * Source:  cmd/kube-controller-manager/app/options; spf13/pflag
 * Differs: without the usage, some hundreds of lines, before the error
 */
export function parseFlags(argv: readonly string[]): ManagerOptions | string {
  const values: Record<string, string> = { ...defaults };
  for (let at = 1; at < argv.length; at++) {
    const word = argv[at]!;
    const match = /^--([^=]+)(?:=(.*))?$/s.exec(word);
    if (!match) return complaintAbout(word, argv.slice(1));
    const [, name = '', value] = match;
    if (!(name in defaults) && !accepted.has(name)) return `Error: unknown flag: --${name}\n`;
    const given = value ?? (switches.has(name) ? 'true' : argv[++at]);
    if (given === undefined) return `Error: flag needs an argument: --${name}\n`;
    values[name] = given;
  }
  const fault = checkValues(values);
  if (fault !== undefined) return fault;
  return {
    kubeconfig: values['kubeconfig']!,
    authenticationKubeconfig: values['authentication-kubeconfig']!,
    bindAddress: values['bind-address']!,
    securePort: Number(values['secure-port']),
    isElected: values['leader-elect'] === 'true',
    isVersionAsked: values['version'] === 'true',
    controllers: values['controllers']!.split(',').filter(Boolean),
    nodeMonitorPeriodUs: parseDuration(values['node-monitor-period']!)!,
    nodeMonitorGraceUs: parseDuration(values['node-monitor-grace-period']!)!,
  };
}

function complaintAbout(word: string, all: readonly string[]): string {
  if (/^-[^-]/.test(word)) {
    const letter = JSON.stringify(word[1]).replaceAll('"', "'");
    return `Error: unknown shorthand flag: ${letter} in ${word}\n`;
  }
  const given = all.map((one) => JSON.stringify(one)).join(' ');
  return `Error: "kube-controller-manager" does not take any arguments, got [${given}]\n`;
}

function checkValues(values: Readonly<Record<string, string>>): string | undefined {
  for (const name of ['node-monitor-period', 'node-monitor-grace-period']) {
    const text = values[name]!;
    if (parseDuration(text) !== undefined) continue;
    const why = `time: invalid duration ${JSON.stringify(text)}`;
    return `Error: invalid argument ${JSON.stringify(text)} for "--${name}" flag: ${why}\n`;
  }
  return undefined;
}

const units: Readonly<Record<string, number>> = {
  h: HOUR,
  m: MINUTE,
  s: SECOND,
  ms: MILLISECOND,
};

/** Reads a duration as Go writes it: `1m30s`. Units: microseconds. Errors: undefined */
function parseDuration(text: string): number | undefined {
  if (!/^(?:\d+(?:\.\d+)?(?:ms|h|m|s))+$/.test(text)) return undefined;
  let us = 0;
  for (const [, number, unit] of text.matchAll(/(\d+(?:\.\d+)?)(ms|h|m|s)/g)) {
    us += Number(number) * units[unit!]!;
  }
  return Math.round(us);
}
