/**
 * Outfits: what the machines of a topology are delivered with.
 *
 * A real machine is set up by an installer: a package brings a daemon and its unit file, `kubeadm`
 * writes manifests, certificates and kubeconfigs. An outfit is the result of that, for every
 * machine of one kind of topology: daemons as a table of programs, and files. `etcd-outfit.ts` is
 * for labs about etcd alone, `kubernetes-outfit.ts` for whole clusters, whose files come from
 * ../kubernetes, and `kubernetes-vip-outfit.ts` adds keepalived to it. There is one for each
 * because a page loads only the outfit that its lab needs.
 *
 * What it leaves out: the installing itself. A machine is as it is before its first boot.
 */
import type { ProgramTable } from '../../cluster/machine/index.ts';
import type { Language } from '../../shell/bash/language.ts';
import type { MachineRole, MachineSpec, TopologySpec } from '../spec.ts';
import type { MachineFiles } from './machine-files.ts';

export interface Outfit {
  readonly daemons: Partial<Readonly<Record<MachineRole, ProgramTable>>>;
  /** Units, configuration, certificates, besides what every machine has. */
  readonly filesOf: (machine: MachineSpec, topology: TopologySpec) => MachineFiles;
  /** What shells read with, where daemons run scripts while the toolbox is still on its way. */
  readonly language?: Language;
  /** What the installer does once the cluster is up and has its tools: command lines. */
  readonly lastLines?: (topology: TopologySpec) => readonly LastLine[];
  /**
   * How long a fresh cluster is left alone after that, until all that runs in it is also told of.
   * Units: microseconds of virtual time
   */
  readonly settleUs?: number;
}

export interface LastLine {
  readonly machine: string;
  readonly line: string;
}
