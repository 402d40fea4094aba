import type { Taint, Toleration } from '../../api/index.ts';

/**
 * How long a pod may stay under some taints.
 *
 * Units:   seconds; 0 where it may not, undefined where it may for ever
 * Source:  taint_eviction.go `processPodOnNode`, `getMinTolerationTime`
 */
export function secondsTolerated(
  taints: readonly Taint[],
  tolerations: readonly Toleration[],
): number | undefined {
  let least: number | undefined;
  for (const taint of taints) {
    const matching = tolerations.filter((toleration) => tolerates(toleration, taint));
    if (matching.length === 0) return 0;
    for (const { tolerationSeconds } of matching) {
      if (tolerationSeconds === undefined) continue;
      least = Math.min(least ?? tolerationSeconds, Math.max(0, tolerationSeconds));
    }
  }
  return least;
}

/** Source: component-helpers scheduling/corev1 `ToleratesTaint` */
function tolerates({ effect, key, operator, value }: Toleration, taint: Taint): boolean {
  if (effect && effect !== taint.effect) return false;
  if (key && key !== taint.key) return false;
  return operator === 'Exists' || (value ?? '') === (taint.value ?? '');
}
