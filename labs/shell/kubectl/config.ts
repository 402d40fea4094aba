import {
  currentContext,
  loadKubeconfig,
  type AuthInfo,
  type ClusterInfo,
  type Kubeconfig,
} from '../../cluster/client/kubeconfig.ts';
import type { Task } from '../../cluster/kernel/index.ts';
import { machineOf } from '../../cluster/machine/index.ts';
import { usageFailure } from './change.ts';
import type { Command } from './command.ts';
import { Failure, joinFailures } from './failure.ts';
import { make, printFlags } from './flags.ts';
import { formatOutput } from './output.ts';
import type { Session } from './session.ts';
import { alignTabs, tableStyle } from '../tab-writer.ts';
import { formatYaml } from './yaml.ts';

/** Source: kubectl pkg/cmd/config */
export const configCommands: readonly Command[] = [
  {
    name: 'config view',
    flags: [...printFlags, make.choice('raw'), make.choice('minify'), make.choice('flatten')],
    run: view,
  },
  { name: 'config current-context', flags: [], run: showCurrent },
  {
    name: 'config get-contexts',
    flags: [make.choice('no-headers'), make.text('output', '', 'o')],
    run: getContexts,
  },
  { name: 'config use-context', aliases: ['config use'], flags: [], run: useContext },
  { name: 'config get-clusters', flags: [], run: getClusters },
  { name: 'config get-users', flags: [], run: getUsers },
];

function load(session: Session): Kubeconfig | Failure {
  const { isExplicit, path, shown } = session.configSource;
  const config = loadKubeconfig(machineOf(session.process), path);
  if (typeof config !== 'string') return config;
  const isMissing = config.startsWith('stat ');
  return isMissing && !isExplicit ? {} : new Failure(config.replaceAll(path, shown));
}

function* view(session: Session): Task<number | Failure> {
  const config = load(session);
  if (config instanceof Failure) return config;
  const minified = session.isOn('minify') ? minify(session, config) : config;
  if (minified instanceof Failure) return minified;
  const isOpen = session.isOn('raw') || session.isOn('flatten');
  const { clusters = [], contexts = [], users = [] } = minified;
  const shown = {
    apiVersion: 'v1',
    kind: 'Config',
    clusters:
      clusters.length > 0 ? clusters.map((one) => (isOpen ? one : redactCluster(one))) : null,
    contexts: contexts.length > 0 ? contexts : null,
    users: users.length > 0 ? users.map((one) => (isOpen ? one : redactUser(one))) : null,
    'current-context': minified['current-context'] ?? '',
  };
  const text = formatOutput(session, shown as never);
  if (text instanceof Failure) return text;
  yield* session.process.print(text ?? formatYaml(shown));
  return 0;
}

function minify(session: Session, config: Kubeconfig): Kubeconfig | Failure {
  const name = session.text('context') || config['current-context'];
  if (!name) return new Failure('current-context must exist in order to minify');
  const context = config.contexts?.find((one) => one.name === name);
  if (!context) return new Failure(`cannot locate context ${name}`);
  const { cluster, user } = context.context;
  return {
    ...config,
    'current-context': name,
    contexts: [context],
    clusters: config.clusters?.filter((one) => one.name === cluster) ?? [],
    users: config.users?.filter((one) => one.name === user) ?? [],
  };
}

function redactCluster(named: { name: string; cluster: ClusterInfo }): object {
  return { ...named, cluster: omitData(named.cluster, ['certificate-authority-data']) };
}

function redactUser(named: { name: string; user: AuthInfo }): object {
  const user: Record<string, unknown> = omitData(named.user, [
    ...['client-certificate-data', 'client-key-data'],
  ]);
  if (user['token'] !== undefined) user['token'] = 'REDACTED';
  return { ...named, user };
}

function omitData(info: object, fields: readonly string[]): Record<string, unknown> {
  const entries = Object.entries(info).map(([key, value]): [string, unknown] => {
    return [key, fields.includes(key) ? 'DATA+OMITTED' : value];
  });
  return Object.fromEntries(entries);
}

function* showCurrent(session: Session): Task<number | Failure> {
  const config = load(session);
  if (config instanceof Failure) return config;
  const name = session.text('context') || config['current-context'];
  if (!name) return new Failure('current-context is not set');
  yield* session.process.print(`${name}\n`);
  return 0;
}

function* getContexts(session: Session): Task<number | Failure> {
  const config = load(session);
  if (config instanceof Failure) return config;
  const all = [...(config.contexts ?? [])].sort((a, b) => (a.name < b.name ? -1 : 1));
  const wanted = session.args;
  const shown = wanted.length === 0 ? all : all.filter(({ name }) => wanted.includes(name));
  const lines = shown.map(({ context, name }) => {
    if (session.text('output') === 'name') return `${name}\n`;
    const mark = name === config['current-context'] ? '*' : ' ';
    const cells = [mark, name, context.cluster, context.user, context.namespace ?? ''];
    return `${cells.join('\t')}\n`;
  });
  if (!session.isOn('no-headers') && session.text('output') !== 'name') {
    lines.unshift('CURRENT\tNAME\tCLUSTER\tAUTHINFO\tNAMESPACE\n');
  }
  yield* session.process.print(alignTabs(lines.join(''), tableStyle));
  const missing = wanted.filter((name) => !all.some((one) => one.name === name));
  return joinFailures(missing.map((name) => new Failure(`context ${name} not found`))) ?? 0;
}

function* useContext(session: Session): Task<number | Failure> {
  const config = load(session);
  if (config instanceof Failure) return config;
  const [name, ...more] = session.args;
  if (name === undefined || more.length > 0) {
    const words = session.args.join(' ');
    return usageFailure('config use-context', `Unexpected args: [${words}]`);
  }
  const context = currentContext(config, { context: name });
  if (typeof context === 'string') {
    return new Failure(`no context exists with the name: "${name}"`);
  }
  const text = formatYaml({ ...config, 'current-context': name });
  machineOf(session.process).files.write(session.configSource.path, text, 0o600);
  yield* session.process.print(`Switched to context "${name}".\n`);
  return 0;
}

function* getClusters(session: Session): Task<number | Failure> {
  const config = load(session);
  if (config instanceof Failure) return config;
  return yield* printNames(session, config.clusters ?? []);
}

function* getUsers(session: Session): Task<number | Failure> {
  const config = load(session);
  if (config instanceof Failure) return config;
  return yield* printNames(session, config.users ?? []);
}

function* printNames(session: Session, all: readonly { name: string }[]): Task<number> {
  const names = all.map(({ name }) => name).sort();
  yield* session.process.print(`NAME\n${names.map((name) => `${name}\n`).join('')}`);
  return 0;
}
