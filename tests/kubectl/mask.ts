/**
 * What two runs of the real programs differ in, and what the model need not repeat.
 *
 * Shape: the masks of the project's comparison of recordings, as far as kubectl and curl need them
 */
const masks: readonly (readonly [RegExp, string])[] = [
  [/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, '<uid>'],
  [/\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(\.\d+)?( ?[+-]\d{4})?( UTC|Z)?/g, '<time>'],
  [/(Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d\d \w{3} \d{4} \d\d:\d\d:\d\d (\+0000|GMT)/g, '<time>'],
  [/[IWE]\d{4} \d\d:\d\d:\d\d\.\d+ +\d+ [\w./]+:\d+\]/g, '<klog>'],
  [/in \d+ milliseconds|"?milliseconds"?[=:] ?"?\d+/g, '<ms>'],
  [/("?resourceVersion"?: ?)"?\d+"?/g, '$1<rv>'],
  [/"continue": ?"[^"]+"|continue=[\w%=-]+/g, '<continue>'],
  [/(?<=[\w>]-)[bcdfghjklmnpqrstvwxz2456789]{5}\b/g, '<id>'],
  [/\b(10|172|192|127)\.\d+\.\d+\.\d+(:\d+)?/g, '<ip>'],
  [/(?<![\w.])(\d+[dhms])+\b( ago)?/g, '<age>'],
  [/worker-\d/g, 'worker-N'],
  [/<unknown>/g, '<age>'],
  [/-{4,}/g, '----'],
];

/** Masks a text and sorts its lines. */
export function mask(text: string): string {
  let masked = text;
  for (const [pattern, to] of masks) masked = masked.replace(pattern, to);
  return masked
    .split('\n')
    .map((line) => line.replace(/\s+/g, ' ').trim())
    .filter((line) => line !== '' && !line.includes('Feature gate default state'))
    .sort()
    .join('\n');
}
