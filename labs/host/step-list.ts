import type { LabView, Lesson } from '../lessons/lesson.ts';
import type { StepResult } from './protocol.ts';

/** The steps of a lesson and how far the reader is. A step once passed stays passed. */
export class StepList {
  readonly #lesson: Lesson;
  readonly #passed: Set<string>;

  constructor(lesson: Lesson, passed: readonly string[]) {
    this.#lesson = lesson;
    this.#passed = new Set(passed);
  }

  get passed(): readonly string[] {
    return [...this.#passed];
  }

  /** Takes steps for done that were done elsewhere. */
  pass(ids: readonly string[]): void {
    for (const id of ids) this.#passed.add(id);
  }

  /** Looks at the cluster; passes the current step, and those behind it, where they are done. */
  check(view: LabView): StepResult[] {
    let hasCurrent = false;
    return this.#lesson.words.steps.map(({ id }): StepResult => {
      if (this.#passed.has(id)) return { id, state: 'passed' };
      if (hasCurrent) return { id, state: 'later' };
      const why = this.#lesson.checks[id]?.(view);
      if (why === undefined) {
        this.#passed.add(id);
        return { id, state: 'passed' };
      }
      hasCurrent = true;
      return { id, state: 'current', why };
    });
  }
}
