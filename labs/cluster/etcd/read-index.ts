import { after, Channel, Condition, select, type Task } from '../kernel/index.ts';
import { etcdError } from '../client/etcd/index.ts';
import { RpcError } from '../client/grpc.ts';
import { Answer } from './answer.ts';
import { rawId, type LogFields } from './log.ts';
import type { ReadState } from './raft/index.ts';

/** Source: etcd server/etcdserver/v3_server.go `readIndexRetryTime`. Units: microseconds. */
const RETRY_US = 500_000;
/** Answers that may wait to be looked at. */
const READ_STATES_MAX = 4_096;

export interface ReadIndexContext {
  readonly requestTimeoutUs: number;
  readonly nowUs: () => number;
  readonly newId: () => string;
  readonly ask: (id: string) => void;
  readonly appliedIndex: () => number;
  readonly applied: Condition;
  readonly warn: (line: number, message: string, fields: LogFields) => void;
}

/**
 * Linearizable reads: a read waits until this member has applied all that was committed when it
 * asked. One question to the leader serves every read that came while the last one was out; so
 * where no leader is, a read that comes late waits for two time-outs.
 *
 * Source: etcd server/etcdserver/v3_server.go `linearizableReadLoop`, `requestCurrentIndex`
 */
export class ReadIndexLoop {
  readonly #context: ReadIndexContext;
  readonly #wanted = new Condition();
  readonly #states = new Channel<ReadState>(READ_STATES_MAX);
  readonly #leaderChanged = new Condition();
  readonly #firstCommit = new Condition();
  #next = new Answer<RpcError | undefined>();
  #isWanted = false;

  constructor(context: ReadIndexContext) {
    this.#context = context;
  }

  /** Waits until a read from the local store is linearizable. Errors: why it can't be. */
  *ready(): Task<RpcError | undefined> {
    this.#isWanted = true;
    this.#wanted.notify();
    return (yield this.#next.given) as RpcError | undefined;
  }

  addStates(states: readonly ReadState[]): void {
    for (const state of states) this.#states.offer(state);
  }

  leaderChanged(): void {
    this.#leaderChanged.notify();
  }

  firstCommit(): void {
    this.#firstCommit.notify();
  }

  *run(): Task<void> {
    const { applied, appliedIndex } = this.#context;
    for (;;) {
      while (!this.#isWanted) yield this.#wanted;
      this.#isWanted = false;
      const batch = this.#next;
      this.#next = new Answer();
      const index = yield* this.#currentIndex();
      if (index instanceof RpcError) batch.give(index);
      else {
        while (appliedIndex() < index) yield applied;
        batch.give(undefined);
      }
    }
  }

  *#currentIndex(): Task<number | RpcError> {
    const { requestTimeoutUs, nowUs, newId, ask, warn } = this.#context;
    const ids = new Set<string>();
    const send = (): string => {
      const id = newId();
      ids.add(id);
      ask(id);
      return id;
    };
    let sent = send();
    const endUs = nowUs() + requestTimeoutUs;
    for (;;) {
      const first = yield* select({
        state: this.#states.readable,
        leader: this.#leaderChanged.changed,
        commit: this.#firstCommit.changed,
        retry: after(RETRY_US),
        timeout: after(endUs - nowUs()),
      });
      if (first.which === 'state') {
        const state = this.#states.poll();
        if (state && ids.has(state.context)) return state.index;
      } else if (first.which === 'leader') return etcdError('leaderChanged');
      else if (first.which === 'timeout') {
        const message =
          'timed out waiting for read index response (local node might have slow network)';
        warn(1039, message, { timeout: `${requestTimeoutUs / 1_000_000}s` });
        return etcdError('timeout');
      } else {
        if (first.which === 'retry') {
          const message = 'waiting for ReadIndex response took too long, retrying';
          warn(1025, message, { 'sent-request-id': rawId(sent), 'retry-timeout': '500ms' });
        }
        sent = send();
      }
    }
  }
}
