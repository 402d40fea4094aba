import type { Completion } from '../completion.ts';
import { commands } from './commands.ts';
import { globalFlags } from './flags.ts';

/** Resources that the word after these verbs may name. */
const resources = [
  ...['configmaps', 'events', 'leases', 'namespaces', 'nodes', 'pods'],
  ...['cm', 'ev', 'ns', 'no', 'po'],
];
const takesResource = new Set(['get', 'describe', 'delete', 'label', 'annotate']);

/**
 * Words that may come next on a kubectl command line.
 *
 * Differs: names of objects are not offered, because that would ask the server
 */
export const completeKubectl: Completion = (words) => {
  const last = words.at(-1) ?? '';
  const before = words.slice(1, -1).filter((word) => !word.startsWith('-'));
  const line = before.join(' ');
  if (last.startsWith('-')) {
    const own = commands.findLast(({ name }) => line.startsWith(name))?.flags ?? [];
    const names = [...own, ...globalFlags].map(({ name }) => `--${name}`);
    return [...new Set(names)].filter((name) => name.startsWith(last)).sort();
  }
  const prefix = line === '' ? '' : `${line} `;
  const next = commands
    .filter(({ name }) => name.startsWith(prefix))
    .map(({ name }) => name.slice(prefix.length).split(' ')[0]!);
  const offered = takesResource.has(line) ? resources : next;
  return [...new Set(offered)].filter((word) => word.startsWith(last)).sort();
};
