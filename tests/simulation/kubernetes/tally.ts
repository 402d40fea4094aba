import type { Node } from '../../../labs/cluster/api/index.ts';
import type { AcceptedWrite } from './witness.ts';

/** What a run has seen happen, so that a test can tell a run in which nothing did. */
export class Tally {
  /** How often the Lease got another holder. */
  reigns = 0;
  /** How often a node was found silent. */
  unknownNodes = 0;
  /** How often a node that had been found silent spoke again. */
  returns = 0;
  #holder: AcceptedWrite['process'];
  readonly #silent = new Set<string>();

  count({ process, what, object }: AcceptedWrite): void {
    const { name = '' } = object.metadata;
    if (name === 'kube-controller-manager' && what.includes(' leases kube-system/')) {
      if (process !== this.#holder) this.reigns++;
      this.#holder = process;
    }
    if (object.kind !== 'Node') return;
    const ready = (object as Node).status?.conditions?.find(({ type }) => type === 'Ready');
    if (ready?.status === 'Unknown' && !this.#silent.has(name)) {
      this.unknownNodes++;
      this.#silent.add(name);
    } else if (ready?.status === 'True' && this.#silent.delete(name)) this.returns++;
  }
}
