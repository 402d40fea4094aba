import type { KubeObject, Node } from '../../cluster/api/index.ts';
import type { Task } from '../../cluster/kernel/index.ts';
import { printChange, readDryRun, usageFailure } from './change.ts';
import { Failure } from './failure.ts';
import { dryRunFlag, make, type Flag } from './flags.ts';
import { fetchObjects } from './get.ts';
import type { Session } from './session.ts';
import { readTargets, targetPath } from './target.ts';

export const cordonFlags: readonly Flag[] = [dryRunFlag, make.text('selector', '', 'l')];

export function cordon(session: Session): Task<number | Failure> {
  return setSchedulable(session, 'cordon');
}

export function uncordon(session: Session): Task<number | Failure> {
  return setSchedulable(session, 'uncordon');
}

/** Source: kubectl pkg/cmd/drain/drain.go `RunCordonOrUncordon` */
function* setSchedulable(session: Session, verb: 'cordon' | 'uncordon'): Task<number | Failure> {
  const { args, process } = session;
  if (args.length === 0 && session.text('selector') === '') {
    return usageFailure(verb, `USAGE: ${verb} NODE [flags]`);
  }
  const dryRun = yield* readDryRun(session);
  if (dryRun instanceof Failure) return dryRun;
  const client = yield* session.client();
  if (client instanceof Failure) return client;
  const names = args.map((arg) => arg.replace(/^(nodes?|no)\//, ''));
  const targets = yield* readTargets(session, ['nodes', ...names]);
  if (targets instanceof Failure) return targets;
  const nodes: KubeObject[] = [];
  for (const target of targets) {
    const found = yield* fetchObjects(session, client, target);
    if (found instanceof Failure) return found;
    nodes.push(...found);
  }
  const unschedulable = verb === 'cordon';
  for (const node of nodes as Node[]) {
    const isAlready = (node.spec?.unschedulable ?? false) === unschedulable;
    const said = `${isAlready ? 'already ' : ''}${verb}ed`;
    if (!isAlready && dryRun !== 'client') {
      const target = { ...targets[0]!, name: node.metadata.name };
      const call = {
        body: { spec: { unschedulable: unschedulable ? true : null } },
        contentType: 'application/strategic-merge-patch+json',
        ...(dryRun === 'server' && { query: { dryRun: 'All' } }),
      };
      const answer = yield* client.call<KubeObject>('PATCH', targetPath(target), call);
      if (answer instanceof Failure) {
        const what = `unable to ${verb} node "${node.metadata.name}": ${answer.text}`;
        yield* process.warn(`error: ${what}\n`);
        continue;
      }
    }
    yield* printChange(session, node, said, dryRun);
  }
  return 0;
}
