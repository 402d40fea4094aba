import { expect, test } from 'vitest';
import { SECOND } from '../../labs/cluster/kernel/index.ts';
import { journalLines, makeMachine, unit } from './fake-lab.ts';

test('a notify service is started, killed, started again by itself, and stopped', () => {
  const { kernel, machine } = makeMachine({
    daemon: unit('/usr/bin/daemon', 'Type=notify\nRestart=on-failure\nRestartSec=5s'),
  });
  machine.boot();
  kernel.run(SECOND);
  const service = machine.systemd.find('daemon.service')!;
  expect(machine.systemd.isBooted).toBe(true);
  expect(service.state).toBe('active');
  const pid = service.mainProcess!.pid;

  machine.systemd.kill('daemon.service', 'SIGKILL');
  kernel.run(3 * SECOND);
  expect(service.sub).toBe('auto-restart');
  expect(service.mainProcess).toBeUndefined();
  kernel.run(7 * SECOND);
  expect(service.mainProcess!.pid).not.toBe(pid);

  machine.systemd.request('stop', 'daemon.service');
  kernel.run(20 * SECOND);
  expect(service.sub).toBe('dead');
  expect(journalLines(machine, 'daemon.service')).toEqual([
    'systemd: Starting daemon.service - A test...',
    'systemd: Started daemon.service - A test.',
    'daemon: ready to serve',
    'systemd: daemon.service: Main process exited, code=killed, status=9/KILL',
    "systemd: daemon.service: Failed with result 'signal'.",
    'systemd: daemon.service: Scheduled restart job, restart counter is at 1.',
    'systemd: Stopped daemon.service - A test.',
    'systemd: Starting daemon.service - A test...',
    'systemd: Started daemon.service - A test.',
    'daemon: ready to serve',
    'systemd: Stopping daemon.service - A test...',
    'systemd: daemon.service: Deactivated successfully.',
    'systemd: Stopped daemon.service - A test.',
  ]);
  expect(kernel.panics).toEqual([]);
});

test('a service that fails at once meets the start limit', () => {
  const { kernel, machine } = makeMachine({ broken: unit('/usr/bin/broken', 'Restart=always') });
  machine.boot();
  kernel.run(30 * SECOND);
  const service = machine.systemd.find('broken.service')!;
  expect(service.state).toBe('failed');
  const lines = journalLines(machine, 'broken.service');
  expect(lines.filter((line) => line === 'broken: cannot go on')).toHaveLength(5);
  expect(lines.slice(-5)).toEqual([
    'systemd: broken.service: Scheduled restart job, restart counter is at 5.',
    'systemd: Stopped broken.service - A test.',
    'systemd: broken.service: Start request repeated too quickly.',
    "systemd: broken.service: Failed with result 'exit-code'.",
    'systemd: Failed to start broken.service - A test.',
  ]);
  service.resetFailed();
  expect(service.state).toBe('inactive');
});

test('what does not care for SIGTERM is killed after the stop timeout', () => {
  const { kernel, machine } = makeMachine({
    stubborn: unit('/usr/bin/stubborn', 'TimeoutStopSec=20'),
  });
  machine.boot();
  kernel.run(SECOND);
  machine.systemd.request('stop', 'stubborn.service');
  kernel.run(15 * SECOND);
  const service = machine.systemd.find('stubborn.service')!;
  expect(service.sub).toBe('stop-sigterm');
  kernel.run(25 * SECOND);
  const pid = service.lastRun!.pid;
  expect(journalLines(machine, 'stubborn.service').slice(-5)).toEqual([
    "systemd: stubborn.service: State 'stop-sigterm' timed out. Killing.",
    `systemd: stubborn.service: Killing process ${pid} (stubborn) with signal SIGKILL.`,
    'systemd: stubborn.service: Main process exited, code=killed, status=9/KILL',
    "systemd: stubborn.service: Failed with result 'timeout'.",
    'systemd: Stopped stubborn.service - A test.',
  ]);
});

test('a start that is never ready times out, and a stop cancels it', () => {
  const { kernel, machine } = makeMachine({
    stubborn: unit('/usr/bin/stubborn', 'Type=notify\nTimeoutSec=3\nRestart=no'),
  });
  machine.boot();
  kernel.run(SECOND);
  const service = machine.systemd.find('stubborn.service')!;
  const start = service.start();
  expect(machine.systemd.isBooted).toBe(false);
  kernel.run(10 * SECOND);
  expect(start.result).toBe('failed');
  expect(service.result).toBe('timeout');
  expect(machine.systemd.isBooted).toBe(true);
  const again = service.start();
  kernel.run(11 * SECOND);
  service.stop();
  expect(again.result).toBe('canceled');
});

test('a reboot stops units first, keeps the journal, and boots again', () => {
  const { kernel, machine } = makeMachine({ daemon: unit('/usr/bin/daemon', 'Type=notify') });
  machine.boot();
  kernel.run(SECOND);
  machine.systemd.shutDown('reboot');
  kernel.run(2 * SECOND);
  expect(machine.isOn).toBe(false);
  expect(journalLines(machine, 'daemon.service').at(-1)).toBe(
    'systemd: Stopped daemon.service - A test.',
  );
  kernel.run(10 * SECOND);
  expect(machine.bootCount).toBe(2);
  expect(machine.systemd.find('daemon.service')!.state).toBe('active');
  machine.systemd.shutDown('poweroff');
  kernel.run(30 * SECOND);
  expect(machine.isOn).toBe(false);
});
