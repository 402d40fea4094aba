import { MILLISECOND, SECOND } from '../../kernel/index.ts';
import {
  PRIORITY_DEFAULT,
  PRIORITY_OWNER,
  type GlobalSettings,
  type Instance,
  type InstanceSettings,
} from './configuration.ts';
import type { Findings } from './findings.ts';
import { formatDecimal } from './numbers.ts';

/** VRRP version 3 counts in hundredths of a second. */
const CENTISECOND = 10 * MILLISECOND;
const ADVERT_SECONDS_BEYOND = 256;
const ADVERT_CENTISECONDS_BEYOND = 4_096;

/**
 * Gives an instance what it leaves out, and takes from it what can't go together.
 *
 * Source:  keepalived 2.2.7 keepalived/vrrp/vrrp.c `vrrp_complete_instance`
 * Errors:  undefined where it can't run
 */
export function completeInstance(
  settings: InstanceSettings,
  globals: GlobalSettings,
  address: string,
  findings: Findings,
): Instance | undefined {
  const report = (text: string): void => findings.report(`(${settings.name}) ${text}`);
  const isStrict = settings.isStrict ?? globals.isStrict;
  const version = settings.version ?? globals.version;
  if (!checkAddresses(settings, version === 3 || isStrict, report)) return undefined;
  const priority = settings.priority || priorityOf(settings.state);
  const state = stateOf(settings.state, priority, isStrict, report);
  const instance: Instance = {
    ...settings,
    version,
    priority,
    state,
    interface: settings.interface!,
    sourceAddress: settings.sourceAddress ?? address,
    garpDelayUs: settings.garpDelayUs ?? globals.garpDelayUs,
    garpRepeat: settings.garpRepeat ?? globals.garpRepeat,
    ...answersOf(settings, globals, isStrict),
  };
  fitAuthentication(instance, isStrict, report);
  if (instance.isUnicastNamed && instance.peers.length === 0) {
    const what = 'A unicast keyword has been specified without any unicast peers.';
    const rest = 'This usage is deprecated - please update your configuration.';
    report(`${what} Defaulting to multicast. ${rest}`);
  }
  fitPreemption(instance, isStrict, report);
  fitAdvert(instance, report);
  for (const name of instance.interfaces) {
    if (name === instance.interface) {
      report(`Ignoring track_interface ${name} since own interface`);
    }
  }
  checkAddresses(settings, false, report);
  if (priority === PRIORITY_OWNER) dropWeights(instance, report);
  return instance;
}

type Report = (text: string) => void;

/** Says twice what keepalived says twice. */
function checkAddresses(
  { addresses }: InstanceSettings,
  isRequired: boolean,
  report: Report,
): boolean {
  if (addresses.length > 0) return true;
  report(`No VIP specified; at least one is ${isRequired ? 'required' : 'sensible'}`);
  return !isRequired;
}

function priorityOf(state: InstanceSettings['state']): number {
  return state === 'MASTER' ? PRIORITY_OWNER : PRIORITY_DEFAULT;
}

function stateOf(
  state: InstanceSettings['state'],
  priority: number,
  isStrict: boolean,
  report: Report,
): Instance['state'] {
  const isOwner = priority === PRIORITY_OWNER;
  const fitting = isOwner ? 'MASTER' : 'BACKUP';
  if (state === undefined || state === fitting || !isStrict) return state ?? fitting;
  report('State MASTER must match being address owner');
  return fitting;
}

/** How adverts of others are answered. */
function answersOf(settings: InstanceSettings, globals: GlobalSettings, isStrict: boolean) {
  const { garpDelayUs, garpRepeat } = globals;
  const lowerDelayUs = isStrict ? 0 : (globals.garpLowerDelayUs ?? garpDelayUs);
  const lowerRepeat = isStrict ? 0 : (globals.garpLowerRepeat ?? garpRepeat);
  return {
    garpLowerDelayUs: settings.garpLowerDelayUs ?? lowerDelayUs,
    garpLowerRepeat: settings.garpLowerRepeat ?? lowerRepeat,
    isLowerUnanswered: isStrict || (settings.isLowerUnanswered ?? globals.isLowerUnanswered),
    isHigherAnswered: !isStrict && (settings.isHigherAnswered ?? globals.isHigherAnswered),
  };
}

function fitAuthentication(instance: Instance, isStrict: boolean, report: Report): void {
  const { authentication, password, priority, version } = instance;
  if (authentication === 'none') return;
  let why: string | undefined;
  if (isStrict) why = 'Strict mode does not support authentication. Ignoring.';
  else if (version === 3) why = 'VRRP version 3 does not support authentication. Ignoring.';
  else if (password === '') why = 'Authentication specified but no password given. Ignoring';
  if (why !== undefined) {
    report(why);
    instance.authentication = 'none';
  } else if (authentication === 'AH' && instance.state === 'MASTER' && priority < PRIORITY_OWNER) {
    report('Initial state master is incompatible with AH authentication - clearing');
    instance.state = 'BACKUP';
  }
}

function fitPreemption(instance: Instance, isStrict: boolean, report: Report): void {
  const keepPreempting = (why: string): void => {
    report(why);
    instance.isPreemptOff = false;
  };
  const dropDelay = (why: string): void => {
    report(why);
    instance.preemptDelayUs = 0;
  };
  if (instance.priority === PRIORITY_OWNER && instance.isPreemptOff) {
    keepPreempting(
      `nopreempt is incompatible with priority ${PRIORITY_OWNER}. resetting nopreempt`,
    );
  }
  if (instance.state === 'MASTER' && instance.isPreemptOff) {
    keepPreempting('Warning - nopreempt will not work with initial state MASTER - clearing');
  }
  if (instance.state === 'MASTER' && instance.preemptDelayUs > 0) {
    dropDelay('Warning - preempt delay will not work with initial state MASTER - clearing');
  }
  if (instance.preemptDelayUs > 0 && isStrict) {
    dropDelay('preempt_delay is incompatible with strict mode - resetting');
  }
  if (instance.preemptDelayUs > 0 && instance.isPreemptOff) {
    dropDelay('preempt_delay is incompatible with nopreempt mode - resetting');
  }
}

/** Version 2 counts in seconds, version 3 in hundredths. */
function fitAdvert(instance: Instance, report: Report): void {
  const isOld = instance.version === 2;
  const unitUs = isOld ? SECOND : CENTISECOND;
  const beyond = isOld ? ADVERT_SECONDS_BEYOND : ADVERT_CENTISECONDS_BEYOND;
  const what = `VRRPv${instance.version} advertisement interval`;
  const { advertUs } = instance;
  if (advertUs >= beyond * unitUs) {
    const format = (us: number): string => `${isOld ? us / SECOND : (us / SECOND).toFixed(2)}s`;
    const limits = `Must be less than ${format(beyond * unitUs)}.`;
    const most = (beyond - 1) * unitUs;
    report(
      `${what} ${(advertUs / SECOND).toFixed(2)}s is out of range. ${limits} ` +
        `Setting to ${format(most)}`,
    );
    instance.advertUs = most;
  } else if (advertUs % unitUs > 0) {
    const rule = isOld ? 'must be an integer. rounding' : 'must be in units of 10ms - rounding';
    report(`${what} ${formatDecimal(advertUs)}s ${rule}`);
    instance.advertUs = Math.max(Math.round(advertUs / unitUs), 1) * unitUs;
  }
}

/** Whoever owns the address has the highest priority whatever its scripts say. */
function dropWeights({ scripts }: Instance, report: Report): void {
  const unweighted = scripts.filter(({ weight, script }) => {
    if (weight === 0) return true;
    report(`ignoring tracked script ${script.name} with weights due to address_owner`);
    return false;
  });
  scripts.splice(0, scripts.length, ...unweighted);
}
