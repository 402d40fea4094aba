import { apiResources, apiResourcesFlags, apiVersions } from './api-resources.ts';
import { apply, applyFlags } from './apply.ts';
import { clusterInfo } from './cluster-info.ts';
import type { Command } from './command.ts';
import { configCommands } from './config.ts';
import { cordon, cordonFlags, uncordon } from './cordon.ts';
import { create, createFlags } from './create.ts';
import { configMapFlags, createConfigMap, createNamespace } from './create-config-map.ts';
import { deleteCommand, deleteFlags } from './delete.ts';
import { describe, describeFlags } from './describe/index.ts';
import { get, getFlags } from './get.ts';
import { annotate, annotateFlags, label, labelFlags } from './label.ts';
import { proxy, proxyFlags } from './proxy.ts';
import { commandGroups } from './root-help-table.ts';
import { version, versionFlags } from './version.ts';

/** Every command that can be run. */
export const commands: readonly Command[] = [
  { name: 'annotate', flags: annotateFlags, run: annotate },
  { name: 'api-resources', flags: apiResourcesFlags, run: apiResources },
  { name: 'api-versions', flags: [], run: apiVersions },
  { name: 'apply', flags: applyFlags, run: apply },
  { name: 'cluster-info', flags: [], run: clusterInfo },
  ...configCommands,
  { name: 'cordon', flags: cordonFlags, run: cordon },
  { name: 'create', flags: createFlags, run: create },
  {
    name: 'create configmap',
    aliases: ['create cm'],
    flags: configMapFlags,
    run: createConfigMap,
  },
  {
    name: 'create namespace',
    aliases: ['create ns'],
    flags: createFlags,
    run: createNamespace,
  },
  { name: 'delete', flags: deleteFlags, run: deleteCommand },
  { name: 'describe', flags: describeFlags, run: describe },
  { name: 'get', flags: getFlags, run: get },
  { name: 'label', flags: labelFlags, run: label },
  { name: 'proxy', flags: proxyFlags, run: proxy },
  { name: 'uncordon', flags: cordonFlags, run: uncordon },
  { name: 'version', flags: versionFlags, run: version },
];

/** What else `kubectl create` can make. */
const createKinds = new Set([
  ...['clusterrole', 'clusterrolebinding', 'cronjob', 'deployment', 'ingress', 'job'],
  ...['poddisruptionbudget', 'priorityclass', 'quota', 'role', 'rolebinding', 'secret', 'service'],
  ...['serviceaccount', 'token'],
]);

/** True for words that name something below a command that the lab has, but not it. */
export function isAbsent(name: string): boolean {
  const [top, inner = ''] = name.split(' ');
  return (top === 'create' && createKinds.has(inner)) || name === 'cluster-info dump';
}

/** True for a command that kubectl has, whether the lab has it or not. */
export function isKnown(name: string): boolean {
  return commandGroups.some(([, group]) => name in group);
}

/** What `kubectl` alone prints. Source: kubectl pkg/util/templates/templates.go */
export function rootHelp(): string {
  const groups = commandGroups.map(([title, group]) => {
    const width = Math.max(...Object.keys(group).map((name) => name.length));
    const lines = Object.entries(group).map(
      ([name, short]) => `  ${name.padEnd(width)}   ${short}\n`,
    );
    return `${title}\n${lines.join('')}\n`;
  });
  return (
    'kubectl controls the Kubernetes cluster manager.\n\n' +
    ' Find more information at: https://kubernetes.io/docs/reference/kubectl/\n\n' +
    `${groups.join('')}Usage:\n  kubectl [flags] [options]\n\n` +
    'Use "kubectl <command> --help" for more information about a given command.\n' +
    'Use "kubectl options" for a list of global command-line options (applies to all commands).\n'
  );
}
