/**
 * What two runs of the real program differ in, and what the model need not repeat: times, waits,
 * random ids, addresses, sizes, the width of a column.
 *
 * Shape: the masks of the project's comparison of recordings, as far as etcdctl's output needs them
 */
const masks: readonly (readonly [RegExp, string])[] = [
  [/\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(\.\d+)?( ?[+-]\d{4})?( UTC|Z)?/g, '<time>'],
  [/(Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d\d \w{3} \d{4} \d\d:\d\d:\d\d (\+0000|GMT)/g, '<time>'],
  [/("?(?:create|mod)?_?revision"?: ?)\d+/g, '$1<rev>'],
  [/"?[\w+/]{60,}={0,2}"?/g, '<blob>'],
  [/\b(10|172|192|127)\.\d+\.\d+\.\d+(:\d+)?/g, '<ip>'],
  [/(?<![\w.])(\d+[dhms])+\b( ago)?/g, '<age>'],
  [/\d+(\.\d+)?(ms|µs)\b/g, '<dur>'],
  [/\b\d+\.\d+s\b/g, '<dur>'],
  [/\b[0-9a-f]{15,16}\b/g, '<memberid>'],
  [/\d+(\.\d+)? (kB|MB)/g, '<size>'],
  [/("?(?:member_id|cluster_id|leader|MemberID|ClusterID|ID)"? ?: ?)\d{15,20}/g, '$1<memberid>'],
  [
    new RegExp(
      '("?(?:raft_?[tT]erm|RaftTerm|raft(?:Applied)?Index|Raft(?:Applied)?Index|' +
        'dbSize(?:InUse)?|DbSize(?:InUse)?)"? ?: ?)\\d+',
      'g',
    ),
    '$1<n>',
  ],
  [
    /(│ +(?:true|false) │ +(?:true|false) │) +\d+ │ +\d+ │ +\d+ │/g,
    '$1 <term> │ <index> │ <index> │',
  ],
  [/((?:true|false), (?:true|false),) \d+, \d+, \d+,/g, '$1 <term>, <index>, <index>,'],
  [/"(target|peer|caller)":"[^"]*"|"attempt":\d+/g, '<etcd-client>'],
  [/[─═]+/g, '─'],
];

/** Masks a text; its lines are sorted where their order may follow what is random. */
export function mask(text: string, isOrdered: boolean): string {
  let masked = text;
  for (const [pattern, to] of masks) masked = masked.replace(pattern, to);
  const lines = masked
    .split('\n')
    .map((line) => line.replace(/\s+/g, ' ').trim())
    .filter(Boolean);
  return (isOrdered ? lines : lines.sort()).join('\n');
}
