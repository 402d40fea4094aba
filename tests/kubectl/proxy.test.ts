import { describe, expect, it } from 'vitest';
import type { ApiServerView } from '../../labs/cluster/apiserver/apiserver.ts';
import { ApiLab } from '../apiserver/harness.ts';
import { Desk } from './desk.ts';

/** A desk whose proxy serves already. */
function withProxy(seed: string, flags = ''): Desk {
  const desk = new Desk(new ApiLab(seed).start());
  desk.start(`kubectl proxy ${flags} > proxy.out 2> proxy.err`);
  desk.run('sleep 1');
  return desk;
}

describe('kubectl proxy', () => {
  it('serves the API on plain HTTP, as whoever the kubeconfig names', () => {
    const desk = withProxy('proxy');
    expect(desk.run('cat proxy.out').stdout).toBe('Starting to serve on 127.0.0.1:8001\n');
    const nodes = desk.run('curl -s localhost:8001/api/v1/namespaces');
    expect(JSON.parse(nodes.stdout).kind).toBe('NamespaceList');
    const body = `'{"apiVersion":"v1","kind":"Namespace","metadata":{"name":"made"}}'`;
    const post = `curl -s --json ${body} localhost:8001/api/v1/namespaces`;
    expect(JSON.parse(desk.run(post).stdout).metadata.name).toBe('made');
    expect(desk.run('kubectl get ns made -o name').stdout).toBe('namespace/made\n');
  });

  it('passes a watch on as it comes, and lets go of it', () => {
    const desk = withProxy('watch');
    const watches = (): number => (desk.lab.node.apiserver!.view!() as ApiServerView).watches;
    const before = watches();
    const url = 'localhost:8001/api/v1/namespaces?watch=1';
    desk.start(`curl -s -m 5 '${url}' > seen`);
    desk.run('sleep 1; kubectl create ns late');
    desk.run('sleep 1');
    expect(watches()).toBe(before + 1);
    expect(desk.run('cat seen').stdout).toMatch(/"ADDED".*"name":"late"/);
    desk.run('sleep 5');
    expect(watches()).toBe(before);
  });

  it('lets only this machine in, and no shell', () => {
    const desk = withProxy('filter');
    const asked = (line: string): string => desk.run(`curl -s -w '%{http_code}' ${line}`).stdout;
    expect(asked(`-H 'Host: evil.example' localhost:8001/version`)).toBe('Forbidden\n403');
    expect(asked('localhost:8001/api/v1/namespaces/default/pods/p/exec')).toBe('Forbidden\n403');
    const open = withProxy('open', '--disable-filter --port=8002');
    const other = `-H 'Host: other' localhost:8002/livez`;
    expect(open.run(`curl -s ${other}`).stdout).toBe('ok');
    expect(open.run('cat proxy.err').stdout).toMatch(/^W.*Request filter disabled/);
  });

  it('serves below a prefix', () => {
    const desk = withProxy('prefix', '--api-prefix=/custom');
    expect(desk.run('curl -s localhost:8001/custom/livez').stdout).toBe('ok');
    expect(desk.run('curl -s localhost:8001/livez').stdout).toBe('404 page not found\n');
  });

  it('says why there is no answer', () => {
    const desk = withProxy('dead');
    desk.lab.node.apiserver!.signal('SIGKILL');
    const why = 'dial tcp 10.0.0.21:6443: connect: connection refused\n';
    expect(desk.run(`curl -s -w '%{http_code}' localhost:8001/api`).stdout).toBe(`${why}500`);
    expect(desk.run('cat proxy.err').stdout).toContain(`Error while proxying request: ${why}`);
  });

  it('does not start where it cannot serve', () => {
    const desk = withProxy('twice');
    const { code, stderr } = desk.run('kubectl proxy');
    expect(stderr).toBe('error: listen tcp 127.0.0.1:8001: bind: address already in use\n');
    expect(code).toBe(1);
    expect(desk.run('kubectl proxy --www=/srv').stderr).toBe(
      'error: kubectl proxy --www is not part of this lab\n',
    );
  });
});
