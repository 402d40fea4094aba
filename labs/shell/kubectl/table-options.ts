import type { Session } from './session.ts';
import type { TableOptions } from './table.ts';
import type { Target } from './target.ts';

/** What the flags of `get` say about its tables. */
export function tableOptions(
  session: Session,
  { resource }: Target,
  kindPrefix?: string,
): TableOptions {
  return {
    isWide: session.text('output') === 'wide',
    hasNamespaces: session.isOn('all-namespaces') && resource.isNamespaced,
    hasHeaders: !session.isOn('no-headers'),
    hasLabels: session.isOn('show-labels'),
    labelColumns: session.list('label-columns').flatMap((names) => names.split(',')),
    kindPrefix,
  };
}
