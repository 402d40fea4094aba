import type { Machine } from '../../machine/index.ts';
import { checkScripts } from './check-scripts.ts';
import { completeInstance } from './complete-instance.ts';
import {
  newDraft,
  type Configuration,
  type Draft,
  type GlobalSettings,
  type Instance,
} from './configuration.ts';
import { Findings, MissingWord } from './findings.ts';
import { globalKeywords } from './global-keywords.ts';
import { instanceKeyword } from './instance-keywords.ts';
import { KeywordReader, type Keyword, type Keywords } from './keyword-reader.ts';
import { LineReader } from './line-reader.ts';
import { scriptKeyword } from './script-keywords.ts';

/** keepalived's processes. Each reads the file, and passes over what is for the others. */
export type Part = 'main' | 'checker' | 'vrrp' | 'bfd';

/** Blocks that are known and not modelled, by the process that would read them. */
const foreignBlocks: readonly (readonly [name: string, part: Part])[] = [
  ...(['vrrp_sync_group', 'static_ipaddress', 'static_routes', 'static_rules'] as const),
  ...(['track_group', 'garp_group', 'linkbeat_interfaces', 'vrrp_track_process'] as const),
  ...(['vrrp_track_file', 'track_file', 'interface_up_down_delays'] as const),
].map((name) => [name, 'vrrp'] as const);
const otherBlocks = ['virtual_server', 'virtual_server_group', 'SSL', 'bfd_instance'];

export interface Reading {
  readonly draft: Draft;
  readonly findings: Findings;
  /** False where a line lacked a word, behind which nothing was read. */
  readonly isWhole: boolean;
}

/**
 * Reads the file for one of keepalived's processes.
 *
 * Shape:   `path` stands in what is said of its lines; the first reading goes without
 */
export function readPart(
  text: string,
  part: Part,
  path: string | undefined,
  { isTest, globals, isReload = false }: ReadOptions,
): Reading {
  const findings = new Findings(path, isTest);
  const draft = newDraft(globals);
  const reader = new KeywordReader(new LineReader(text, findings), findings);
  try {
    reader.read(rootKeywords(draft, findings, part, isReload));
  } catch (error) {
    if (!(error instanceof MissingWord)) throw error;
    return { draft, findings, isWhole: false };
  }
  return { draft, findings, isWhole: true };
}

export interface ReadOptions {
  readonly isTest: boolean;
  /** What an earlier reading found in `global_defs`. */
  readonly globals?: GlobalSettings;
  /** After a reload every process reads `global_defs` for itself. */
  readonly isReload?: boolean;
}

function rootKeywords(draft: Draft, findings: Findings, part: Part, isReload: boolean): Keywords {
  const isVrrp = part === 'vrrp';
  const accepted: Keyword = {};
  const passedOver: Keyword = { isForeign: true };
  const globals: Keyword = {
    isForeign: part !== 'main' && !isReload,
    block: globalKeywords(draft.globals, findings),
  };
  return new Map<string, Keyword>([
    ...['net_namespace', 'use_pid_dir', 'instance', 'child_wait_time'].map(
      (name): [string, Keyword] => [name, accepted],
    ),
    ...otherBlocks.map((name): [string, Keyword] => [name, passedOver]),
    ...foreignBlocks.map(([name]): [string, Keyword] => [name, passedOver]),
    ['global_defs', globals],
    ['vrrp_script', { ...scriptKeyword(draft, findings), isForeign: !isVrrp }],
    ['vrrp_instance', { ...instanceKeyword(draft, findings), isForeign: !isVrrp }],
  ]);
}

/**
 * What the VRRP process makes of what it has read.
 *
 * Source:  keepalived 2.2.7 keepalived/vrrp/vrrp.c `vrrp_complete_init`
 * Errors:  undefined where it can't run
 */
export function complete(machine: Machine, reading: Reading): Configuration | undefined {
  const { draft, findings } = reading;
  const { globals, scripts } = draft;
  if (draft.namesMissingInterface) {
    findings.report('Non-existent interface specified in configuration', 'fatal');
    return undefined;
  }
  checkScripts(machine, draft, findings);
  for (const { id, interface: name, name: instance } of draft.instances) {
    if (id === 0) findings.report(`(${instance}) the virtual router id must be set`);
    else if (name === undefined) findings.report(`(${instance}) Unknown interface!`);
    if (id === 0 || name === undefined) return undefined;
  }
  const instances: Instance[] = [];
  for (const settings of draft.instances) {
    const instance = completeInstance(settings, globals, machine.addresses[0]!, findings);
    if (instance === undefined) return undefined;
    instances.push(instance);
  }
  if (hasConflict(instances, findings)) return undefined;
  return { globals, scripts, instances };
}

/** Two instances of one number on one interface can't tell their adverts apart. */
function hasConflict(instances: readonly Instance[], findings: Findings): boolean {
  const conflicts = instances.flatMap((one, at) =>
    instances
      .slice(at + 1)
      .filter((two) => one.id === two.id && one.peers.length === 0 && two.peers.length === 0)
      .map(
        (two) =>
          `${one.name} and ${two.name} both use VRID ${one.id} with IPv4 on ` +
          `interface ${one.interface}`,
      ),
  );
  for (const conflict of conflicts) findings.report(conflict);
  return conflicts.length > 0;
}
