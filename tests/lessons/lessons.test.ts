import { describe, expect, test } from 'vitest';
import { playStep } from '../../labs/host/snapshot.ts';
import { openSession } from '../../labs/host/open-session.ts';
import { lessons } from '../../labs/lessons/index.ts';

/*
 * Every lab is a test: nothing is done when it opens, its printed solution does it all, each step
 * in its turn and none before it.
 */
describe.each(lessons)('$words.id', (lesson) => {
  const { steps } = lesson.words;

  test('has a check for each step, and no other', () => {
    expect(Object.keys(lesson.checks)).toEqual(steps.map(({ id }) => id));
  });

  test('tells the page which program to load', () => {
    expect(lesson.words.outfit).toBe(lesson.topology.outfit);
  });

  test('opens with every step still to do', async () => {
    const session = await openSession({ lesson });
    const view = { snapshot: session.takeSnapshot(), commands: session.commands };
    const undone = steps.filter(({ id }) => lesson.checks[id]?.(view) !== undefined);
    expect(undone.map(({ id }) => id)).toEqual(steps.map(({ id }) => id));
  });

  test('is passed by its printed solution, step by step', async () => {
    const session = await openSession({ lesson });
    for (const [at, { id }] of steps.entries()) {
      playStep(session, id);
      const passed = session.checkSteps().filter(({ state }) => state === 'passed');
      expect(passed.map((step) => step.id)).toEqual(steps.slice(0, at + 1).map((step) => step.id));
    }
    expect(session.cluster.kernel.panics).toEqual([]);
  });

  test('says of the step whose turn it is what is missing', async () => {
    const session = await openSession({ lesson });
    for (const { id } of steps) {
      const current = session.checkSteps().find(({ state }) => state === 'current');
      expect(current?.id).toBe(id);
      expect(current?.why ?? '').toMatch(/\.$/);
      playStep(session, id);
    }
  });
});
