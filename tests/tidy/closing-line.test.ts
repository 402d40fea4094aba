import { describe, expect, test } from 'vitest';
import { countPlaywright, countVitest, settle } from '../../scripts/test.mjs';

const loaded = { status: 'failed', assertionResults: [{ status: 'failed' }] };
const unloaded = { status: 'failed', assertionResults: [] };

describe('the closing line counts', () => {
  test('what vitest reports', () => {
    const report = { numPassedTests: 3, numFailedTests: 1, testResults: [loaded] };
    expect(countVitest(report)).toEqual({ passed: 3, failed: 1 });
  });

  test('a file that could not be loaded as one failure', () => {
    const report = { numPassedTests: 3, numFailedTests: 1, testResults: [loaded, unloaded] };
    expect(countVitest(report)).toEqual({ passed: 3, failed: 2 });
  });

  test('a flaky browser test as failed', () => {
    const stats = { expected: 5, unexpected: 1, flaky: 1, skipped: 0 };
    expect(countPlaywright({ stats })).toEqual({ passed: 5, failed: 2 });
  });

  test('a runner that failed without a counted failure as one', () => {
    expect(settle({ passed: 4, failed: 0 }, 0)).toEqual({ passed: 4, failed: 0 });
    expect(settle({ passed: 4, failed: 2 }, 1)).toEqual({ passed: 4, failed: 2 });
    expect(settle({ passed: 4, failed: 0 }, 1)).toEqual({ passed: 4, failed: 1 });
    expect(settle({ passed: 4, failed: 0 }, null)).toEqual({ passed: 4, failed: 1 });
    expect(settle({ passed: 0, failed: 0 }, 0)).toEqual({ passed: 0, failed: 1 });
    expect(settle(undefined, 0)).toEqual({ passed: 0, failed: 1 });
  });
});
