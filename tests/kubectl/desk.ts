import { SECOND, makePipe, type Process, type Stream } from '../../labs/cluster/kernel/index.ts';
import { Machine } from '../../labs/cluster/machine/index.ts';
import { curlPrograms } from '../../labs/shell/curl/index.ts';
import { kubectlPrograms } from '../../labs/shell/kubectl/index.ts';
import { authority, pemFiles, sign } from '../api/certificates.ts';
import { type ApiLab, users } from '../apiserver/harness.ts';
import { shellPrograms, Sink } from '../shell/run.ts';

/** What a command line printed, its status, and how long it took. */
export interface DeskRun {
  readonly stdout: string;
  readonly stderr: string;
  readonly code: number;
  readonly seconds: number;
}

/** Shape: without a certificate, `credentials` says who one is */
function kubeconfig(user: string, server: string, credentials?: string): string {
  const own = `client-certificate: pki/${user}.crt, client-key: pki/${user}.key`;
  return `apiVersion: v1
kind: Config
clusters:
- cluster: {certificate-authority: pki/ca.crt, server: '${server}'}
  name: kubernetes
contexts:
- context: {cluster: kubernetes, user: ${user}}
  name: ${user}@kubernetes
current-context: ${user}@kubernetes
users:
- name: ${user}
  user: {${credentials ?? own}}
`;
}

/**
 * A machine to sit at, next to a control plane: with a shell, kubectl, curl and kubeconfig files.
 */
export class Desk {
  readonly lab: ApiLab;
  readonly machine: Machine;

  constructor(lab: ApiLab, server = 'https://cp-1:6443') {
    this.lab = lab;
    const programs = new Map([...shellPrograms, ...kubectlPrograms, ...curlPrograms]);
    const files: Record<string, string> = {
      '/etc/hosts': '10.0.0.21 cp-1\n10.0.0.22 cp-2\n10.0.0.23 cp-3\n10.0.0.10 lb\n',
      '/srv/admin.conf': kubeconfig('admin', server),
      '/srv/alice.conf': kubeconfig('alice', server),
      '/srv/badtoken.conf': kubeconfig('bad', server, 'token: not-a-real-token'),
      '/srv/anon.conf': kubeconfig('anon', server, ''),
      ...pemFiles('/srv/pki/ca', authority),
      ...pemFiles('/srv/pki/admin', sign(users.admin)),
      ...pemFiles('/srv/pki/alice', sign(users.alice)),
    };
    const addresses = ['10.0.0.6'];
    this.machine = new Machine(lab.kernel, { name: 'desk', addresses, programs, files });
    this.machine.boot();
  }

  /** Starts a line of bash in the folder that has the kubeconfig files. */
  start(line: string, stdin = ''): { process: Process; out: Sink; err: Sink } {
    const [out, err] = [new Sink(), new Sink()];
    const process = this.machine.spawn({
      program: this.machine.findProgram('bash', '/')!.program,
      argv: ['bash', '-c', line],
      env: {
        PATH: '/usr/bin:/bin',
        HOME: '/root',
        KUBECONFIG: 'admin.conf',
        S: 'https://cp-1:6443',
      },
      cwd: '/srv',
      streams: [textStream(stdin), out, err],
    });
    return { process, out, err };
  }

  /** Runs a line to its end. Errors: throws where it does not end within `limit` seconds */
  run(line: string, stdin = '', limit = 120): DeskRun {
    const { kernel } = this.lab;
    const startUs = kernel.nowUs;
    const { process, out, err } = this.start(line, stdin);
    this.lab.runUntil(() => process.state === 'exited', limit);
    const seconds = (kernel.nowUs - startUs) / SECOND;
    return { stdout: out.text, stderr: err.text, code: process.exit!.code, seconds };
  }
}

/** A stream that gives a text and then ends. */
function textStream(text: string): Stream {
  const { reader, writer } = makePipe();
  writer.retain();
  // Less than a pipe holds, so that the write never waits.
  if (!writer.write(text).next().done) throw new Error('the text is too long');
  writer.release();
  return reader;
}
