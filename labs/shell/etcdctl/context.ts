import type { Environment, Process, Task } from '../../cluster/kernel/index.ts';
import { EtcdClient, type EtcdClientOptions } from '../../cluster/client/etcd/index.ts';
import { formatZap, type ZapLevel, type ZapValue } from '../../cluster/client/zap.ts';
import { EXIT, Failure } from './failure.ts';
import { globalFlags, parseBool, parseDuration, type Flag, type ParsedFlags } from './flags.ts';
import { PasswordPrompt } from './password.ts';
import { makePrinter, type Printer } from './printer.ts';
import { checkTlsFiles } from './tls-files.ts';

export { EXIT, Failure };

/** Differs: the frames above these, which differ from command to command, are left out */
const STACK =
  'go.etcd.io/etcd/pkg/flags.verifyEnv\n\tgo.etcd.io/etcd/pkg/flags/flag.go:85\n' +
  'go.etcd.io/etcd/pkg/flags.SetPflagsFromEnv\n\tgo.etcd.io/etcd/pkg/flags/flag.go:63';

/**
 * What a command works with: its flags, the environment's say in them, a client, a printer.
 *
 * Source: etcd etcdctl/ctlv3/command/global.go
 */
export class Context {
  readonly process: Process;
  readonly env: Environment;
  readonly args: readonly string[];
  readonly flags: ParsedFlags;
  /** The words that warn on standard error. */
  warnings = '';
  readonly #inherited: readonly Flag[];
  #values: Map<string, string>;

  constructor(process: Process, env: Environment, flags: ParsedFlags, inherited: readonly Flag[]) {
    this.process = process;
    this.env = env;
    this.args = flags.args;
    this.flags = flags;
    this.#values = new Map(flags.values);
    this.#inherited = [...globalFlags, ...inherited];
  }

  text(name: string): string {
    return this.#values.get(name) ?? '';
  }

  flag(name: string): boolean {
    return parseBool(this.text(name)) === true;
  }

  number(name: string): number {
    return Number(this.text(name));
  }

  get endpoints(): readonly string[] {
    return this.text('endpoints').split(',').filter(Boolean);
  }

  /** The deadline of a command that starts now. */
  deadline(): { readonly deadlineUs: number } {
    const timeoutUs = parseDuration(this.text('command-timeout')) ?? 0;
    return { deadlineUs: this.process.nowUs + timeoutUs };
  }

  /**
   * Takes the global flags that the environment sets, and opens what every command needs.
   *
   * Errors: a variable that a flag contradicts ends etcdctl; so does a format that it has not
   */
  prepare(): Printer | Failure {
    for (const { name } of this.#inherited) {
      const variable = `ETCDCTL_${name.toUpperCase().replaceAll('-', '_')}`;
      const value = this.env[variable];
      if (value === undefined || value === '') continue;
      if (this.flags.changed.has(name)) {
        const message =
          'conflicting environment variable is shadowed by corresponding command-line flag ' +
          '(either unset environment variable or disable flag))';
        const fields = { 'environment-variable': variable, stacktrace: STACK };
        this.log('fatal', 'flags/flag.go:85', message, fields);
        return new Failure('', EXIT.error);
      }
      this.#values.set(name, value);
    }
    this.#warnUnknownVariables();
    const unusable = checkTlsFiles(this);
    if (unusable) return unusable;
    const format = this.text('write-out');
    return makePrinter(format, this.flag('hex')) ?? badFormat(format);
  }

  client(endpoints = this.endpoints, loggerName = 'etcd-client'): EtcdClient {
    return new EtcdClient(this.process, {
      endpoints,
      loggerName,
      log: (line) => {
        this.warnings += line;
        this.process.go(this.flush());
      },
      ...this.#login(),
      keepalive: {
        timeUs: parseDuration(this.text('keepalive-time')) ?? 0,
        timeoutUs: parseDuration(this.text('keepalive-timeout')) ?? 0,
      },
    });
  }

  /** Asks for the password of a `--user` who stands there alone: before all else. */
  *askPassword(): Task<void> {
    const user = this.text('user') || (this.env['ETCDCTL_USER'] ?? '');
    const isKnown = this.text('password') || this.env['ETCDCTL_PASSWORD'] || user.includes(':');
    if (user === '' || isKnown) return;
    const prompt = new PasswordPrompt(this.process);
    this.#values.set('password', yield* prompt.ask('Password: '));
  }

  #login(): Pick<EtcdClientOptions, 'login'> {
    const user = this.text('user');
    const colon = user.indexOf(':');
    const isWhole = this.text('password') !== '' || colon < 0;
    const name = isWhole ? user : user.slice(0, colon);
    const password = isWhole ? this.text('password') : user.slice(colon + 1);
    if (name === '' || password === '') return {};
    const timeoutUs = parseDuration(this.text('dial-timeout')) ?? 0;
    return { login: { name, password, timeoutUs } };
  }

  log(
    level: ZapLevel,
    caller: string,
    message: string,
    fields: Record<string, ZapValue>,
    logger?: string,
  ): void {
    this.warnings += formatZap(this.process.nowUs, level, caller, message, fields, logger);
  }

  /** Writes the warnings that have come up. */
  *flush(): Task<void> {
    const text = this.warnings;
    this.warnings = '';
    yield* this.process.warn(text);
  }

  #warnUnknownVariables(): void {
    for (const [variable, value] of Object.entries(this.env)) {
      if (!variable.startsWith('ETCDCTL_') || /^ETCDCTL_(API|WATCH_)/.test(variable)) continue;
      const name = variable.slice(8).toLowerCase().replaceAll('_', '-');
      if (value !== '' && this.#inherited.some((flag) => flag.name === name)) continue;
      const fields = { 'environment-variable': `${variable}=${value}` };
      this.log('warn', 'flags/flag.go:93', 'unrecognized environment variable', fields);
    }
  }
}

function badFormat(format: string): Failure {
  const isReal = format === 'protobuf';
  const message = isReal ? '-w protobuf is not part of this lab' : 'unsupported output format';
  return new Failure(message, EXIT.badFeature);
}
