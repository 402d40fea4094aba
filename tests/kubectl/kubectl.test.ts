import { describe, expect, it } from 'vitest';
import { SECOND } from '../../labs/cluster/kernel/index.ts';
import { ApiLab } from '../apiserver/harness.ts';
import { Desk } from './desk.ts';
import { makeNodes } from './nodes.ts';

const refused =
  'The connection to the server cp-1:6443 was refused - did you specify the right host or port?\n';

describe('the way to the server', () => {
  it('asks what there is once, and then no more', () => {
    const desk = new Desk(new ApiLab('cache').start());
    const paths = (line: string): string[] =>
      [...desk.run(line).stderr.matchAll(/url="https:\/\/cp-1:6443([^"]*)"/g)].map(
        ([, path]) => path!,
      );
    expect(paths('kubectl get pods -v=6')).toEqual([
      '/api?timeout=32s',
      '/apis?timeout=32s',
      '/api/v1/namespaces/default/pods?limit=500',
    ]);
    expect(paths('kubectl get pods -v=6')).toEqual(['/api/v1/namespaces/default/pods?limit=500']);
  });

  it('says five times that it can not learn what there is, where nothing is cached', () => {
    const { code, seconds, stderr } = new Desk(new ApiLab('dead')).run('kubectl get nodes');
    const lines = stderr.split('\n');
    const url = 'Get \\\\"https://cp-1:6443/api\\?timeout=32s\\\\"';
    const refusal = 'dial tcp 10\\.0\\.0\\.21:6443: connect: connection refused';
    const what = `couldn't get current server API group list: ${url}: ${refusal}`;
    const unhandled = new RegExp(`memcache\\.go:265\\] "Unhandled Error" err="${what}"$`);
    expect(lines.slice(0, 5).every((line) => unhandled.test(line))).toBe(true);
    expect(lines.slice(5).join('\n')).toBe(refused);
    expect([code, seconds < 1]).toEqual([1, true]);
  });

  it('waits ten seconds for a frozen server', () => {
    const desk = new Desk(new ApiLab('frozen').start());
    desk.run('kubectl get nodes');
    desk.lab.node.apiserver!.signal('SIGSTOP');
    const { code, seconds, stderr } = desk.run('kubectl get nodes');
    expect(stderr).toBe('Unable to connect to the server: net/http: TLS handshake timeout\n');
    expect([code, Math.round(seconds)]).toEqual([1, 10]);
  });

  it('does not wait longer than it is told', () => {
    const desk = new Desk(new ApiLab('hurry').start());
    desk.run('kubectl get nodes');
    desk.lab.node.etcd!.signal('SIGKILL');
    const { code, seconds } = desk.run('kubectl get pods --request-timeout=3s');
    expect([code, Math.round(seconds)]).toEqual([1, 3]);
    expect(desk.run('kubectl get pods --request-timeout=soon').stderr).toMatch(
      /^error: invalid timeout value/,
    );
  });

  it('looks for a server on its own machine where there is no kubeconfig', () => {
    const { stderr } = new Desk(new ApiLab('none')).run('unset KUBECONFIG; kubectl version');
    expect(stderr).toBe(refused.replace('cp-1:6443', 'localhost:8080'));
  });

  it('knows its contexts', () => {
    const desk = new Desk(new ApiLab('contexts').start());
    expect(desk.run('kubectl --context nosuch get pods').stderr).toBe(
      'error: context "nosuch" does not exist\n',
    );
    expect(desk.run('kubectl config use-context nosuch').stderr).toBe(
      'error: no context exists with the name: "nosuch"\n',
    );
    expect(desk.run('kubectl config use-context admin@kubernetes').stdout).toBe(
      'Switched to context "admin@kubernetes".\n',
    );
    expect(desk.run('kubectl get ns -o name').stdout).toContain('namespace/default\n');
    expect(desk.run('kubectl --kubeconfig nosuch.conf get ns').stderr).toBe(
      'error: stat nosuch.conf: no such file or directory\n',
    );
  });
});

describe('what it prints', () => {
  const desk = new Desk(new ApiLab('prints').start());
  makeNodes(desk, 2);
  const told = (line: string, stdin = ''): string => {
    const { stderr, stdout } = desk.run(line, stdin);
    return stdout + stderr;
  };

  it('keeps columns as wide as they were while it watches', () => {
    const { out, process } = desk.start('timeout 5 kubectl get cm -w');
    desk.lab.run(1);
    desk.run('kubectl create cm a --from-literal=x=1');
    desk.run('kubectl create cm a-much-longer-name --from-literal=x=1');
    desk.run('kubectl delete cm a');
    desk.lab.runUntil(() => process.state === 'exited');
    expect(out.text).toBe(
      'NAME   DATA   AGE\n' +
        'a      1      0s\n' +
        'a-much-longer-name   1      0s\n' +
        'a                    1      0s\n',
    );
    expect(process.exit!.code).toBe(124);
  });

  it('quotes in YAML only what would be read as something else', () => {
    const data = {
      plain: 'two words',
      number: '12',
      truth: 'yes',
      nothing: '',
      star: '*',
      colon: 'a: b',
      url: 'https://10.0.0.21:6443',
      lines: 'one\ntwo\n',
      open: 'one\ntwo',
      tab: 'a\tb',
      time: '2026-11-02T08:00:00Z',
    };
    const object = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'quotes' }, data };
    told('kubectl create -f -', JSON.stringify(object));
    const text = told('kubectl get cm quotes -o yaml');
    expect(text.slice(text.indexOf('data:'), text.indexOf('kind:'))).toBe(`data:
  colon: 'a: b'
  lines: |
    one
    two
  nothing: ""
  number: "12"
  open: |-
    one
    two
  plain: two words
  star: '*'
  tab: "a\\tb"
  time: "2026-11-02T08:00:00Z"
  truth: "yes"
  url: https://10.0.0.21:6443
`);
  });

  it('walks over objects with JSONPath', () => {
    const path = (template: string): string => told(`kubectl get nodes -o jsonpath='${template}'`);
    expect(path('{.items[*].metadata.name}')).toBe('worker-1 worker-2');
    expect(path('{range .items[*]}{.metadata.name}{"\\t"}{.spec.podCIDR}{"\\n"}{end}')).toBe(
      'worker-1\t10.244.1.0/24\nworker-2\t10.244.2.0/24\n',
    );
    expect(path('{.items[-1:].metadata.name}')).toBe('worker-2');
    const ready = '{.items[0].status.conditions[?(@.type=="Ready")].status}';
    expect(path(ready)).toBe('True');
    expect(path('{.items[0].status.nodeInfo}')).toMatch(/^\{"architecture":"amd64",/);
    const label = '{.items[0].metadata.labels.kubernetes\\.io/hostname}';
    expect(path(label)).toBe('worker-1');
    expect(path('{.items[7].metadata.name}')).toContain(
      'array index out of bounds: index 7, length 2',
    );
  });

  it('sorts, names its columns and its labels', () => {
    const args = '--sort-by=.metadata.name --no-headers';
    expect(told(`kubectl get nodes ${args} --show-labels`).replace(/\d+s /g, '0s ')).toBe(
      'worker-1   Ready   <none>   0s    v1.36.3   kubernetes.io/hostname=worker-1\n' +
        'worker-2   Ready   <none>   0s    v1.36.3   kubernetes.io/hostname=worker-2\n',
    );
    const columns = 'NAME:.metadata.name,CPU:.status.capacity.cpu,NONE:.spec.nothing';
    expect(told(`kubectl get nodes -o custom-columns=${columns}`)).toBe(
      'NAME       CPU   NONE\nworker-1   1     <none>\nworker-2   1     <none>\n',
    );
    expect(told('kubectl get nodes -L kubernetes.io/hostname')).toContain('HOSTNAME\n');
  });

  it('refuses what it does not know, and says what the lab has not', () => {
    expect(told('kubectl get nodes -o foo')).toMatch(
      /^error: unable to match a printer suitable .* "foo", allowed formats are: /,
    );
    expect(told('kubectl get pods -l a=b=c')).toBe(
      'Error from server (BadRequest): Unable to find "/v1, Resource=pods" that match label ' +
        'selector ' +
        `"a=b=c", field selector "": found '=', expected: ',' or 'end of string'\n`,
    );
    expect(told('kubectl rollout status deploy/x')).toBe(
      'error: kubectl rollout status is not part of this lab\n',
    );
    expect(told('kubectl get pod/x y')).toMatch(
      /^error: there is no need to specify a resource type/,
    );
    expect(told('kubectl get pods x -A')).toBe(
      'error: a resource cannot be retrieved by name across all namespaces\n',
    );
    expect(told('kubectl')).toMatch(/^kubectl controls the Kubernetes cluster manager\.\n/);
  });
});

describe('apply and delete', () => {
  const desk = new Desk(new ApiLab('apply').start());
  const manifest = (data: object): string =>
    JSON.stringify({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a' }, data });
  const apply = (data: object): string => desk.run('kubectl apply -f -', manifest(data)).stdout;

  it('creates, leaves alone, changes, and takes away what has gone from the file', () => {
    expect(apply({ x: '1', y: '2' })).toBe('configmap/a created\n');
    expect(apply({ x: '1', y: '2' })).toBe('configmap/a unchanged\n');
    desk.run('kubectl get cm a -o yaml | sed \'s/x: .1.$/z: "9"/\' > b.yaml');
    expect(apply({ x: '3' })).toBe('configmap/a configured\n');
    expect(desk.run("kubectl get cm a -o jsonpath='{.data}'").stdout).toBe('{"x":"3"}');
  });

  it('waits for what it deletes', () => {
    desk.run('kubectl label cm a x=y');
    const object = {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'held', finalizers: ['example.com/x'] },
    };
    desk.run('kubectl create -f -', JSON.stringify(object));
    const startUs = desk.lab.kernel.nowUs;
    const { out, process } = desk.start('kubectl delete cm held');
    desk.lab.run(5);
    expect(out.text).toBe('configmap "held" deleted from default namespace\n');
    expect(process.state).toBe('running');
    desk.lab.request('PATCH', '/api/v1/namespaces/default/configmaps/held', {
      body: { metadata: { finalizers: null } },
      contentType: 'application/merge-patch+json',
    });
    desk.lab.runUntil(() => process.state === 'exited');
    expect(desk.lab.kernel.nowUs - startUs).toBeLessThan(7 * SECOND);
    expect(process.exit!.code).toBe(0);
  });

  it('deletes by label, and says where there is nothing', () => {
    expect(desk.run('kubectl delete cm -l x=y').stdout).toBe(
      'configmap "a" deleted from default namespace\n',
    );
    expect(desk.run('kubectl delete cm -l x=y').stdout).toBe('No resources found\n');
    expect(desk.run('kubectl delete cm a --timeout=1s').stderr).toBe(
      'Error from server (NotFound): configmaps "a" not found\n',
    );
  });
});
