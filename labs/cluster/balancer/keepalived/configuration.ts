import { SECOND } from '../../kernel/index.ts';

/** VRRP's own numbers. Source: RFC 3768, RFC 5798; keepalived's include/vrrp.h */
export const PRIORITY_OWNER = 255;
export const PRIORITY_DEFAULT = 100;
export const PRIORITY_STOP = 0;

/** What `global_defs` says. Times in microseconds. */
export interface GlobalSettings {
  /** Whom scripts run as; 'nobody' where a user was named that the machine does not have. */
  scriptUser: 'root' | 'unset' | 'nobody';
  isScriptSecurityOn: boolean;
  version: 2 | 3;
  isStrict: boolean;
  hasAutoPriority: boolean;
  startupDelayUs: number;
  garpDelayUs: number;
  garpRepeat: number;
  /** After an advert from somebody of lower priority; as above where left out. */
  garpLowerDelayUs: number | undefined;
  garpLowerRepeat: number | undefined;
  isLowerUnanswered: boolean;
  isHigherAnswered: boolean;
  logsUnknownIds: boolean;
}

/** A `vrrp_script`: a command that is run again and again. Times in microseconds. */
export interface Script {
  readonly name: string;
  words: readonly string[];
  intervalUs: number;
  /** 0: as long as the interval. */
  timeoutUs: number;
  weight: number;
  isReverse: boolean;
  rise: number;
  fall: number;
  /** `init_fail`: it counts as failed until it has succeeded. */
  startsFailed: boolean;
  isDisabled: boolean;
}

/** A line of `track_script`. A weight of 0: the instance falls with the script. */
export interface TrackedScript {
  readonly script: Script;
  weight: number;
  readonly isReverse: boolean;
}

/** A line of `virtual_ipaddress`. */
export interface VirtualAddress {
  readonly address: string;
  readonly prefixLength: number;
}

/** A `vrrp_instance`. Times in microseconds. */
export interface InstanceSettings {
  readonly name: string;
  /** What `state` says; undefined where it is left out. */
  state: 'MASTER' | 'BACKUP' | undefined;
  interface: string | undefined;
  /** `virtual_router_id`; 0 where it is left out. */
  id: number;
  /** 0 where it is left out. */
  priority: number;
  version: 2 | 3 | undefined;
  advertUs: number;
  downAdverts: number;
  isPreemptOff: boolean;
  preemptDelayUs: number;
  isStrict: boolean | undefined;
  authentication: 'none' | 'PASS' | 'AH';
  password: string;
  isUnicastNamed: boolean;
  sourceAddress: string | undefined;
  readonly peers: string[];
  readonly addresses: VirtualAddress[];
  readonly scripts: TrackedScript[];
  readonly interfaces: string[];
  garpDelayUs: number | undefined;
  garpRepeat: number | undefined;
  garpLowerDelayUs: number | undefined;
  garpLowerRepeat: number | undefined;
  isLowerUnanswered: boolean | undefined;
  isHigherAnswered: boolean | undefined;
}

/** An instance as it runs, with nothing left to defaults. */
export interface Instance extends InstanceSettings {
  state: 'MASTER' | 'BACKUP';
  interface: string;
  version: 2 | 3;
  sourceAddress: string;
  garpDelayUs: number;
  garpRepeat: number;
  garpLowerDelayUs: number;
  garpLowerRepeat: number;
  isLowerUnanswered: boolean;
  isHigherAnswered: boolean;
}

/** The whole file, as far as one of keepalived's processes has read it. */
export interface Draft {
  readonly globals: GlobalSettings;
  readonly scripts: Script[];
  readonly instances: InstanceSettings[];
  /** True where there is something for the VRRP process to do. */
  hasVrrp: boolean;
  /** True where an interface was named that the machine does not have. */
  namesMissingInterface: boolean;
}

export interface Configuration {
  readonly globals: GlobalSettings;
  readonly scripts: readonly Script[];
  readonly instances: readonly Instance[];
}

export function newDraft(globals: GlobalSettings = newGlobals()): Draft {
  return { globals, scripts: [], instances: [], hasVrrp: false, namesMissingInterface: false };
}

function newGlobals(): GlobalSettings {
  return {
    scriptUser: 'unset',
    isScriptSecurityOn: false,
    version: 2,
    isStrict: false,
    hasAutoPriority: false,
    startupDelayUs: 0,
    garpDelayUs: 5 * SECOND,
    garpRepeat: 5,
    garpLowerDelayUs: undefined,
    garpLowerRepeat: undefined,
    isLowerUnanswered: false,
    isHigherAnswered: false,
    logsUnknownIds: false,
  };
}

export function newScript(name: string): Script {
  return {
    name,
    words: [],
    intervalUs: SECOND,
    timeoutUs: 0,
    weight: 0,
    isReverse: false,
    rise: 1,
    fall: 1,
    startsFailed: false,
    isDisabled: false,
  };
}

export function newInstance(name: string): InstanceSettings {
  return {
    name,
    state: undefined,
    interface: undefined,
    id: 0,
    priority: 0,
    version: undefined,
    advertUs: SECOND,
    downAdverts: 3,
    isPreemptOff: false,
    preemptDelayUs: 0,
    isStrict: undefined,
    authentication: 'none',
    password: '',
    isUnicastNamed: false,
    sourceAddress: undefined,
    peers: [],
    addresses: [],
    scripts: [],
    interfaces: [],
    garpDelayUs: undefined,
    garpRepeat: undefined,
    garpLowerDelayUs: undefined,
    garpLowerRepeat: undefined,
    isLowerUnanswered: undefined,
    isHigherAnswered: undefined,
  };
}
