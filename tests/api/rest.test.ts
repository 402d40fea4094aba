import { describe, expect, it } from 'vitest';
import { leaseKind, type Certificate } from '../../labs/cluster/api/index.ts';
import { respond, type HttpStream } from '../../labs/cluster/client/http.ts';
import { restConfigOf } from '../../labs/cluster/client/kubeconfig.ts';
import { failureText, isFailure, ResourceClient } from '../../labs/cluster/client/rest-resource.ts';
import { RestClient, RestError } from '../../labs/cluster/client/rest.ts';
import { serveHttps } from '../../labs/cluster/client/tls-server.ts';
import { Kernel, Listener, SECOND, sleep, type Task } from '../../labs/cluster/kernel/index.ts';
import { Machine } from '../../labs/cluster/machine/index.ts';
import { authority, pemFiles, sign } from './certificates.ts';

const server = sign({ commonName: 'kube-apiserver', organizations: [] }, ['cp', '10.0.0.21']);
const admin = sign({ commonName: 'kubernetes-admin', organizations: ['system:masters'] });

const kubeconfig = `
apiVersion: v1
kind: Config
clusters:
- name: kubernetes
  cluster: {server: 'https://cp:6443', certificate-authority: pki/ca.crt}
users:
- name: admin
  user: {client-certificate: pki/admin.crt, client-key: pki/admin.key}
contexts:
- name: admin@kubernetes
  context: {cluster: kubernetes, user: admin}
current-context: admin@kubernetes
`;

function machines(certificate: Certificate | undefined) {
  const kernel = new Kernel('rest');
  const hosts = { '/etc/hosts': '10.0.0.21 cp\n' };
  const programs = new Map();
  const make = (name: string, address: string, files: Record<string, string>): Machine => {
    const machine = new Machine(kernel, { name, addresses: [address], programs, files });
    machine.boot();
    return machine;
  };
  const client = make('workstation', '10.0.0.5', {
    ...hosts,
    ...pemFiles('/etc/kubernetes/pki/admin', admin),
    ...pemFiles('/etc/kubernetes/pki/ca', authority),
    '/etc/kubernetes/config': kubeconfig,
  });
  const cp = make('cp', '10.0.0.21', hosts);
  const serving = cp.spawn({
    argv: ['server'],
    streams: [],
    program: function* (process): Task<number> {
      const listener = Listener.open(process, 6_443);
      if (listener === 'EADDRINUSE' || certificate === undefined) return 1;
      serveHttps(process, listener, certificate, function* (stream: HttpStream): Task<void> {
        const { peer } = stream.link;
        const spec = { holderIdentity: peer?.subject.commonName };
        const body = JSON.stringify({ kind: 'Lease', metadata: { name: 'x' }, spec });
        respond(stream, 200, {}, body);
      });
      yield* sleep(1_000 * SECOND);
      return 0;
    },
  });
  return { kernel, client, cp, serving };
}

/** What a client gets, or how it fails, and after how many seconds. */
function ask(lab: ReturnType<typeof machines>): string {
  const { kernel, client } = lab;
  let told = '';
  client.spawn({
    argv: ['client'],
    streams: [],
    program: function* (process): Task<number> {
      const config = restConfigOf(client, '/etc/kubernetes/config', 'test');
      if (typeof config === 'string') throw new Error(config);
      const startUs = process.nowUs;
      const leases = new ResourceClient(new RestClient(process, config), leaseKind, 'kube-system');
      const result = yield* leases.get('x');
      const answer = isFailure(result) ? failureText(result) : result.spec?.holderIdentity;
      told = `${Math.round((process.nowUs - startUs) / SECOND)} s: ${answer}`;
      return 0;
    },
  });
  kernel.run(kernel.nowUs + 100 * SECOND);
  expect(kernel.panics).toEqual([]);
  return told;
}

const prefix =
  'Get "https://cp:6443/apis/coordination.k8s.io/v1/namespaces/kube-system/leases/x": ';

describe('a REST client over TLS', () => {
  it('is known by its certificate', () => {
    expect(ask(machines(server))).toBe('0 s: kubernetes-admin');
  });

  it('is refused where nobody listens', () => {
    expect(ask(machines(undefined))).toBe(
      `0 s: ${prefix}dial tcp 10.0.0.21:6443: connect: connection refused`,
    );
  });

  it('waits ten seconds for the hello of a frozen server', () => {
    const lab = machines(server);
    lab.kernel.run(SECOND);
    lab.serving.signal('SIGSTOP');
    expect(ask(lab)).toBe(`10 s: ${prefix}net/http: TLS handshake timeout`);
  });

  it('leaves no connection open where its own patience ends before the hello comes', () => {
    const lab = machines(server);
    lab.kernel.run(SECOND);
    lab.serving.signal('SIGSTOP');
    let told = '';
    const config = restConfigOf(lab.client, '/etc/kubernetes/config', 'test');
    if (typeof config === 'string') throw new Error(config);
    lab.client.spawn({
      argv: ['client'],
      streams: [],
      program: function* (process): Task<number> {
        const client = new RestClient(process, config);
        const answer = yield* client.request('GET', '/version', { timeoutUs: 3 * SECOND });
        told = answer instanceof RestError ? answer.message : String(answer.status);
        yield* sleep(60 * SECOND);
        return 0;
      },
    });
    lab.kernel.run(lab.kernel.nowUs + 2 * SECOND);
    expect(lab.client.connections.size).toBe(1);
    lab.kernel.run(lab.kernel.nowUs + 3 * SECOND);
    expect(told).toContain('Client.Timeout exceeded while awaiting headers');
    expect(lab.client.connections.size).toBe(0);
  });

  it('waits thirty seconds for a machine without power', () => {
    const lab = machines(server);
    lab.cp.powerOff();
    expect(ask(lab)).toBe(`30 s: ${prefix}dial tcp 10.0.0.21:6443: i/o timeout`);
  });

  it('does not trust a stranger, a wrong name or yesterday', () => {
    const verdict = (certificate: Certificate): string => {
      const told = ask(machines(certificate));
      return told.slice(told.indexOf('x509: '));
    };
    expect(verdict({ ...server, authorityKeyId: 'other' })).toBe(
      'x509: certificate signed by unknown authority',
    );
    expect(verdict({ ...server, sans: ['lb', 'cp-1', '10.0.0.10'] })).toBe(
      'x509: certificate is valid for lb, cp-1, not cp',
    );
    expect(verdict({ ...server, notAfter: authority.notBefore })).toBe(
      'x509: certificate has expired or is not yet valid: current time 2026-11-02T08:00:00Z is ' +
        'after 2026-11-02T07:59:00Z',
    );
  });
});
