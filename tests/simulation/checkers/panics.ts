import type { Checker } from './checker.ts';

/** No program of ours ends by an exception. What Raft asserts about itself shows here. */
export function checkPanics(): Checker {
  return {
    see({ kind, from, what }) {
      return kind === 'panic' ? { rule: 'no program panics', what: `${from}: ${what}` } : undefined;
    },
  };
}
