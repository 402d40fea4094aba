import { Condition, Kernel, sleep, wait, type Program } from '../../labs/cluster/kernel/index.ts';
import { Machine, machineOf } from '../../labs/cluster/machine/index.ts';

/** A daemon that is ready after 10 ms and ends 50 ms after SIGTERM, as it should. */
const daemon: Program = function* (process) {
  const asked = new Condition();
  process.onSignal('SIGTERM', () => asked.notify());
  yield* sleep(10_000);
  machineOf(process).systemd.notifyReady(process);
  yield* process.print('ready to serve\n');
  yield* wait(asked.changed);
  yield* sleep(50_000);
  return 0;
};

/** Exits with 1 as soon as it runs. */
const broken: Program = function* (process) {
  yield* process.warn('cannot go on\n');
  return 1;
};

/** Does not care for SIGTERM. */
const stubborn: Program = function* (process) {
  process.onSignal('SIGTERM', 'ignore');
  for (;;) yield* sleep(1_000_000);
};

/** Writes back what it reads, with `> ` before it. */
const parrot: Program = function* (process) {
  for (let text = yield* process.read(); text !== ''; text = yield* process.read()) {
    yield* process.print(`> ${text}`);
  }
  return 0;
};

export const fakePrograms = new Map<string, Program>([
  ['/usr/bin/daemon', daemon],
  ['/usr/bin/broken', broken],
  ['/usr/bin/stubborn', stubborn],
  ['/bin/bash', parrot],
]);

/** A unit file with a few lines of [Service]. */
export function unit(execStart: string, lines = ''): string {
  return `[Unit]\nDescription=A test\n[Service]\nExecStart=${execStart}\n${lines}
[Install]\nWantedBy=multi-user.target\n`;
}

/** A machine with units that are enabled, not yet switched on. */
export function makeMachine(units: Readonly<Record<string, string>>, kernel = new Kernel('test')) {
  const folder = '/etc/systemd/system';
  const files: Record<string, string> = {};
  for (const [name, text] of Object.entries(units)) {
    files[`${folder}/${name}.service`] = text;
    files[`${folder}/multi-user.target.wants/${name}.service`] = '';
  }
  const machine = new Machine(kernel, {
    name: 'box',
    addresses: ['10.0.0.1'],
    programs: fakePrograms,
    files,
  });
  return { kernel, machine };
}

/** What the journal holds, one string a line: `systemd: Started …`. */
export function journalLines(machine: Machine, unitName?: string): string[] {
  return machine.journal
    .since()
    .filter(({ unit: of }) => unitName === undefined || of === unitName)
    .map(({ identifier, message }) => `${identifier}: ${message}`);
}
