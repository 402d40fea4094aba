import { badRequest, isStatus, type KubeObject, type Status } from '../api/index.ts';
import type { Task } from '../kernel/index.ts';
import { answerWith } from './pipeline.ts';
import type { Registry } from './registry.ts';
import type { Answer, ApiRequest } from './request.ts';
import { isSelected, readSelection, type Selection } from './selection.ts';
import { storageKey } from './storage.ts';
import { readView } from './table.ts';
import type { Change } from './watch-cache.ts';
import { WatchStream } from './watch-stream.ts';

/**
 * Begins a watch where its `resourceVersion` says: after that revision; at what there is, for 0 or
 * for none; or, with `sendInitialEvents`, with all that there is and a bookmark where that ends.
 *
 * Source: storage/cacher/cacher.go `Watch`
 */
export function* startWatch(registry: Registry, request: ApiRequest): Task<Answer> {
  const { cache, kind } = registry;
  const { query, deadlineUs } = request;
  const selection = readSelection(request, kind);
  if (isStatus(selection)) return answerWith(selection);
  const version = query.get('resourceVersion') ?? '';
  if (!/^\d*$/.test(version)) {
    const why = `strconv.ParseUint: parsing "${version}": invalid syntax`;
    return answerWith(badRequest(`Invalid value: "${version}": ${why}`));
  }
  const wantsInitial = query.get('sendInitialEvents') === 'true';
  if (!cache.isReady && wantsInitial) return answerWith(cache.notReady());
  if (!(yield* cache.waitReady(deadlineUs))) return answerWith(cache.notReady());
  const late = yield* catchUp(registry, request, selection, version, wantsInitial);
  if (late) return answerWith(late);
  const begins = beginAt(registry, selection, version, wantsInitial);
  const view = readView(request)!;
  const options = { selection, view, ...begins, endsInitial: wantsInitial };
  const watch = new WatchStream(request, cache, options);
  return { serve: () => watch.serve() };
}

function* catchUp(
  { cache, storage, kind }: Registry,
  { deadlineUs }: ApiRequest,
  { namespace }: Selection,
  version: string,
  wantsInitial: boolean,
): Task<Status | undefined> {
  if (!wantsInitial) return undefined;
  let revision: number | Status = Number(version);
  if (version === '') {
    const prefix = storageKey(kind, namespace, '');
    revision = yield* storage.currentRevision(prefix, deadlineUs);
  }
  return isStatus(revision) ? revision : yield* cache.waitFresh(revision);
}

function beginAt(
  { cache, kind }: Registry,
  selection: Selection,
  version: string,
  wantsInitial: boolean,
): { readonly start: readonly Change[] | Status; readonly initial: readonly KubeObject[] } {
  if (!wantsInitial && Number(version) > 0) {
    return { start: cache.since(Number(version)), initial: [] };
  }
  const objects = cache.list(storageKey(kind, selection.namespace, ''));
  const initial = objects.map(({ object }) => object);
  return { start: [], initial: initial.filter((object) => isSelected(selection, object)) };
}
