import { flag, type Flag } from '../pflag.ts';

export { flag, parseBool, parseDuration, type Flag } from '../pflag.ts';

const text = (name: string, initial = '', short?: string): Flag =>
  flag(name, 'string', initial, '', short);
const choice = (name: string, short?: string): Flag => flag(name, 'bool', 'false', '', short);
const list = (name: string, short?: string): Flag => flag(name, 'strings', '', '', short);
const count = (name: string, initial: string, short?: string): Flag =>
  flag(name, 'int64', initial, '', short);
const span = (name: string, initial: string): Flag => flag(name, 'duration', initial, '');

/** Flags of each type, with no help text: kubectl's own is not modelled. */
export const make = { text, choice, list, count, span };

/** Source: cli-runtime genericclioptions/config_flags.go; component-base logs */
export const globalFlags: readonly Flag[] = [
  text('as'),
  list('as-group'),
  text('as-uid'),
  text('cache-dir'),
  text('certificate-authority'),
  text('client-certificate'),
  text('client-key'),
  text('cluster'),
  text('context'),
  choice('insecure-skip-tls-verify'),
  text('kubeconfig'),
  choice('match-server-version'),
  text('namespace', '', 'n'),
  text('request-timeout', '0'),
  text('server', '', 's'),
  text('tls-server-name'),
  text('token'),
  text('user'),
  text('v', '0', 'v'),
  choice('help', 'h'),
];

/** Source: cli-runtime genericclioptions/print_flags.go */
export const printFlags: readonly Flag[] = [
  text('output', '', 'o'),
  choice('show-managed-fields'),
  choice('allow-missing-template-keys'),
  text('template'),
];

export const fileFlags: readonly Flag[] = [list('filename', 'f'), choice('recursive', 'R')];

export const selectorFlags: readonly Flag[] = [
  text('selector', '', 'l'),
  text('field-selector'),
  choice('all-namespaces', 'A'),
];

/** Given without a value, `--dry-run` means what it meant long ago. */
export const dryRunFlag: Flag = { ...text('dry-run', 'none'), implied: 'unchanged' };

/** Accepted, and sent to the server. */
export const managerFlag = (name: string): Flag => text('field-manager', name);
export const validateFlag: Flag = { ...text('validate', 'strict'), implied: 'strict' };
