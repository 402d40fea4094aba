import { machineOf, resolvePath } from '../../cluster/machine/index.ts';
import type { Context } from './context.ts';
import { EXIT, Failure } from './failure.ts';

/**
 * Looks at the files of `--cacert`, `--cert` and `--key`, as whoever makes a TLS client of them
 * does.
 *
 * Errors:  a file that is not there, a certificate without its key, or one that is none
 * Source:  etcd client/pkg/transport/listener.go `TLSInfo.ClientConfig`
 * Differs: nothing is made of them, for no member of the lab speaks TLS
 */
export function checkTlsFiles(context: Context): Failure | undefined {
  const { process } = context;
  const [cacert, cert, key] = ['cacert', 'cert', 'key'].map((name) => context.text(name));
  if ((cert === '') !== (key === '')) {
    const which = `[key: ${key}, cert: ${cert}]`;
    return badArgs(`KeyFile and CertFile must both be present${which}`);
  }
  for (const path of [cert, key, cacert]) {
    if (!path) continue;
    const text = machineOf(process).files.read(resolvePath(process.cwd, path));
    if (text === undefined) return badArgs(`open ${path}: no such file or directory`);
    const isKept = path === cacert || text.includes('-----BEGIN');
    if (!isKept) return badArgs('tls: failed to find any PEM data in certificate input');
  }
  return undefined;
}

function badArgs(message: string): Failure {
  return new Failure(message, EXIT.badArgs);
}
