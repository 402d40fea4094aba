import { SECOND } from '../../kernel/index.ts';
import { splitWords } from '../../machine/index.ts';
import { newScript, type Draft, type Script } from './configuration.ts';
import type { Findings } from './findings.ts';
import { users } from './global-keywords.ts';
import type { Keyword } from './keyword-reader.ts';
import { Numbers } from './numbers.ts';

const SECONDS_MAX = 4_294;
const COUNT_MAX = 2_147_483_647;

/**
 * `vrrp_script` and the keywords of its block.
 *
 * Source:  keepalived 2.2.7 keepalived/vrrp/vrrp_parser.c `vrrp_vscript_…_handler`
 */
export function scriptKeyword(draft: Draft, findings: Findings): Keyword {
  const numbers = new Numbers(findings);
  let user: 'default' | 'known' | 'unknown' = 'default';
  const latest = (): Script => draft.scripts.at(-1)!;
  const count = (name: 'rise' | 'fall') => (words: readonly string[]) => {
    const text = findings.word(words, 1);
    const value = numbers.unsigned(text, 1, COUNT_MAX);
    const where = `(${latest().name}): vrrp script ${name} value`;
    if (value === undefined) findings.report(`${where} '${text}' invalid, defaulting to 1`);
    latest()[name] = value ?? 1;
  };
  const seconds = (name: 'interval' | 'timeout', rule: string) => (words: readonly string[]) => {
    const text = findings.word(words, 1);
    const value = numbers.unsigned(text, 0, SECONDS_MAX);
    const where = `(${latest().name}): vrrp script ${name}`;
    if (value === undefined) findings.report(`${where} '${text}' ${rule} - ignoring`);
    else if (value === 0) findings.report(`${where} must be greater than 0, setting to 1`);
    if (value !== undefined) latest()[`${name}Us`] = Math.max(value, 1) * SECOND;
  };
  return {
    take: (words) => {
      draft.scripts.push(newScript(findings.word(words, 1)));
      user = 'default';
    },
    block: new Map<string, Keyword>([
      ['script', { take: (words) => (latest().words = splitWords(words[1] ?? '')) }],
      ['interval', { take: seconds('interval', `must be between 1 and ${SECONDS_MAX}`) }],
      ['timeout', { take: seconds('timeout', 'invalid') }],
      ['weight', { take: (words) => takeWeight(latest(), words, findings) }],
      ['rise', { take: count('rise') }],
      ['fall', { take: count('fall') }],
      ['init_fail', { take: () => (latest().startsFailed = true) }],
      [
        'user',
        {
          take: (words) => {
            const names = [findings.word(words, 1), ...words.slice(2)];
            user = names.every((name) => users.has(name)) ? 'known' : 'unknown';
            if (user === 'known') return;
            findings.report(`Unable to set uid/gid for script ${formatCommand(latest().words)}`);
          },
        },
      ],
    ]),
    end: () => {
      if (!isUsable(draft, latest(), user, findings)) draft.scripts.pop();
    },
  };
}

/** Shape: `'/usr/bin/killall' '-0' 'haproxy'` */
export function formatCommand(words: readonly string[]): string {
  return words.map((word) => `'${word}'`).join(' ');
}

function takeWeight(script: Script, words: readonly string[], findings: Findings): void {
  const text = findings.word(words, 1);
  const weight = new Numbers(findings).signed(text, -253, 253);
  if (weight === undefined) {
    findings.report(`vrrp_script ${script.name} weight ${text} must be in [-253, 253]`);
  }
  script.weight = weight ?? (Number.parseInt(text, 10) || 0);
  if (words[2] === 'reverse') script.isReverse = true;
  else if (words[2] !== undefined) {
    findings.report(`vrrp_script ${script.name} unknown weight option ${words[2]}`);
  }
}

/** A script needs a command, and with script security on a user that there is. */
function isUsable(
  { globals }: Draft,
  { name, words }: Script,
  user: 'default' | 'known' | 'unknown',
  findings: Findings,
): boolean {
  if (words.length === 0) {
    findings.report(`No script set for vrrp_script ${name} - removing`);
    return false;
  }
  if (user !== 'default') return user === 'known';
  const isUnset = globals.scriptUser === 'unset' && globals.isScriptSecurityOn;
  if (isUnset) findings.report('Unable to set default user keepalived_script for script');
  if (isUnset) globals.scriptUser = 'nobody';
  if (globals.scriptUser !== 'nobody') return true;
  findings.report(`Unable to set default user for vrrp script ${name} - removing`);
  return false;
}
