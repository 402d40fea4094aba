import type { Input, RecordedInput } from '../../labs/host/protocol.ts';

/** An input, and how long after the last one it comes. Units: microseconds of virtual time. */
export interface ScriptedInput {
  readonly afterUs: number;
  readonly input: Input;
}

/** The lesson and the seed that the script is written for. Any will do. */
export const scriptLesson = 'quorum';
export const scriptSeed = 'determinism';

/** How long a run goes on after the last input. */
export const scriptRestUs = 12_000_000;

/**
 * A reader's evening, pressed into half a minute: commands that are typed ahead, interrupted and
 * edited, machines that lose power, cables that are cut, windows that change their size. It is
 * made to use as much of the engine as it can: whoever runs it twice, in any host, must see the
 * same trace.
 */
export const determinismScript: readonly ScriptedInput[] = [
  typed(0, 'etcdctl endpoint status --cluster -w table\r'),
  typed(1_300_007, 'for n in 1 2 3; do etcdctl put k$n v$n; done; etcdctl get k --prefix\r'),
  typed(400_001, 'etcdctl watch k --prefix &\r'),
  typed(250_000, 'etcdctl put k4 four; echo done | tee log | wc -c\r'),
  resized(3, 100, 30),
  typed(700_000, 'seq 1 2000 | sort -n | tail -3; sleep 1; date\r'),
  // Typed while the last line still runs, with a mistake that is taken back.
  typed(333_333, 'ls /etcx\u007f; history | tail -2\r'),
  typed(1_500_000, 'ssh etcd-1 systemctl status etcd\r'),
  fault(900_000, { kind: 'kill', machine: 'etcd-2', unit: 'etcd', signal: 'SIGKILL' }),
  typed(10_000, 'etcdctl put k5 five\r'),
  fault(450_000, { kind: 'cut', from: 'etcd-1', to: 'etcd-3', isOneWay: true }),
  typed(123_456, 'etcdctl get k5 --consistency=s -w json\r'),
  fault(2_000_000, { kind: 'mend', from: 'etcd-1', to: 'etcd-3' }),
  fault(800_000, { kind: 'power-off', machine: 'etcd-3' }),
  typed(5_000, 'etcdctl endpoint health --cluster\r'),
  fault(1_100_000, { kind: 'kill', machine: 'etcd-1', unit: 'etcd', signal: 'SIGSTOP' }),
  typed(50_000, 'etcdctl put k6 six\r'),
  // ^C, while two of three are away.
  typed(1_700_000, '\u0003'),
  resized(20_000, 80, 24),
  fault(900_000, { kind: 'kill', machine: 'etcd-1', unit: 'etcd', signal: 'SIGCONT' }),
  fault(40_000, { kind: 'power-on', machine: 'etcd-3' }),
  typed(2_500_000, 'etcdctl put k6 six && etcdctl get k6 --print-value-only\r'),
  fault(600_000, { kind: 'restart', machine: 'etcd-2', unit: 'etcd' }),
  {
    afterUs: 1_000,
    input: { type: 'type', terminal: 'etcd-2', text: 'journalctl -u etcd -n 5\r' },
  },
  typed(1_900_000, 'jobs; kill %1; etcdctl member list\r'),
];

function typed(afterUs: number, text: string): ScriptedInput {
  return { afterUs, input: { type: 'type', terminal: 'workstation', text } };
}

function resized(afterUs: number, columns: number, rows: number): ScriptedInput {
  return { afterUs, input: { type: 'resize', terminal: 'workstation', columns, rows } };
}

function fault(afterUs: number, what: Extract<Input, { type: 'fault' }>['fault']): ScriptedInput {
  return { afterUs, input: { type: 'fault', fault: what } };
}

/** What plays a script: a session, or something that stands for one on the other side of a wire. */
export interface ScriptPlayer {
  readonly nowUs: number;
  readonly record: readonly RecordedInput[];
  input(input: Input): void;
}

/** Plays the script; `advanceTo` lets time pass in whatever slices it likes. */
export function playScript(player: ScriptPlayer, advanceTo: (atUs: number) => void): void {
  for (const { afterUs, input } of determinismScript) {
    advanceTo(player.nowUs + afterUs);
    player.input(input);
  }
  advanceTo(player.nowUs + scriptRestUs);
}
