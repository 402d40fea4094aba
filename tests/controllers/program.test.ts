import { expect, test } from 'vitest';
import { dialTls } from '../../labs/cluster/client/tls.ts';
import { HttpLink, requestHttp } from '../../labs/cluster/client/http.ts';
import type { HttpResponse } from '../../labs/cluster/client/http.ts';
import { parseFlags } from '../../labs/cluster/controllers/flags.ts';
import { SECOND } from '../../labs/cluster/kernel/index.ts';
import { ControlLab } from './control-lab.ts';

/** Asks port 10257 of the first machine from itself, as a kubelet's probe does. */
function ask(lab: ControlLab, path: string): HttpResponse | undefined {
  let answer: HttpResponse | undefined;
  lab.node.machine.spawn({
    argv: ['probe'],
    streams: [],
    program: function* (process) {
      const options = { serverName: '127.0.0.1', authorities: [], isInsecure: true };
      const dialled = yield* dialTls(process, '127.0.0.1', 10_257, options);
      if ('error' in dialled) return 1;
      const link = new HttpLink(dialled.connection);
      answer = yield* requestHttp(link, { method: 'GET', path, headers: {} });
      return 0;
    },
  });
  lab.run(1);
  return answer;
}

test('it tells that it is well, and nothing else to those it does not know', () => {
  const lab = new ControlLab('health').start();
  lab.startManager();
  lab.run(5);
  for (const path of ['/healthz', '/livez', '/readyz', '/healthz/leaderElection']) {
    expect(ask(lab, path)).toMatchObject({ status: 200, body: 'ok' });
  }
  expect(ask(lab, '/healthz?verbose')?.body).toBe(
    `[+]leaderElection ok
[+]namespace-controller ok
[+]node-lifecycle-controller ok
[+]taint-eviction-controller ok
healthz check passed
`,
  );
  const why = 'forbidden: User \\"system:anonymous\\" cannot get path \\"/metrics\\"';
  expect(ask(lab, '/metrics')).toMatchObject({ status: 403 });
  expect(ask(lab, '/metrics')?.body).toContain(why);
});

test('flags', () => {
  const parse = (...words: string[]) => parseFlags(['kube-controller-manager', ...words]);
  expect(parse('--no-such-flag=1')).toBe('Error: unknown flag: --no-such-flag\n');
  expect(parse('--kubeconfig')).toBe('Error: flag needs an argument: --kubeconfig\n');
  expect(parse('now')).toBe(
    'Error: "kube-controller-manager" does not take any arguments, got ["now"]\n',
  );
  expect(parse('--node-monitor-grace-period=long')).toBe(
    'Error: invalid argument "long" for "--node-monitor-grace-period" flag: ' +
      'time: invalid duration "long"\n',
  );
  expect(parse('--leader-elect', '--node-monitor-grace-period', '1m30s')).toMatchObject({
    isElected: true,
    nodeMonitorGraceUs: 90 * SECOND,
  });
});

test('without its kubeconfig, or where its port is taken, it ends with 1', () => {
  const lab = new ControlLab('faults').start();
  const first = lab.startManager(lab.node, '--leader-elect=false');
  lab.run(3);
  expect(lab.isLeader(first)).toBe(true);
  const second = lab.startManager();
  const lost = lab.startManager(lab.node, '--kubeconfig=/etc/none.conf');
  lab.run(3);
  expect(second.process.exit?.code).toBe(1);
  expect(second.log.text).toContain('listen tcp 127.0.0.1:10257: bind: address already in use');
  expect(lost.process.exit?.code).toBe(1);
  expect(lost.log.text).toContain('err="stat /etc/none.conf: no such file or directory"');
});
