import type { ProgramTable } from '../../cluster/machine/index.ts';
import type { MachineRole, MachineSpec, TopologySpec } from '../spec.ts';
import type { MachineFiles } from './machine-files.ts';

/**
 * What the machines of a topology are delivered with: daemons, and the files that make each of them what
 * it is. A page loads only the outfit that its lab needs.
 */
export interface Outfit {
  readonly daemons: Partial<Readonly<Record<MachineRole, ProgramTable>>>;
  /** Units, configuration, certificates, besides what every machine has. */
  readonly filesOf: (machine: MachineSpec, topology: TopologySpec) => MachineFiles;
}
