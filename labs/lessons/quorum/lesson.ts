/**
 * The first lab: three etcd members, of which the reader stops one, then two. Every check reads
 * what the cluster was when a command ended, so any way of getting there counts: `systemctl`,
 * `kill`, the power button, a cut cable.
 */
import { etcdTopology } from '../../topology/spec.ts';
import type { Snapshot } from '../../topology/snapshot-shape.ts';
import type { CommandRecord, LabView, Lesson } from '../lesson.ts';
import { words } from './words.ts';

export const lesson: Lesson = {
  words,
  seed: 'quorum-1',
  topology: etcdTopology(3),
  checks: {
    leader: (view) =>
      hasRun(view, /etcdctl.*endpoint\s+status/)
        ? undefined
        : 'No `etcdctl endpoint status` has succeeded yet.',
    write: (view) => (hasRun(view, PUT) ? undefined : 'No `etcdctl put` has succeeded yet.'),
    'one-down': checkOneDown,
    'two-down': checkTwoDown,
    'stale-read': checkStaleRead,
    back: checkBack,
  },
};

const PUT = /etcdctl.*\bput\b/;
const GET = /etcdctl.*\bget\b/;

function checkOneDown(view: LabView): string | undefined {
  const wrote = view.commands.some((command) => worked(command, PUT) && down(command) === 1);
  if (wrote) return undefined;
  const now = countDown(view.snapshot);
  if (now === 0) return 'All three members are up. Stop etcd on one of them.';
  if (now === 1) return 'One member is down. Now write a key with `etcdctl put`.';
  return `${now} members are down. Start some again until exactly one is down, then write.`;
}

function checkTwoDown(view: LabView): string | undefined {
  const failed = view.commands.some(
    (command) => PUT.test(command.line) && command.code !== 0 && down(command) === 2,
  );
  if (failed) return undefined;
  const now = countDown(view.snapshot);
  if (now < 2) return `${3 - now} of three members are up. Stop another one.`;
  if (now === 3) return 'All three are down. Leave one up: the question is what it does alone.';
  return 'Two members are down. Try a write, and wait for its answer.';
}

function checkStaleRead(view: LabView): string | undefined {
  const read = view.commands.some(
    (command) =>
      worked(command, GET) && /--consistency[= ]"?s/.test(command.line) && down(command) === 2,
  );
  if (read) return undefined;
  if (countDown(view.snapshot) !== 2) return 'This needs exactly one member up. Stop two.';
  return 'No serializable `etcdctl get` has succeeded while only one member was up.';
}

function checkBack(view: LabView): string | undefined {
  const { commands } = view;
  const lost = commands.findIndex((command) => down(command) >= 2);
  if (lost === -1) return 'The quorum has not been lost yet. Stop two members first.';
  const after = commands.slice(lost).filter((command) => down(command) <= 1);
  const write = after.findIndex((command) => worked(command, PUT));
  if (write !== -1 && after.slice(write).some((command) => worked(command, GET))) return undefined;
  if (countDown(view.snapshot) >= 2) return 'Fewer than two members are up. Start one.';
  if (write === -1) return 'Two members are up again. Write a key with `etcdctl put`.';
  return 'The write went through. Now read the key with `etcdctl get`.';
}

function hasRun(view: LabView, line: RegExp): boolean {
  return view.commands.some((command) => worked(command, line));
}

function worked(command: CommandRecord, line: RegExp): boolean {
  return command.code === 0 && line.test(command.line);
}

function down(command: CommandRecord): number {
  return countDown(command.snapshot);
}

/** How many members serve nobody: off, stopped, frozen, or still starting. */
function countDown({ machines }: Snapshot): number {
  const members = machines.filter(({ role }) => role === 'etcd');
  return members.filter(
    ({ isOn, units }) =>
      !isOn || !units.some(({ name, etcd, isFrozen }) => name === 'etcd' && etcd && !isFrozen),
  ).length;
}
