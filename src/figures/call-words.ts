import type { Snapshot } from '../../labs/host/protocol.ts';
import { formatSummary } from '../components/lab/picture/summary.ts';
import { callsOf } from './calls.ts';
import type { Call } from './calls.ts';

/**
 * A control plane in words, for who cannot see its figure: each machine, then who is answered and
 * who is not.
 *
 * Shape:   `lb on: …; cp-1 on: …; no cable cut. Answered: worker-1, worker-2 to lb; lb to cp-1;
 *          within cp-1: kubelet to kube-apiserver, …. Not answered: lb to cp-2; ….`
 */
export function formatControlPlane(snapshot: Snapshot): string {
  const calls = callsOf(snapshot);
  const kinds = [
    ['Answered', calls.filter(({ isAnswered }) => isAnswered)],
    ['Not answered', calls.filter(({ isAnswered }) => !isAnswered)],
  ] as const;
  const sentences = kinds.map(([name, some]) => `${name}: ${formatCalls(some)}.`);
  return [`${formatSummary(snapshot).join('; ')}.`, ...sentences].join(' ');
}

function formatCalls(calls: readonly Call[]): string {
  const between = calls.filter((call) => call.within === undefined && !call.isMutual);
  const members = calls.filter(({ isMutual }) => isMutual);
  const within = calls.filter((call) => call.within !== undefined);
  const ends = ({ from, to }: Call) => [from, to] as const;
  const own = ({ from, to, within = '' }: Call) => [within, `${from} to ${to}`] as const;
  const lines = [
    ...join(between.map(ends)).map(([some, to]) => `${some} to ${to}`),
    ...join(members.map(ends)).map(([some, to]) => `etcd of ${some} with ${to}`),
    ...join(within.map(own)).map(([some, list]) => `within ${some}: ${list}`),
  ];
  return lines.join('; ') || 'none';
}

/** Says at once what holds of several: those with the same list on the right stand together. */
function join(pairs: readonly (readonly [string, string])[]): [string, string][] {
  const lists = gather(pairs);
  return [...gather([...lists].map(([left, right]) => [right.join(', '), left]))].map(
    ([right, some]) => [some.join(', '), right],
  );
}

/** Everything on the right by what stands on the left. */
function gather(pairs: readonly (readonly [string, string])[]): Map<string, string[]> {
  const found = new Map<string, string[]>();
  for (const [left, right] of pairs) found.set(left, [...(found.get(left) ?? []), right]);
  return found;
}
