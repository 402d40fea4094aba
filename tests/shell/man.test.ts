import { describe, expect, it } from 'vitest';
import { baseName } from '../../labs/cluster/machine/index.ts';
import { pages } from '../../labs/shell/man/page-table.ts';
import { runBash, shellPrograms } from './run.ts';

describe('man', () => {
  it('has a page with name, synopsis and what is modelled', () => {
    const { code, out } = runBash('man jq');
    expect(code).toBe(0);
    expect(out).toMatch(
      /^JQ\(1\) +Programs of the lab +JQ\(1\)\n\nNAME\n {7}jq - pick JSON apart\n/,
    );
    expect(Math.max(...out.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80);
  });

  it('says that there is none', () => {
    expect(runBash('man nosuch')).toEqual({
      out: '',
      err: 'No manual entry for nosuch\n',
      code: 16,
    });
    expect(runBash('man').err).toContain("For example, try 'man man'.");
    expect(runBash('man -k JSON').out).toBe('jq (1)               - pick JSON apart\n');
    expect(runBash('man -k nosuch').err).toBe('nosuch: nothing appropriate.\n');
  });

  it('finds pages by a pattern, and all of them by a dot', () => {
    const found = runBash('man -k .').out.trimEnd().split('\n');
    expect(found).toHaveLength(Object.keys(pages).length);
    expect(runBash("man -k '^jq'").out).toBe(runBash('man -k JSON').out);
  });

  it('tells only of programs that there are', () => {
    const there = new Set([...shellPrograms.keys()].map(baseName));
    const elsewhere = ['kubectl', 'crictl'];
    const unknown = Object.keys(pages).filter((name) => !there.has(name));
    expect(unknown.filter((name) => !elsewhere.includes(name))).toEqual([]);
  });
});
