import { SECOND } from '../../kernel/index.ts';
import type { GlobalSettings } from './configuration.ts';
import type { Findings } from './findings.ts';
import type { Keyword, Keywords } from './keyword-reader.ts';
import { Numbers } from './numbers.ts';

const SECONDS_MAX = 4_294;
const UNSIGNED_MAX = 4_294_967_295;

/** Users that a machine has; to be another than root changes nothing here. */
export const users = new Set(['root', 'nobody', 'daemon']);

/** Keywords that keepalived takes and that nothing here depends on. */
const idle = [
  ...['router_id', 'process_name', 'vrrp_process_name', 'notification_email_from', 'smtp_server'],
  ...['smtp_helo_name', 'smtp_connect_timeout', 'smtp_alert', 'no_email_faults', 'vrrp_iptables'],
  ...['dynamic_interfaces', 'default_interface', 'vrrp_mcast_group4', 'vrrp_mcast_group6'],
  ...['vrrp_garp_master_refresh', 'vrrp_garp_master_refresh_repeat', 'vrrp_garp_interval'],
  ...['vrrp_gna_interval', 'vrrp_min_garp', 'nftables', 'vrrp_check_unicast_src'],
  ...['vrrp_skip_check_adv_addr', 'vrrp_priority', 'vrrp_no_swap', 'vrrp_rt_priority'],
  ...['vrrp_rlimit_rttime', 'notify_fifo', 'notify_fifo_script', 'vrrp_notify_fifo'],
  ...['vrrp_notify_fifo_script', 'enable_traps', 'enable_snmp_vrrp', 'enable_snmp_keepalived'],
  ...['enable_snmp_rfc', 'enable_dbus', 'umask', 'min_auto_priority_delay'],
];

/** The keywords of `global_defs`. */
export function globalKeywords(globals: GlobalSettings, findings: Findings): Keywords {
  const numbers = new Numbers(findings);
  const count = (name: string, text: string, max: number): number | undefined => {
    const value = numbers.unsigned(text, 0, max);
    if (value === undefined) findings.report(`${name} '${text}' invalid - ignoring`);
    return value;
  };
  const delay = (set: (us: number) => void): Keyword => ({
    take: (words) => {
      const value = count(words[0]!, findings.word(words, 1), SECONDS_MAX);
      if (value !== undefined) set(value * SECOND);
    },
  });
  const repeat = (set: (times: number) => void): Keyword => ({
    take: (words) => {
      const value = count(words[0]!, findings.word(words, 1), UNSIGNED_MAX);
      if (value === 0) findings.report(`${words[0]} must be greater than 0, setting to 1`);
      if (value !== undefined) set(Math.max(value, 1));
    },
  });
  const flag = (set: () => void): Keyword => ({ take: set });
  const block: Keyword = { take: (words, reader) => reader.values(words, () => undefined) };
  return new Map<string, Keyword>([
    ...idle.map((name): [string, Keyword] => [name, {}]),
    ['notification_email', block],
    ['script_user', { take: (words) => takeUser(globals, words, findings) }],
    ['enable_script_security', flag(() => (globals.isScriptSecurityOn = true))],
    ['vrrp_version', { take: (words) => takeVersion(globals, words, findings) }],
    ['vrrp_strict', flag(() => (globals.isStrict = true))],
    ['max_auto_priority', flag(() => (globals.hasAutoPriority = true))],
    ['log_unknown_vrids', flag(() => (globals.logsUnknownIds = true))],
    ['vrrp_startup_delay', { take: (words) => takeStartupDelay(globals, words, findings) }],
    ['vrrp_garp_master_delay', delay((us) => (globals.garpDelayUs = us))],
    ['vrrp_garp_master_repeat', repeat((times) => (globals.garpRepeat = times))],
    ['vrrp_garp_lower_prio_delay', delay((us) => (globals.garpLowerDelayUs = us))],
    ['vrrp_garp_lower_prio_repeat', repeat((times) => (globals.garpLowerRepeat = times))],
    ['vrrp_lower_prio_no_advert', flag(() => (globals.isLowerUnanswered = true))],
    ['vrrp_higher_prio_send_advert', flag(() => (globals.isHigherAnswered = true))],
  ]);
}

function takeUser(globals: GlobalSettings, words: readonly string[], findings: Findings): void {
  if (words.length < 2) findings.report('No script username specified');
  else if (words.slice(1).every((name) => users.has(name))) globals.scriptUser = 'root';
  else {
    globals.scriptUser = 'nobody';
    findings.report('Error setting global script uid/gid');
  }
}

function takeVersion(globals: GlobalSettings, words: readonly string[], findings: Findings): void {
  const version = new Numbers(findings).signed(findings.word(words, 1), 2, 3);
  if (version === undefined) findings.report('VRRP Error: Version must be either 2 or 3');
  else globals.version = version === 2 ? 2 : 3;
}

function takeStartupDelay(
  globals: GlobalSettings,
  words: readonly string[],
  findings: Findings,
): void {
  const text = findings.word(words, 1);
  const us = new Numbers(findings).time(text, SECOND / 1_000, UNSIGNED_MAX);
  if (us === undefined) findings.report(`vrrp_startup_delay '${text}' is invalid`);
  else globals.startupDelayUs = us;
}
