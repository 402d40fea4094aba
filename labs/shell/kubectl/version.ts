import { encodeJson } from '../../cluster/api/index.ts';
import type { Task } from '../../cluster/kernel/index.ts';
import { Failure } from './failure.ts';
import { make, type Flag } from './flags.ts';
import { clientVersion, KUSTOMIZE_VERSION } from './release.ts';
import type { Session } from './session.ts';
import { formatYaml } from './yaml.ts';

export const versionFlags: readonly Flag[] = [make.choice('client'), make.text('output', '', 'o')];

const SKEW_MAX = 1;

/** Source: kubectl pkg/cmd/version/version.go, skew_warning.go */
export function* version(session: Session): Task<number | Failure> {
  const { args, process } = session;
  const output = session.text('output');
  if (args.length > 0) return new Failure(`extra arguments: [${args.join(' ')}]`);
  if (!['', 'yaml', 'json'].includes(output)) {
    return new Failure("--output must be 'yaml' or 'json'");
  }
  const server = session.isOn('client') ? undefined : yield* fetchVersion(session);
  const known = server instanceof Failure ? undefined : server;
  yield* process.print(format(output, known));
  const minor = Number(known?.['minor'] ?? clientVersion.minor);
  if (Math.abs(minor - Number(clientVersion.minor)) > SKEW_MAX) {
    const [own, other] = [`1.${clientVersion.minor}`, `1.${minor}`];
    yield* process.warn(
      `Warning: version difference between client (${own}) and server (${other}) exceeds the ` +
        `supported minor version skew of +/-${SKEW_MAX}\n`,
    );
  }
  return server instanceof Failure ? server : 0;
}

type Version = Readonly<Record<string, string>>;

function* fetchVersion(session: Session): Task<Version | Failure> {
  const client = yield* session.client();
  if (client instanceof Failure) return client;
  return yield* client.get<Version>('/version', { timeout: '32s' });
}

function format(output: string, server: Version | undefined): string {
  const all = {
    clientVersion,
    kustomizeVersion: KUSTOMIZE_VERSION,
    ...(server && { serverVersion: server }),
  };
  if (output === 'yaml') return `${formatYaml(all)}\n`;
  if (output === 'json') return `${encodeJson(all, true)}\n`;
  const last = server ? `Server Version: ${server['gitVersion']}\n` : '';
  const kustomize = `Kustomize Version: ${KUSTOMIZE_VERSION}\n`;
  return `Client Version: ${clientVersion.gitVersion}\n${kustomize}${last}`;
}
