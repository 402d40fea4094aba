import type { Draft, InstanceSettings } from './configuration.ts';
import type { Findings } from './findings.ts';
import { Numbers } from './numbers.ts';

/** The largest that may be written; it counts as one less. */
const WEIGHT_MAX = 254;

/**
 * Reads a line of `track_script`: a script's name, and perhaps `weight N`.
 *
 * Source:  keepalived 2.2.7 keepalived/vrrp/vrrp_track.c `alloc_track_script`
 */
export function takeTrackedScript(
  draft: Draft,
  { name, scripts }: InstanceSettings,
  words: readonly string[],
  findings: Findings,
): void {
  const report = (text: string): void => findings.report(`(${name}) ${text}`);
  const [tracked, option, text, direction] = words;
  const script = draft.scripts.find((other) => other.name === tracked);
  if (script === undefined) return report(`track script ${tracked} not found, ignoring...`);
  if (scripts.some((other) => other.script === script)) {
    return report(`duplicate track_script ${tracked} - ignoring`);
  }
  let { weight, isReverse } = script;
  if (option !== undefined) {
    if (option !== 'weight') return report(`unknown track script option ${option} - ignoring`);
    if (text === undefined) {
      return report(`weight without value specified for track script ${tracked} - ignoring`);
    }
    const value = new Numbers(findings).signed(text, -WEIGHT_MAX, WEIGHT_MAX);
    if (value === undefined) {
      report(`track script ${tracked}: weight must be between [-253..253] inclusive, ignoring...`);
    } else if (Math.abs(value) === WEIGHT_MAX) {
      report(`weight for ${tracked} cannot be +/-254. Setting to +/-253`);
    }
    if (value !== undefined) weight = Math.sign(value) * Math.min(Math.abs(value), WEIGHT_MAX - 1);
    if (direction === 'reverse' || direction === 'noreverse') isReverse = direction === 'reverse';
    else if (direction !== undefined) {
      report(`unknown track_script ${tracked} weight option ${direction} - ignoring`);
    }
  }
  scripts.push({ script, weight, isReverse });
}
