import { helpFlag } from '../cobra.ts';
import type { Command } from './command.ts';
import { commands, groups } from './commands.ts';
import { endpointFlags } from './endpoint.ts';
import { globalFlags, type Flag } from './flags.ts';
import { API_VERSION, VERSION } from './version.ts';

const DESCRIPTION = 'A simple command line client for etcd3.';

/** Source: etcd pkg/cobrautl/help.go, over Go's text/tabwriter */
export function rootHelp(): string {
  const list = [
    ...commands.map(({ name, short }) => ({ name, short })),
    { name: 'help', short: 'Help about any command' },
  ].sort((a, b) => (a.name < b.name ? -1 : 1));
  return (
    `NAME:\n\tetcdctl - ${DESCRIPTION}\n\nUSAGE:\n\tetcdctl [flags]\n\nVERSION:\n\t${VERSION}\n` +
    `\nAPI VERSION:\n\t${API_VERSION}\n\n\nCOMMANDS:\n${formatCommands(list)}\n` +
    `OPTIONS:\n${formatFlags([...globalFlags, helpFlag('etcdctl')])}\n`
  );
}

/** The help of `etcdctl endpoint` and its like. */
export function groupHelp(name: string): string {
  const { use, short, long } = groups[name]!;
  const own = name === 'endpoint' ? endpointFlags : [];
  const inner = commands
    .filter((command) => command.name.startsWith(`${name} `))
    .map((command) => ({ name: command.name.slice(name.length + 1), short: command.short }));
  return (
    `NAME:\n\t${name} - ${short}\n\nUSAGE:\n\tetcdctl ${join(name, use)} [flags]\n` +
    `\nAPI VERSION:\n\t${API_VERSION}\n\n\nCOMMANDS:\n${formatCommands(inner)}` +
    `${describe(long)}\nOPTIONS:\n${formatFlags([...own, helpFlag(name)])}\n` +
    `GLOBAL OPTIONS:\n${formatFlags(globalFlags)}\n`
  );
}

export function commandHelp(command: Command): string {
  const { name, use, short, long, flags, inherited = [] } = command;
  const last = name.split(' ').at(-1)!;
  return (
    `NAME:\n\t${name} - ${short}\n\nUSAGE:\n\tetcdctl ${join(name, use)} [flags]\n` +
    `${describe(long)}` +
    `\nOPTIONS:\n${formatFlags([...flags, helpFlag(last)])}\n` +
    `GLOBAL OPTIONS:\n${formatFlags([...globalFlags, ...inherited])}\n`
  );
}

function join(name: string, use: string): string {
  return use === '' ? name : `${name} ${use}`;
}

function describe(long: string | undefined): string {
  if (long === undefined) return '';
  const lines = long.replace(/^[\n\t ]+|[\n\t ]+$/g, '').split('\n');
  return `\nDESCRIPTION:\n${lines.map((line) => `\t${line}\n`).join('')}`;
}

function formatFlags(flags: readonly Flag[]): string {
  const sorted = [...flags].sort((a, b) => (a.name < b.name ? -1 : 1));
  return tabulate(
    sorted.map(({ name, short, type, initial, usage }) => {
      const start = short === undefined ? `      --${name}` : `  -${short}, --${name}`;
      if (type === 'bool') return [`${start}[=${initial}]`, usage];
      const value =
        type === 'string' ? `"${initial}"` : type === 'strings' ? `[${initial}]` : initial;
      return [`${start}=${value}`, usage];
    }),
  );
}

function formatCommands(
  list: readonly { readonly name: string; readonly short: string }[],
): string {
  const text = tabulate(list.map(({ name, short }) => [name, short]));
  return text.replace(/^/gm, '\t').replace(/\t$/, '');
}

/** Pads the first column with tabs to a common stop. */
function tabulate(rows: readonly (readonly [string, string])[]): string {
  const widest = Math.max(...rows.map(([cell]) => cell.length)) + 1;
  const stop = Math.ceil(widest / 8) * 8;
  return rows
    .map(([cell, text]) => `${cell}${'\t'.repeat(Math.ceil((stop - cell.length) / 8))}${text}\n`)
    .join('');
}
