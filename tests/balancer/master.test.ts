import { expect, test } from 'vitest';
import { Listener, never, NullStream, wait } from '../../labs/cluster/kernel/index.ts';
import { configuration, makeBalanced, viewOf } from './balanced.ts';

type Lab = ReturnType<typeof makeBalanced>;

const FILE = '/etc/haproxy/haproxy.cfg';
const twoServers = configuration.replace(/ *server cp-3.*\n/, '');
const misspelt = configuration.replace('balance', 'balanse');

function mainOf(lab: Lab) {
  return lab.lb.systemd.find('haproxy.service')!.mainProcess!;
}

function workersOf(lab: Lab) {
  return [...lab.lb.processes.values()].filter(({ parentPid }) => parentPid === mainOf(lab).pid);
}

/** What the unit's journal has gained. */
function newLines(lab: Lab, act: () => void): string[] {
  const { length } = lab.journal();
  act();
  return lab.journal().slice(length);
}

test('a start, as the journal shows it', () => {
  const lab = makeBalanced();
  const [worker] = workersOf(lab);
  const { pid } = mainOf(lab);
  expect(lab.journal()).toEqual(
    expect.arrayContaining([
      'Starting haproxy.service - HAProxy Load Balancer...',
      `[NOTICE]   (${pid}) : New worker (${worker!.pid}) forked`,
      `[NOTICE]   (${pid}) : Loading success.`,
      'Started haproxy.service - HAProxy Load Balancer.',
    ]),
  );
  expect(lab.journal().some((line) => line.includes('ignoring'))).toBe(false);
});

test('systemctl reload takes the new file, and old connections stay until they end', () => {
  const lab = makeBalanced();
  const held = [lab.hold(), lab.hold(), lab.hold()];
  const [former] = workersOf(lab);
  const { pid } = mainOf(lab);
  lab.lb.files.write(FILE, twoServers);
  const lines = newLines(lab, () => {
    expect(lab.command('systemctl reload haproxy')).toEqual({ text: '', code: 0 });
  });
  const [, present] = workersOf(lab);
  const stopped = 'Proxy kube-apiserver stopped (cumulated conns: FE: 3, BE: 0).';
  expect(lines).toEqual(
    expect.arrayContaining([
      'Reloading haproxy.service - HAProxy Load Balancer...',
      `[NOTICE]   (${pid}) : Reloading HAProxy`,
      `[WARNING]  (${former!.pid}) : ${stopped}`,
      stopped,
      `[NOTICE]   (${pid}) : New worker (${present!.pid}) forked`,
      `[NOTICE]   (${pid}) : Loading success.`,
      'Reloaded haproxy.service - HAProxy Load Balancer.',
    ]),
  );
  expect(viewOf(lab).servers.map(({ name }) => name)).toEqual(['cp-1', 'cp-2']);
  expect(lab.ask(1).answer).toBe('answered');
  for (const one of held) one.say();
  lab.run(0.1);
  expect(held.map(({ received, end }) => `${received} ${end}`)).toEqual(['2 ', '2 ', '2 ']);
  const last = newLines(lab, () => lab.run(61));
  expect(last).toContain(
    `[WARNING]  (${pid}) : Former worker (${former!.pid}) exited with code 0 (Exit)`,
  );
  expect(workersOf(lab)).toEqual([present]);
});

test('a wrong file changes nothing, whether systemctl asks or a signal', () => {
  const lab = makeBalanced();
  const workers = workersOf(lab);
  const { pid } = mainOf(lab);
  lab.lb.files.write(FILE, misspelt);
  const what =
    `config : parsing [${FILE}:19] : unknown keyword 'balanse' in 'backend' section; ` +
    "did you mean 'balance' maybe ?";
  const refused = newLines(lab, () => {
    expect(lab.command('systemctl reload haproxy')).toEqual({
      text:
        'Job for haproxy.service failed.\nSee "systemctl status haproxy.service" and ' +
        '"journalctl -xeu haproxy.service" for details.\n',
      code: 1,
    });
  });
  expect(refused.some((line) => line.endsWith(what))).toBe(true);
  expect(refused).toContain('Reload failed for haproxy.service - HAProxy Load Balancer.');
  const said = newLines(lab, () => lab.command(`kill -USR2 ${pid}`));
  expect(said).toEqual([
    `[NOTICE]   (${pid}) : Reloading HAProxy`,
    `[NOTICE]   (${pid}) : haproxy version is 2.6.12-1+deb12u4`,
    `[NOTICE]   (${pid}) : path to executable is /usr/sbin/haproxy`,
    `[ALERT]    (${pid}) : ${what}`,
    `[ALERT]    (${pid}) : config : Error(s) found in configuration file : ${FILE}`,
    `[ALERT]    (${pid}) : config : Fatal errors found in configuration.`,
    `[WARNING]  (${pid}) : Loading failure!`,
  ]);
  expect(workersOf(lab)).toEqual(workers);
  expect(lab.ask(1).answer).toBe('answered');
});

test('a port that somebody else has leaves the old worker at its work', () => {
  const lab = makeBalanced();
  lab.lb.spawn({
    argv: ['other'],
    streams: [0, 1, 2].map(() => new NullStream()),
    program: function* (process) {
      Listener.open(process, 80);
      return yield* wait(never);
    },
  });
  lab.lb.files.write(FILE, configuration.replace('bind *:6443', 'bind *:6443\n    bind *:80'));
  const { pid } = mainOf(lab);
  const lines = newLines(lab, () => lab.command(`kill -USR2 ${pid}`));
  expect(lines).toContain(
    `[ALERT]    (${pid}) : Binding [${FILE}:16] for frontend kube-apiserver: cannot bind socket ` +
      '(Address already in use) for [0.0.0.0:80]',
  );
  expect(lines.at(-1)).toBe(`[WARNING]  (${pid}) : Loading failure!`);
  expect(lab.ask(1).answer).toBe('answered');
});

test('a stop, as the journal shows it', () => {
  const lab = makeBalanced();
  const { pid } = mainOf(lab);
  const [worker] = workersOf(lab);
  const held = lab.hold();
  expect(newLines(lab, () => lab.command('systemctl stop haproxy'))).toEqual([
    'Stopping haproxy.service - HAProxy Load Balancer...',
    `[NOTICE]   (${pid}) : haproxy version is 2.6.12-1+deb12u4`,
    `[NOTICE]   (${pid}) : path to executable is /usr/sbin/haproxy`,
    `[WARNING]  (${pid}) : Exiting Master process...`,
    `[ALERT]    (${pid}) : Current worker (${worker!.pid}) exited with code 143 (Terminated)`,
    `[WARNING]  (${pid}) : All workers exited. Exiting... (0)`,
    'haproxy.service: Deactivated successfully.',
    'Stopped haproxy.service - HAProxy Load Balancer.',
  ]);
  expect(held.end).toBe('EOF');
  expect(lab.ask(0.1).answer).toBe('ECONNREFUSED');
});

test('a killed worker takes the master with it, and systemd starts both again', () => {
  const lab = makeBalanced();
  const { pid } = mainOf(lab);
  const [worker] = workersOf(lab);
  worker!.signal('SIGKILL');
  expect(lab.ask(0.05).answer).toBe('ECONNREFUSED');
  lab.run(1);
  expect(lab.journal()).toEqual(
    expect.arrayContaining([
      `[ALERT]    (${pid}) : Current worker (${worker!.pid}) exited with code 137 (Killed)`,
      `[ALERT]    (${pid}) : exit-on-failure: killing every processes with SIGTERM`,
      `[WARNING]  (${pid}) : All workers exited. Exiting... (137)`,
      'haproxy.service: Main process exited, code=exited, status=137/n/a',
    ]),
  );
  expect(lab.ask(1).answer).toBe('answered');
});

test('a killed master takes its worker with it: refused, and then started again', () => {
  const lab = makeBalanced();
  mainOf(lab).signal('SIGKILL');
  expect(lab.ask(0.05).answer).toBe('ECONNREFUSED');
  lab.run(1);
  expect(lab.ask(1).answer).toBe('answered');
  expect(lab.kernel.panics).toEqual([]);
});

test('a unit without ExecReload= cannot be reloaded', () => {
  const lab = makeBalanced();
  const unit = '[Service]\nExecStart=/usr/sbin/haproxy -W -f /etc/haproxy/haproxy.cfg\n';
  lab.lb.files.write('/etc/systemd/system/plain.service', unit);
  expect(lab.command('systemctl reload plain')).toEqual({
    text:
      'Failed to reload plain.service: Job type reload is not applicable for unit ' +
      'plain.service.\n',
    code: 3,
  });
});
