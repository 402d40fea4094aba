import {
  currentContext,
  loadKubeconfig,
  restConfigOf,
  type Overrides,
} from '../../cluster/client/kubeconfig.ts';
import { formatKlogLine } from '../../cluster/client/klog.ts';
import { RestClient, type RestConfig } from '../../cluster/client/rest.ts';
import type { Environment, Process, Task } from '../../cluster/kernel/index.ts';
import { machineOf, resolvePath } from '../../cluster/machine/index.ts';
import type { ParsedFlags } from '../pflag.ts';
import { Client } from './client.ts';
import { Discovery } from './discovery.ts';
import { Failure } from './failure.ts';
import { parseBool, parseDuration } from './flags.ts';
import { USER_AGENT } from './release.ts';

/** Where a kubeconfig file is. `shown` is its name as errors print it. */
export interface ConfigSource {
  readonly path: string;
  readonly shown: string;
  readonly isExplicit: boolean;
}

const BAD_TIMEOUT =
  'invalid timeout value. Timeout must be a single integer in seconds, or an integer followed ' +
  'by a ' +
  'corresponding time unit (e.g. 1s | 2m | 3h)';

/** What a command works with: its words, its flags, its kubeconfig, its way to the server. */
export class Session {
  readonly process: Process;
  readonly env: Environment;
  readonly args: readonly string[];
  readonly #flags: ParsedFlags;
  #client: Client | undefined;
  #discovery: Discovery | undefined;

  constructor(process: Process, env: Environment, flags: ParsedFlags) {
    this.process = process;
    this.env = env;
    this.args = flags.args;
    this.#flags = flags;
  }

  /** A flag's value; '' where it was not given and has none. */
  text(name: string): string {
    return this.#flags.values.get(name) ?? '';
  }

  isOn(name: string): boolean {
    return parseBool(this.text(name)) === true;
  }

  isGiven(name: string): boolean {
    return this.#flags.changed.has(name);
  }

  /** Every value of a flag that may be given more than once. */
  list(name: string): readonly string[] {
    return this.#flags.all.get(name) ?? [];
  }

  get verbosity(): number {
    return Number(this.text('v'));
  }

  get configSource(): ConfigSource {
    const explicit = this.text('kubeconfig');
    const { files } = machineOf(this.process);
    const home = `${this.env['HOME'] ?? '/root'}/.kube/config`;
    const named = (this.env['KUBECONFIG'] ?? '').split(':').filter(Boolean);
    const resolve = (path: string): string => resolvePath(this.process.cwd, path);
    const found = named.find((path) => files.isFile(resolve(path))) ?? named[0] ?? home;
    const shown = explicit === '' ? found : explicit;
    return { path: resolve(shown), shown, isExplicit: explicit !== '' };
  }

  get overrides(): Overrides {
    const given = (name: string): string | undefined => this.text(name) || undefined;
    return {
      context: given('context'),
      cluster: given('cluster'),
      user: given('user'),
      server: given('server'),
      namespace: given('namespace'),
      token: given('token'),
      isInsecure: this.isOn('insecure-skip-tls-verify') || undefined,
    };
  }

  /** The namespace of the command line, else of the context, else `default`. */
  get namespace(): string {
    const given = this.text('namespace');
    if (given !== '') return given;
    const config = loadKubeconfig(machineOf(this.process), this.configSource.path);
    const context = typeof config === 'string' ? config : currentContext(config, this.overrides);
    return typeof context === 'string' ? 'default' : (context.namespace ?? 'default');
  }

  /** The way to the server. Errors: the kubeconfig is missing or wrong */
  *client(): Task<Client | Failure> {
    if (this.#client) return this.#client;
    const config = this.restConfig();
    if (config instanceof Failure) return config;
    const timeout = this.text('request-timeout');
    const seconds = /^\d+$/.test(timeout) ? `${Number(timeout)}s` : timeout;
    const timeoutUs = parseDuration(seconds);
    if (timeoutUs === undefined) return new Failure(BAD_TIMEOUT);
    const limit = timeoutUs > 0 ? { text: seconds, us: timeoutUs } : undefined;
    if (this.verbosity >= 6) yield* this.#logStart(config.certificate !== undefined);
    this.#client = new Client(new RestClient(this.process, config), this.verbosity, limit);
    return this.#client;
  }

  /** What the server serves. */
  *discovery(): Task<Discovery | Failure> {
    const client = yield* this.client();
    if (client instanceof Failure) return client;
    this.#discovery ??= new Discovery(this.process, client, this.env['HOME'] ?? '/root');
    return this.#discovery;
  }

  /** Which server there is, and who one is there. Errors: the kubeconfig is missing or wrong */
  restConfig(): RestConfig | Failure {
    const { isExplicit, path, shown } = this.configSource;
    const machine = machineOf(this.process);
    if (!isExplicit && !machine.files.isFile(path)) return this.#withoutConfig();
    const config = restConfigOf(machine, path, USER_AGENT, this.overrides);
    if (typeof config === 'string') return new Failure(config.replaceAll(path, shown));
    return this.#impersonating(config);
  }

  /** With no kubeconfig at all, kubectl looks for a server on its own machine. */
  #withoutConfig(): RestConfig {
    const server = this.text('server') || 'http://localhost:8080';
    const isInsecure = this.isOn('insecure-skip-tls-verify');
    return this.#impersonating({ server, userAgent: USER_AGENT, authorities: [], isInsecure });
  }

  #impersonating(config: RestConfig): RestConfig {
    const user = this.text('as');
    if (user === '') return config;
    const groups = this.list('as-group').flatMap((group) => group.split(','));
    return { ...config, impersonate: { user, groups } };
  }

  *#logStart(hasCertificate: boolean): Task<void> {
    const { process } = this;
    const log = (caller: string, text: string): string =>
      formatKlogLine(process, 'I', caller, text);
    yield* process.warn(
      log('loader.go:407', `Config loaded from file:  ${this.configSource.shown}`),
    );
    for (const [feature, isEnabled] of Object.entries(featureGates)) {
      const text = `"Feature gate default state" feature="${feature}" enabled=${isEnabled}`;
      yield* process.warn(log('envvar.go:195', text));
    }
    if (!hasCertificate) return;
    const rotation =
      '"Starting client certificate rotation controller" logger="tls-transport-cache"';
    yield* process.warn(log('cert_rotation.go:141', rotation));
  }
}

/** Source: client-go features/known_features.go */
const featureGates: Readonly<Record<string, boolean>> = {
  ClientsPreferCBOR: false,
  InOrderInformersBatchProcess: true,
  UnlockWhileProcessingFIFO: true,
  AtomicFIFO: true,
  WatchListClient: true,
  ClientsAllowCBOR: false,
  InOrderInformers: true,
  InformerResourceVersion: true,
  ClientsAllowCARotation: true,
  ClientsAllowTLSCacheGC: true,
};
