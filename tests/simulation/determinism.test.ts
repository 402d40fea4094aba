/*
 * Same seed and same inputs, same trace: twice, in slices of any size, with somebody looking on,
 * and played again from the record. tests/browser compares Node with a browser.
 */
import { describe, expect, test } from 'vitest';
import { Random } from '../../labs/cluster/kernel/index.ts';
import { Session } from '../../labs/host/session.ts';
import { findLesson } from '../../labs/lessons/index.ts';
import { toolbox } from '../../labs/shell/programs.ts';
import { outfit } from '../../labs/topology/outfits/etcd-outfit.ts';
import { playScript, scriptLesson, scriptRestUs, scriptSeed } from './determinism-script.ts';
import { simulate } from './simulation.ts';

const ALL = Number.MAX_SAFE_INTEGER;

function open(seed = scriptSeed): Session {
  const session = new Session({ lesson: findLesson(scriptLesson)!, outfit, seed });
  session.boot();
  session.addToolbox(toolbox);
  return session;
}

function playAtOnce(session: Session): Session {
  playScript(session, (atUs) => session.advance(atUs, ALL));
  return session;
}

/** In slices by luck: now a few steps, now many, now a moment, now a second. */
function playInSlices(session: Session, luck: Random, look: (session: Session) => void): Session {
  playScript(session, (atUs) => {
    for (;;) {
      const untilUs = Math.min(atUs, session.nowUs + luck.int(1, luck.pick([50, 5_000, 900_000])));
      const isThere = session.advance(untilUs, luck.pick([1, 7, 200, 10_000]));
      look(session);
      if (isThere && untilUs === atUs) return;
    }
  });
  return session;
}

function summary({ cluster, record }: Session) {
  const { trace, steps, nowUs, panics } = cluster.kernel;
  return { hash: trace.hash, events: trace.count, steps, nowUs, record, panics };
}

describe('same seed and same inputs, same trace', () => {
  const first = playAtOnce(open());
  const expected = summary(first);
  const screen = first.takeOutput('workstation');

  test('the script does something', () => {
    expect(expected.panics).toEqual([]);
    expect(expected.events).toBeGreaterThan(1_000);
    expect(first.commands.length).toBeGreaterThanOrEqual(12);
    expect(screen).toContain('six');
  });

  test('played a second time', () => {
    const second = playAtOnce(open());
    expect(summary(second)).toEqual(expected);
    expect(second.takeOutput('workstation')).toBe(screen);
  });

  test('with another seed it is another run', () => {
    expect(playAtOnce(open('another')).cluster.kernel.trace.hash).not.toBe(expected.hash);
  });

  for (const name of ['one', 'two', 'three']) {
    test(`in slices by luck, ${name}`, () => {
      const session = playInSlices(open(), new Random(`slices-${name}`), () => undefined);
      expect(summary(session)).toEqual(expected);
    });
  }

  test('in slices, with somebody who looks at everything', () => {
    let seen = '';
    const session = playInSlices(open(), new Random('slices-watched'), (watched) => {
      watched.takeSnapshot();
      watched.takeTraffic();
      watched.checkSteps();
      seen += watched.takeOutput('workstation');
    });
    expect(summary(session)).toEqual(expected);
    expect(seen).toBe(screen);
  });

  test('played again from its record', () => {
    const session = open();
    session.replay(expected.record);
    session.advance(session.nowUs + scriptRestUs, ALL);
    expect(summary(session)).toEqual(expected);
    expect(session.takeOutput('workstation')).toBe(screen);
  });
});

test('a simulated cluster repeats itself', () => {
  for (const seed of ['1', '2', '3']) {
    const [once, twice] = [simulate({ seed }), simulate({ seed })];
    expect(twice.traceHash).toBe(once.traceHash);
    expect(twice.operations).toEqual(once.operations);
  }
});
