import { Failure } from './failure.ts';

export type Marks = 'labels' | 'annotations';

/** What is to be set, and which keys are to go. */
export interface Pairs {
  readonly set: ReadonlyMap<string, string>;
  readonly removed: readonly string[];
}

/**
 * Parts `pod x tier=front old-` into what is named and what is to change.
 *
 * Source:  kubectl pkg/cmd/util/helpers.go `GetResourcesAndPairs`; label.go `parseLabels`
 */
export function readPairs(
  args: readonly string[],
  marks: Marks,
): { readonly resources: readonly string[]; readonly pairs: Pairs } | Failure {
  const one = marks === 'labels' ? 'label' : 'annotation';
  const resources: string[] = [];
  const set = new Map<string, string>();
  const removed: string[] = [];
  let hasPairs = false;
  for (const arg of args) {
    const at = arg.indexOf('=');
    const isPair = at > 0 || (arg.endsWith('-') && arg !== '-');
    if (!isPair) {
      if (hasPairs) {
        return new Failure(`all resources must be specified before ${one} changes: ${arg}`);
      }
      resources.push(arg);
      continue;
    }
    hasPairs = true;
    if (at <= 0) {
      removed.push(arg.slice(0, -1));
      continue;
    }
    const value = arg.slice(at + 1);
    const wrong = marks === 'labels' ? checkLabelValue(arg, value) : undefined;
    if (wrong) return wrong;
    set.set(arg.slice(0, at), value);
  }
  const both = removed.filter((key) => set.has(key));
  if (both.length === 0) return { resources, pairs: { set, removed } };
  const what =
    marks === 'labels'
      ? 'can not both modify and remove a label in the same command'
      : 'can not both modify and remove the following annotation(s) in the same command: ' +
        both.join(', ');
  return new Failure(what);
}

function checkLabelValue(spec: string, value: string): Failure | undefined {
  if (value.includes('=')) return new Failure(`invalid label spec: ${spec}`);
  if (/^(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?$/.test(value)) return undefined;
  const why =
    "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or " +
    "'.', and " +
    "must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or " +
    "'12345', " +
    "regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')";
  return new Failure(`invalid label value: "${spec}": ${why}`);
}

/** Errors: a key has another value, and `--overwrite` was not given */
export function checkPairs(
  present: Readonly<Record<string, string>>,
  { set }: Pairs,
  marks: Marks,
): Failure | undefined {
  const taken = [...set].filter(([key, value]) => key in present && present[key] !== value);
  if (taken.length === 0) return undefined;
  if (marks === 'annotations') {
    const found = taken.map(([key]) => `'${key}' already has a value (${present[key]})`).join('; ');
    const what = '--overwrite is false but found the following declared annotation(s)';
    return new Failure(`${what}: ${found}`);
  }
  const said = taken.map(
    ([key]) => `'${key}' already has a value (${present[key]}), and --overwrite is false`,
  );
  return new Failure(said.join('\n'));
}
