import { eventKind, type Event, type ObjectReference } from '../api/index.ts';
import { Channel, formatRfc3339, SECOND, sleep, type Process, type Task } from '../kernel/index.ts';
import { isFailure, ResourceClient } from './rest-resource.ts';
import { RestError, type RestClient } from './rest.ts';

/** How many events may wait for a server; more are dropped. Source: client-go `maxQueuedEvents` */
const QUEUE_MAX = 1_000;
/** Source: client-go tools/record/event.go `maxTriesPerEvent`, `defaultSleepDuration`. */
const TRIES_MAX = 12;
const PAUSE_US = 10 * SECOND;
/** How many kinds of events are remembered, to count what repeats. */
const REMEMBERED_MAX = 4_096;

/**
 * Tells the API what a component has noticed. It never holds the component up: events wait in a
 * queue while no server answers, and what repeats is counted in the object that is there.
 *
 * Source: client-go tools/record
 */
export class EventRecorder {
  readonly #process: Process;
  readonly #client: RestClient;
  readonly #source: { readonly component: string; readonly host?: string };
  readonly #queue = new Channel<Event>(QUEUE_MAX);
  readonly #known = new Map<string, Event>();

  constructor(
    process: Process,
    client: RestClient,
    source: { readonly component: string; readonly host?: string },
  ) {
    this.#process = process;
    this.#client = client;
    this.#source = source;
    process.go(this.#send());
  }

  record(
    involvedObject: ObjectReference,
    type: 'Normal' | 'Warning',
    reason: string,
    message: string,
  ): void {
    const now = formatRfc3339(this.#process.nowUs);
    const name = `${involvedObject.name ?? ''}.${this.#process.random.hex(16)}`;
    this.#queue.offer({
      apiVersion: 'v1',
      kind: 'Event',
      metadata: { name, namespace: involvedObject.namespace ?? 'default' },
      involvedObject,
      reason,
      message,
      source: this.#source,
      firstTimestamp: now,
      lastTimestamp: now,
      count: 1,
      type,
      eventTime: null,
      reportingComponent: this.#source.component,
      reportingInstance: this.#source.host ?? '',
    });
  }

  *#send(): Task<void> {
    for (;;) {
      const event = yield* this.#queue.take();
      if (event === undefined) return;
      for (let tries = 1; tries <= TRIES_MAX; tries++) {
        if (yield* this.#write(event)) break;
        yield* sleep(PAUSE_US);
      }
    }
  }

  /** Shape: false where no server answered */
  *#write(event: Event): Task<boolean> {
    const { involvedObject: about, metadata, type, reason, message } = event;
    const key = JSON.stringify([about.kind, about.uid, about.fieldPath, type, reason, message]);
    const known = this.#known.get(key);
    const events = new ResourceClient(this.#client, eventKind, metadata.namespace);
    if (known) {
      const count = (known.count ?? 1) + 1;
      const patch = { count, lastTimestamp: event.lastTimestamp };
      const patched = yield* events.patch(known.metadata.name!, patch, 'strategic');
      if (patched instanceof RestError) return false;
      if (!isFailure(patched)) {
        this.#known.set(key, { ...known, count });
        return true;
      }
    }
    const created = yield* events.create(event);
    if (created instanceof RestError) return false;
    if (this.#known.size >= REMEMBERED_MAX) this.#known.clear();
    this.#known.set(key, event);
    return true;
  }
}
