import { SECOND } from '../../kernel/index.ts';
import type { InstanceSettings } from './configuration.ts';
import type { Findings } from './findings.ts';
import type { Keyword } from './keyword-reader.ts';
import { Numbers } from './numbers.ts';

const SECONDS_MAX = 4_294;
const UNSIGNED_MAX = 4_294_967_295;
const ADVERTS_MAX = 100;

/** The keywords of an instance about how often something is said, and missed. */
export function repeatKeywords(
  latest: () => InstanceSettings,
  findings: Findings,
): [string, Keyword][] {
  const numbers = new Numbers(findings);
  const count = (
    words: readonly string[],
    { min = 0, max, complaint }: { min?: number; max: number; complaint: (text: string) => string },
  ): number | undefined => {
    const text = findings.word(words, 1);
    const value = numbers.unsigned(text, min, max);
    if (value === undefined) findings.report(`(${latest().name}): ${complaint(text)}`);
    return value;
  };
  const ignoring = (name: string) => (text: string) => `${name} '${text}' invalid - ignoring`;
  const delay = (name: string, set: (us: number) => void): [string, Keyword] => {
    const complaint = ignoring(name);
    const take = (words: readonly string[]): void => {
      const seconds = count(words, { max: SECONDS_MAX, complaint });
      if (seconds !== undefined) set(seconds * SECOND);
    };
    return [name, { take }];
  };
  const takeRepeat = (words: readonly string[]): void => {
    const name = 'garp_master_repeat';
    const times = count(words, { max: UNSIGNED_MAX, complaint: ignoring(name) });
    const rule = 'must be greater than 0, setting to 1';
    if (times === 0) findings.report(`(${latest().name}): ${name} ${rule}`);
    if (times !== undefined) latest().garpRepeat = Math.max(times, 1);
  };
  const takeLowerRepeat = (words: readonly string[]): void => {
    const complaint = (text: string): string => `Invalid garp_lower_prio_repeat '${text}'`;
    const times = count(words, { max: UNSIGNED_MAX, complaint });
    if (times !== undefined) latest().garpLowerRepeat = times;
  };
  const takeDownAdverts = (words: readonly string[]): void => {
    const complaint = (text: string): string => `Invalid down_timer_adverts [1:100] '${text}'`;
    const adverts = count(words, { min: 1, max: ADVERTS_MAX, complaint });
    if (adverts !== undefined) latest().downAdverts = adverts;
  };
  return [
    delay('garp_master_delay', (us) => (latest().garpDelayUs = us)),
    delay('garp_lower_prio_delay', (us) => (latest().garpLowerDelayUs = us)),
    ['garp_master_repeat', { take: takeRepeat }],
    ['garp_lower_prio_repeat', { take: takeLowerRepeat }],
    ['down_timer_adverts', { take: takeDownAdverts }],
  ];
}
