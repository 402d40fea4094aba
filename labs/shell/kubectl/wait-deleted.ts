import type { KubeObject } from '../../cluster/api/index.ts';
import { HOUR, after, select, type Task } from '../../cluster/kernel/index.ts';
import type { Client } from './client.ts';
import { kindPrefix } from './discovery.ts';
import { Failure } from './failure.ts';
import { parseDuration } from './flags.ts';
import type { Session } from './session.ts';
import { targetPath, type Target } from './target.ts';

/** `--timeout=0s` waits as long as it takes; kubectl makes a week of it. */
const LONGEST_US = 168 * HOUR;

/**
 * Waits until an object is gone, or another of its name has taken its place.
 *
 * Source:  kubectl pkg/cmd/wait/delete.go `IsDeleted`
 */
export function* waitDeleted(
  session: Session,
  client: Client,
  target: Target,
  uid: string | undefined,
): Task<Failure | undefined> {
  const { process } = session;
  const found = yield* client.get<KubeObject>(targetPath(target));
  if (found instanceof Failure) return found.isNotFound ? undefined : found;
  if (uid !== undefined && found.metadata.uid !== uid) return undefined;
  const limitUs = parseDuration(session.text('timeout')) || LONGEST_US;
  let failed: Failure | undefined;
  const waiting = process.go(
    watchUntilGone(client, target, uid, (result) => {
      failed = result;
    }),
  );
  const first = yield* select({ done: waiting.done, late: after(limitUs) });
  if (first.which === 'done') return failed;
  waiting.cancel();
  const what = `${kindPrefix(target.resource).replace(/\..*/, '')}s/${target.name}`;
  return new Failure(`timed out waiting for the condition on ${what}`);
}

function* watchUntilGone(
  client: Client,
  target: Target,
  uid: string | undefined,
  done: (failed: Failure | undefined) => void,
): Task<void> {
  const path = targetPath({ ...target, name: undefined });
  const only = { fieldSelector: `metadata.name=${target.name}` };
  for (;;) {
    const list = yield* client.get<{ items: KubeObject[]; metadata: { resourceVersion?: string } }>(
      path,
      only,
    );
    if (list instanceof Failure) return done(list);
    const [found] = list.items;
    if (!found || (uid !== undefined && found.metadata.uid !== uid)) return done(undefined);
    const resourceVersion = list.metadata.resourceVersion ?? '0';
    const next = yield* client.watch(path, { ...only, resourceVersion });
    if (next instanceof Failure) return done(next);
    for (let event = yield* next(); event !== undefined; event = yield* next()) {
      if (event.type === 'DELETED') return done(undefined);
    }
  }
}
