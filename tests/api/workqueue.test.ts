import { describe, expect, it } from 'vitest';
import { WorkQueue } from '../../labs/cluster/client/workqueue.ts';
import { Host, Kernel, sleep, type Process, type Task } from '../../labs/cluster/kernel/index.ts';

/** Runs a program on a bare host and tells what it noted, with the time in milliseconds. */
function run(
  work: (queue: WorkQueue, process: Process, note: (text: string) => void) => Task<void>,
) {
  const kernel = new Kernel('queue');
  const host = new Host(kernel, 'h', ['10.0.0.1']);
  host.powerOn();
  const notes: string[] = [];
  host.spawn({
    argv: ['test'],
    streams: [],
    program: function* (process): Task<number> {
      const note = (text: string): void => void notes.push(`${process.nowUs / 1_000} ${text}`);
      yield* work(new WorkQueue(process), process, note);
      return 0;
    },
  });
  kernel.run(10_000_000);
  expect(kernel.panics).toEqual([]);
  return notes;
}

describe('a work queue', () => {
  it('hands a key out once, and again if it was added meanwhile', () => {
    const notes = run(function* (queue, _process, note): Task<void> {
      queue.add('a');
      queue.add('a');
      note(yield* queue.get());
      queue.add('a');
      note(`waiting ${queue.length}`);
      queue.done('a');
      note(yield* queue.get());
    });
    expect(notes).toEqual(['0 a', '0 waiting 0', '0 a']);
  });

  it('waits longer after each failure', () => {
    const notes = run(function* (queue, process, note): Task<void> {
      for (let round = 0; round < 4; round++) {
        queue.addRateLimited('a');
        const key = yield* queue.get();
        note(key);
        queue.done(key);
      }
      queue.forget('a');
      yield* sleep(1_000);
      note(`retries ${queue.retries('a')} of ${process.pid}`);
    });
    expect(notes).toEqual(['5 a', '15 a', '35 a', '75 a', '76 retries 0 of 1']);
  });

  it('keeps the earliest of several times', () => {
    const notes = run(function* (queue, _process, note): Task<void> {
      queue.addAfter('a', 50_000);
      queue.addAfter('a', 20_000);
      queue.addAfter('a', 90_000);
      note(yield* queue.get());
      queue.done('a');
      yield* sleep(200_000);
      note(`waiting ${queue.length}`);
    });
    expect(notes).toEqual(['20 a', '220 waiting 0']);
  });
});
