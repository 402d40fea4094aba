import type { Program } from '../cluster/kernel/index.ts';
import type { Completion } from './completion.ts';
import { crictlCompletions, crictlPrograms } from './crictl/index.ts';
import { jqPrograms } from './jq/index.ts';
import { kubectlCompletions, kubectlPrograms } from './kubectl/index.ts';
import { manCompletions, manPrograms } from './man/index.ts';
import { nanoPrograms } from './nano/index.ts';
import { psmiscPrograms } from './psmisc/index.ts';
import { socatPrograms } from './socat/index.ts';
import { toolbox as base, type Toolbox } from './programs.ts';

/**
 * The toolbox of a Kubernetes cluster's machines: the common one, what speaks Kubernetes, and what
 * edits, reads and explains its files. The first lab does not carry these along.
 */
export const toolbox: Toolbox = {
  ...base,
  programs: new Map<string, Program>([
    ...base.programs,
    ...kubectlPrograms,
    ...crictlPrograms,
    ...jqPrograms,
    ...nanoPrograms,
    ...manPrograms,
    ...psmiscPrograms,
    ...socatPrograms,
  ]),
  completions: new Map<string, Completion>([
    ...base.completions,
    ...kubectlCompletions,
    ...crictlCompletions,
    ...manCompletions,
  ]),
};
