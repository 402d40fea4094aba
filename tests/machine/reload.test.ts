import { expect, test } from 'vitest';
import { SECOND } from '../../labs/cluster/kernel/index.ts';
import { journalLines, makeMachine, unit } from './fake-lab.ts';

/** Asks for a reload, and waits a second. */
function reload(lab: ReturnType<typeof makeMachine>): string {
  let told = 'nothing';
  lab.machine.spawn({
    argv: ['test'],
    streams: [],
    program: function* () {
      told = yield* lab.machine.systemd.reloadUnit('box.service');
      return 0;
    },
  });
  lab.kernel.run(lab.kernel.nowUs + SECOND);
  return told;
}

function makeBox(lines: string) {
  const lab = makeMachine({ box: unit('/usr/bin/daemon', `Type=notify\n${lines}`) });
  lab.machine.boot();
  lab.kernel.run(SECOND);
  return lab;
}

test('a reload runs the commands of ExecReload= in turn, and says so', () => {
  const lab = makeBox('ExecReload=/usr/bin/broken\nExecReload=/usr/bin/daemon');
  expect(reload(lab)).toBe('failed');
  expect(journalLines(lab.machine, 'box.service').slice(-4)).toEqual([
    'systemd: Reloading box.service - A test...',
    'broken: cannot go on',
    'systemd: box.service: Control process exited, code=exited, status=1/FAILURE',
    'systemd: Reload failed for box.service - A test.',
  ]);
  expect(lab.machine.systemd.find('box.service')!.state).toBe('active');
});

test('a unit without ExecReload=, or one that does not run, is not reloaded', () => {
  expect(reload(makeBox(''))).toBe('inapplicable');
  const lab = makeBox('ExecReload=/usr/bin/daemon');
  lab.machine.systemd.request('stop', 'box.service');
  lab.kernel.run(lab.kernel.nowUs + SECOND);
  expect(reload(lab)).toBe('inactive');
});
