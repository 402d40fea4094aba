import { isStatus, type KubeObject, type WatchEvent } from '../../cluster/api/index.ts';
import type { Task } from '../../cluster/kernel/index.ts';
import type { Client, NextEvent } from './client.ts';
import { Failure, statusFailure } from './failure.ts';
import { formatOutput, isTableOutput } from './output.ts';
import type { Session } from './session.ts';
import { formatTable, TABLE_ACCEPT, type Table } from './table.ts';
import { tableOptions } from './table-options.ts';
import { tableStyle } from '../tab-writer.ts';
import { selectorQuery, targetPath, type Target } from './target.ts';

const ONE_TYPE = 'you may only specify a single resource type';

/**
 * `kubectl get -w`: prints what is there, then every change, until it is interrupted or the server
 * closes the watch. Columns keep the width that they had, so a longer word shifts only its own
 * line.
 *
 * Source:  kubectl pkg/cmd/get/get.go `watch`
 */
export function* getWatched(
  session: Session,
  client: Client,
  targets: readonly Target[],
): Task<number | Failure> {
  const [target, ...more] = targets;
  if (!target || more.length > 0) return new Failure(ONE_TYPE);
  const screen = new WatchScreen(session, target);
  const isOne = target.name !== undefined;
  const path = targetPath({ ...target, name: undefined });
  const only = isOne ? { fieldSelector: `metadata.name=${target.name}` } : selectorQuery(session);
  const { accept } = screen;
  const first = yield* client.get<Table | KubeObject>(
    targetPath(target),
    isOne ? {} : only,
    accept,
  );
  if (first instanceof Failure) return first;
  if (!session.isOn('watch-only')) {
    const failed = yield* screen.show('ADDED', first);
    if (failed) return failed;
  }
  const version = isOne ? '0' : (first.metadata?.resourceVersion ?? '0');
  const next = yield* client.watch(path, { ...only, resourceVersion: version }, accept);
  if (next instanceof Failure) return next;
  return yield* follow(screen, next, isOne);
}

/** A watch of one object repeats it first: that event is not shown. */
function* follow(screen: WatchScreen, next: NextEvent, skips: boolean): Task<number | Failure> {
  let isSkipping = skips;
  for (let event = yield* next(); event !== undefined; event = yield* next()) {
    const { object, type } = event;
    if (isStatus(object)) return statusFailure(object);
    if (type === 'BOOKMARK' || (isSkipping && type === 'ADDED')) screen.learn(object);
    else {
      const failed = yield* screen.show(type, object);
      if (failed) return failed;
    }
    isSkipping = false;
  }
  return 0;
}

/** What a watch has printed so far: its columns and their widths. */
class WatchScreen {
  readonly #session: Session;
  readonly #target: Target;
  readonly #remembered: number[] = [];
  #columns: NonNullable<Table['columnDefinitions']> = [];
  #hasHeaders: boolean;

  constructor(session: Session, target: Target) {
    this.#session = session;
    this.#target = target;
    this.#hasHeaders = !session.isOn('no-headers');
  }

  get #isTable(): boolean {
    return isTableOutput(this.#session);
  }

  get accept(): string | undefined {
    return this.#isTable ? TABLE_ACCEPT : undefined;
  }

  /** Takes the columns of a table that is not shown. */
  learn(value: unknown): void {
    const { columnDefinitions } = value as Partial<Table>;
    if (columnDefinitions) this.#columns = columnDefinitions;
  }

  *show(type: WatchEvent['type'], value: Table | KubeObject): Task<Failure | undefined> {
    const text = this.#isTable ? this.#rows(type, value as Table) : this.#objects(value);
    if (text instanceof Failure) return text;
    yield* this.#session.process.print(text);
    return undefined;
  }

  #rows(type: string, table: Table): string {
    this.learn(table);
    const rows = table.rows ?? [];
    if (rows.length === 0) return '';
    const event = this.#session.isOn('output-watch-events') ? type : undefined;
    const hasHeaders = this.#hasHeaders;
    const options = { ...tableOptions(this.#session, this.#target), event, hasHeaders };
    this.#hasHeaders = false;
    return formatTable(this.#columns, rows, options, {
      ...tableStyle,
      remembered: this.#remembered,
    });
  }

  #objects(value: unknown): string | Failure {
    const list = value as { readonly items?: readonly KubeObject[] };
    const { kind, version, group } = this.#target.resource;
    const apiVersion = group === '' ? version : `${group}/${version}`;
    const objects = list.items ?? [value as KubeObject];
    let text = '';
    for (const object of objects) {
      const one = formatOutput(this.#session, { ...object, apiVersion, kind });
      if (one instanceof Failure) return one;
      const mark = this.#session.text('output') === 'yaml' && text !== '' ? '---\n' : '';
      text += mark + (one ?? '');
    }
    return text;
  }
}
