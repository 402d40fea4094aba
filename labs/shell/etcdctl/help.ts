import type { Command } from './command.ts';
import { commands, groups } from './commands.ts';
import { endpointFlags } from './endpoint.ts';
import { flag, globalFlags, type Flag } from './flags.ts';
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
  const { use, short } = groups[name]!;
  const list = commands.filter((command) => command.name.startsWith(`${name} `));
  const own = name === 'endpoint' ? endpointFlags : [];
  return (
    `NAME:\n\t${name} - ${short}\n\nUSAGE:\n\tetcdctl ${name} ${use} [flags]\n` +
    `\nAPI VERSION:\n\t${API_VERSION}\n\n\nCOMMANDS:\n` +
    `${formatCommands(list.map((one) => ({ name: one.name, short: one.short })))}\n` +
    `OPTIONS:\n${formatFlags([...own, helpFlag(name)])}\n` +
    `GLOBAL OPTIONS:\n${formatFlags(globalFlags)}\n`
  );
}

export function commandHelp(command: Command): string {
  const { name, use, short, long, flags, inherited = [] } = command;
  const last = name.split(' ').at(-1)!;
  const usage = `etcdctl ${name}${use === '' ? '' : ` ${use}`} [flags]`;
  const lines = long?.replace(/^[\n\t ]+|[\n\t ]+$/g, '').split('\n');
  const description = lines ? `\nDESCRIPTION:\n${lines.map((line) => `\t${line}\n`).join('')}` : '';
  return (
    `NAME:\n\t${name} - ${short}\n\nUSAGE:\n\t${usage}\n${description}` +
    `\nOPTIONS:\n${formatFlags([...flags, helpFlag(last)])}\n` +
    `GLOBAL OPTIONS:\n${formatFlags([...globalFlags, ...inherited])}\n`
  );
}

function helpFlag(name: string): Flag {
  return flag('help', 'bool', 'false', `help for ${name}`, 'h');
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
