import type { Program } from '../cluster/kernel/index.ts';
import type { Completion } from './completion.ts';
import { crictlCompletions, crictlPrograms } from './crictl/index.ts';
import { kubectlCompletions, kubectlPrograms } from './kubectl/index.ts';
import { toolbox as base, type Toolbox } from './programs.ts';

/** The toolbox of a machine that belongs to a Kubernetes cluster: the common one, and two more. */
export const toolbox: Toolbox = {
  programs: new Map<string, Program>([...base.programs, ...kubectlPrograms, ...crictlPrograms]),
  completions: new Map<string, Completion>([
    ...base.completions,
    ...kubectlCompletions,
    ...crictlCompletions,
  ]),
};
