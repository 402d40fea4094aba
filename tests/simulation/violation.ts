/** What a cluster must keep, whatever happens to it. A failure names one of these. */
export type Rule =
  | 'one leader per term'
  | 'logs agree up to commit'
  | 'commit never goes back'
  | 'acknowledged writes survive'
  | 'reads are linearizable'
  | 'registers are linearizable'
  | 'revisions never go back'
  | 'leases last'
  | 'watches tell all once'
  | 'the past stays as it was'
  | 'members agree in the end'
  | 'a healthy leader stays'
  | 'the cluster serves again'
  | 'one holder of a Lease acts'
  | 'a leader renews or ends'
  | 'no update is lost'
  | 'refused writes do not happen'
  | 'reads show what was written'
  | 'resourceVersions never go back'
  | 'all is whole again'
  | 'no program panics'
  | 'time goes on';

/** A rule that was broken, and how it showed. Units: microseconds of virtual time. */
export interface Violation {
  readonly rule: Rule;
  readonly atUs: number;
  readonly what: string;
}
