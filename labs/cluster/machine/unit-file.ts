import { MILLISECOND, parseSignal, SECOND, type Signal } from '../kernel/index.ts';
import { parseTimeSpan } from './time-span.ts';

/** When systemd starts a service again by itself. */
export type RestartPolicy = 'no' | 'on-success' | 'on-failure' | 'on-abnormal' | 'always';

/** Whom systemd signals when a service is to stop; 'mixed': the main process, then the rest. */
export type KillMode = 'control-group' | 'process' | 'mixed';

/** What a unit file says, with systemd's defaults for all that it leaves out. */
export interface UnitFile {
  /** `etcd.service`. */
  readonly name: string;
  readonly path: string;
  readonly text: string;
  readonly description: string;
  readonly documentation: readonly string[];
  /** Names of units that this one waits for at boot. */
  readonly after: readonly string[];
  readonly type: 'simple' | 'notify';
  /** As written, without the line breaks. */
  readonly execStart: string;
  /** Commands, as written. */
  readonly execReload: readonly string[];
  readonly restart: RestartPolicy;
  readonly restartUs: number;
  /** `NAME=value` assignments. */
  readonly environment: readonly string[];
  /** Paths; a leading `-` says that the file may be missing. */
  readonly environmentFiles: readonly string[];
  readonly workingDirectory: string;
  readonly startTimeoutUs: number;
  readonly stopTimeoutUs: number;
  readonly killSignal: Signal;
  readonly killMode: KillMode;
  /** Ends of the main process that are no failure, besides the usual: codes, and signals' names. */
  readonly successExitStatus: readonly string[];
  readonly startLimit: { readonly burst: number; readonly intervalUs: number };
  readonly wantedBy: readonly string[];
  /** What the journal says of lines that systemd does not understand. */
  readonly complaints: readonly string[];
  /** True where nothing can be started by it. */
  readonly isBad: boolean;
}

const DEFAULT_TIMEOUT_US = 90 * SECOND;

/** Keys that are fine to write and that nothing here models. */
const ignoredKeys = new Set([
  ...['Before', 'Wants', 'Requires', 'ConditionPathExists', 'ConditionFileNotEmpty'],
  ...['ExecStartPre'],
  ...['LimitNOFILE', 'User', 'Group', 'RuntimeDirectory', 'RuntimeDirectoryMode', 'Slice'],
  ...['StateDirectory', 'OOMScoreAdjust', 'Nice', 'IOSchedulingClass', 'IOSchedulingPriority'],
  ...['RestartPreventExitStatus', 'Delegate', 'TasksMax', 'StandardOutput', 'StandardError'],
  ...['SyslogIdentifier', 'Alias', 'Also', 'RequiredBy', 'NotifyAccess', 'StartLimitAction'],
]);

const knownKeys = new Set([
  ...['Description', 'Documentation', 'After', 'Type', 'ExecStart', 'ExecReload', 'Restart'],
  ...['RestartSec'],
  ...['Environment', 'EnvironmentFile', 'WorkingDirectory', 'TimeoutStartSec', 'TimeoutStopSec'],
  ...['TimeoutSec', 'KillSignal', 'KillMode', 'StartLimitBurst', 'StartLimitIntervalSec'],
  ...['StartLimitInterval', 'SuccessExitStatus', 'WantedBy'],
]);

/**
 * Reads a unit file.
 *
 * Source:  systemd.unit(5), systemd.service(5); defaults of systemd 252
 * Differs: sections are not told apart beyond their names; a key counts wherever it stands
 */
export function parseUnitFile(name: string, path: string, text: string): UnitFile {
  const { values, complaints } = parseKeys(path, text);
  const list = (key: string): string[] => (values.get(key) ?? []).flatMap(splitWords);
  const last = (key: string): string | undefined => values.get(key)?.at(-1);
  const span = (keys: readonly string[], fallback: number): number => {
    const value = keys.map(last).find((found) => found !== undefined);
    return value === undefined ? fallback : (parseTimeSpan(value) ?? fallback);
  };
  const execStart = last('ExecStart') ?? '';
  const isBad = execStart === '';
  if (isBad) complaints.push(`${name}: ${NO_COMMAND}`);
  const restart = last('Restart');
  const killMode = last('KillMode');
  return {
    name,
    path,
    text,
    description: last('Description') ?? name,
    documentation: list('Documentation'),
    after: list('After'),
    type: last('Type') === 'notify' ? 'notify' : 'simple',
    execStart,
    execReload: values.get('ExecReload') ?? [],
    restart: isRestartPolicy(restart) ? restart : 'no',
    restartUs: span(['RestartSec'], 100 * MILLISECOND),
    environment: list('Environment'),
    environmentFiles: values.get('EnvironmentFile') ?? [],
    workingDirectory: last('WorkingDirectory') ?? '/',
    startTimeoutUs: span(['TimeoutStartSec', 'TimeoutSec'], DEFAULT_TIMEOUT_US),
    stopTimeoutUs: span(['TimeoutStopSec', 'TimeoutSec'], DEFAULT_TIMEOUT_US),
    killSignal: parseSignal(last('KillSignal') ?? '') ?? 'SIGTERM',
    killMode: isKillMode(killMode) ? killMode : 'control-group',
    successExitStatus: list('SuccessExitStatus'),
    startLimit: {
      burst: Number(last('StartLimitBurst') ?? 5),
      intervalUs: span(['StartLimitIntervalSec', 'StartLimitInterval'], 10 * SECOND),
    },
    wantedBy: list('WantedBy'),
    complaints,
    isBad,
  };
}

const NO_COMMAND = 'Service has no ExecStart=, ExecStop=, or SuccessAction=. Refusing.';

function isRestartPolicy(text: string | undefined): text is RestartPolicy {
  return ['no', 'on-success', 'on-failure', 'on-abnormal', 'always'].includes(text ?? '');
}

function isKillMode(text: string | undefined): text is KillMode {
  return ['control-group', 'process', 'mixed'].includes(text ?? '');
}

interface Keys {
  readonly values: ReadonlyMap<string, string[]>;
  readonly complaints: string[];
}

/** Every `Key=value`; an empty value forgets the earlier ones, as systemd has it. */
function parseKeys(path: string, text: string): Keys {
  const values = new Map<string, string[]>();
  const complaints: string[] = [];
  let section = '';
  let pending = '';
  for (const [index, raw] of text.split('\n').entries()) {
    const line = pending + raw.trim();
    pending = '';
    if (/^[#;]/.test(line) || line === '') continue;
    if (line.endsWith('\\')) {
      pending = `${line.slice(0, -1)} `;
      continue;
    }
    const at = line.indexOf('=');
    if (/^\[.*\]$/.test(line)) {
      section = line.slice(1, -1);
    } else if (at < 0) {
      complaints.push(`${path}:${index + 1}: Missing '=', ignoring line.`);
    } else {
      const key = line.slice(0, at).trim();
      const value = line
        .slice(at + 1)
        .trim()
        .replace(/ {2,}/g, ' ');
      const isKnown = knownKeys.has(key);
      if (isKnown) values.set(key, value === '' ? [] : [...(values.get(key) ?? []), value]);
      else if (!ignoredKeys.has(key)) {
        complaints.push(
          `${path}:${index + 1}: Unknown key name '${key}' in section '${section}', ignoring.`,
        );
      }
    }
  }
  return { values, complaints };
}

/**
 * Splits a value into words as systemd does: at blanks, with quotes and backslashes.
 *
 * Shape:   `a "b c"` gives `['a', 'b c']`
 */
export function splitWords(text: string): string[] {
  const words: string[] = [];
  let word: string | undefined;
  let quote = '';
  for (let at = 0; at < text.length; at++) {
    const char = text[at]!;
    if (char === '\\' && quote !== "'" && at + 1 < text.length) word = (word ?? '') + text[++at]!;
    else if (quote !== '') {
      if (char === quote) quote = '';
      else word = (word ?? '') + char;
    } else if (char === '"' || char === "'") {
      quote = char;
      word ??= '';
    } else if (char === ' ' || char === '\t') {
      if (word !== undefined) words.push(word);
      word = undefined;
    } else word = (word ?? '') + char;
  }
  if (word !== undefined) words.push(word);
  return words;
}
