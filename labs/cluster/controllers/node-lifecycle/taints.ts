import { nodeKind, type Node, type Taint } from '../../api/index.ts';
import type { LoopContext } from '../../client/control-loop.ts';
import { failureText, isFailure, ResourceClient } from '../../client/rest-resource.ts';
import { formatRfc3339, MILLISECOND, sleep, type Task } from '../../kernel/index.ts';

export const NOT_READY = 'node.kubernetes.io/not-ready';
export const UNREACHABLE = 'node.kubernetes.io/unreachable';

/** Source: pkg/controller/controller_utils.go `UpdateTaintBackoff` */
const TRIES_MAX = 5;
const PAUSE_US = 100 * MILLISECOND;

/** A taint apart from its value and its time. */
export type TaintName = Pick<Taint, 'key' | 'effect'>;

export function isTaint(one: TaintName, other: TaintName): boolean {
  return one.key === other.key && one.effect === other.effect;
}

export function hasTaint({ spec }: Node, name: TaintName): boolean {
  return spec?.taints?.some((taint) => isTaint(taint, name)) ?? false;
}

/**
 * Gives a node some taints and takes others away, whoever else changes it at the same time.
 *
 * Shape:   false where that failed
 * Source:  util/node/controller_utils.go `SwapNodeControllerTaint`
 * Differs: one patch for both
 */
export function* swapTaints(
  { client, log, process }: LoopContext,
  name: string,
  add: readonly TaintName[],
  remove: readonly TaintName[],
): Task<boolean> {
  const nodes = new ResourceClient(client, nodeKind);
  const timeAdded = formatRfc3339(process.nowUs);
  let fault = '';
  for (let tries = 0; tries < TRIES_MAX; tries++) {
    if (tries > 0) yield* sleep(PAUSE_US);
    const node = yield* nodes.get(name, tries === 0 ? { resourceVersion: '0' } : {});
    if (isFailure(node)) {
      fault = failureText(node);
      break;
    }
    const before = node.spec?.taints ?? [];
    const kept = before.filter((taint) => !remove.some((gone) => isTaint(gone, taint)));
    const added = add.filter((taint) => !hasTaint(node, taint));
    if (added.length === 0 && kept.length === before.length) return true;
    const taints = [...kept, ...added.map((taint) => ({ ...taint, timeAdded }))];
    const { resourceVersion } = node.metadata;
    const patch = {
      metadata: { resourceVersion },
      spec: { taints: taints.length > 0 ? taints : null },
    };
    const patched = yield* nodes.patch(name, patch);
    if (!isFailure(patched)) return true;
    fault = failureText(patched);
    if ('cause' in patched || patched.reason !== 'Conflict') break;
  }
  const what = add.length > 0 ? 'taint' : 'remove taints from';
  const err = `unable to ${what} unresponsive Node "${name}": ${fault}`;
  log.error('controller_utils.go:200', 'Unhandled Error', err, { logger: 'UnhandledError' });
  return false;
}
