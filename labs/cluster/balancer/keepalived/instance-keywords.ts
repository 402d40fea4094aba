import { SECOND } from '../../kernel/index.ts';
import { isAddress, knowsInterface, takeAddress } from './address-line.ts';
import {
  newInstance,
  PRIORITY_DEFAULT,
  PRIORITY_OWNER,
  type Draft,
  type InstanceSettings,
} from './configuration.ts';
import type { Findings } from './findings.ts';
import type { Keyword, KeywordReader, Keywords } from './keyword-reader.ts';
import { Numbers } from './numbers.ts';
import { repeatKeywords } from './repeat-keywords.ts';
import { takeTrackedScript } from './tracked-script.ts';

const PREEMPT_SECONDS_MAX = 1_000;
const ADVERT_SECONDS_MAX = 255;
const PASSWORD_LENGTH = 8;

/** Keywords that keepalived takes and that nothing here depends on. */
const idle = [
  ...['use_vmac', 'use_vmac_addr', 'vmac_xmit_base', 'use_ipvlan', 'native_ipv6', 'vrf', 'debug'],
  ...['dont_track_primary', 'track_src_ip', 'unicast_ttl', 'mcast_dst_ip', 'accept', 'no_accept'],
  ...['promote_secondaries', 'linkbeat_use_polling', 'skip_check_adv_addr', 'smtp_alert'],
  ...['notify_backup', 'notify_master', 'notify_fault', 'notify_stop', 'notify_deleted', 'notify'],
  ...['notify_master_rx_lower_pri', 'notify_priority_changes', 'lvs_sync_daemon_interface'],
  ...['garp_extra_if', 'kernel_rx_buf_size', 'old_unicast_checksum', 'check_unicast_src'],
  ...['garp_master_refresh', 'garp_master_refresh_repeat'],
];
const idleBlocks = [
  ...['virtual_ipaddress_excluded', 'virtual_routes', 'virtual_rules', 'track_file'],
  ...['track_process', 'track_bfd'],
];

/**
 * `vrrp_instance` and the keywords of its block.
 *
 * Source:  keepalived 2.2.7 keepalived/vrrp/vrrp_parser.c `vrrp_…_handler`
 */
export function instanceKeyword(draft: Draft, findings: Findings): Keyword {
  const latest = (): InstanceSettings => draft.instances.at(-1)!;
  const on = (take: (instance: InstanceSettings, words: readonly string[]) => void): Keyword => ({
    take: (words) => take(latest(), words),
  });
  const text = (take: (instance: InstanceSettings, text: string) => void): Keyword => ({
    take: (words) => take(latest(), findings.word(words, 1)),
  });
  const values = (take: (instance: InstanceSettings, words: readonly string[]) => void) => ({
    take: (words: readonly string[], reader: KeywordReader) =>
      reader.values(words, (line) => take(latest(), line)),
  });
  const scalar = new Scalars(draft, findings);
  return {
    meet: () => (draft.hasVrrp = true),
    take: (words, reader) => beginInstance(draft, words, findings, reader),
    block: new Map<string, Keyword>([
      ...idle.map((name): [string, Keyword] => [name, {}]),
      ...idleBlocks.map((name): [string, Keyword] => [name, values(() => undefined)]),
      ...repeatKeywords(latest, findings),
      ['state', text(scalar.state)],
      ['interface', text(scalar.interface)],
      ['virtual_router_id', text(scalar.id)],
      ['priority', text(scalar.priority)],
      ['version', text(scalar.version)],
      ['advert_int', text(scalar.advert)],
      ['preempt_delay', text(scalar.preemptDelay)],
      ['nopreempt', on((instance) => (instance.isPreemptOff = true))],
      ['preempt', on((instance) => (instance.isPreemptOff = false))],
      ['strict_mode', on((it, words) => (it.isStrict = isTrue(words)))],
      ['lower_prio_no_advert', on((it, words) => (it.isLowerUnanswered = isTrue(words)))],
      ['higher_prio_send_advert', on((it, words) => (it.isHigherAnswered = isTrue(words)))],
      ['mcast_src_ip', text(scalar.source)],
      ['unicast_src_ip', text(scalar.unicastSource)],
      ['unicast_fault_no_peer', on((instance) => (instance.isUnicastNamed = true))],
      [
        'unicast_peer',
        {
          take: (words, reader) => {
            latest().isUnicastNamed = true;
            reader.values(words, (line) => scalar.peer(latest(), line[0]!));
          },
        },
      ],
      ['virtual_ipaddress', values((it, line) => takeAddress(draft, it, line, findings))],
      ['track_script', values((it, line) => takeTrackedScript(draft, it, line, findings))],
      ['track_interface', values((it, line) => void it.interfaces.push(line[0]!))],
      ['authentication', { block: authenticationKeywords(latest, findings) }],
    ]),
  };
}

function beginInstance(
  draft: Draft,
  words: readonly string[],
  findings: Findings,
  reader: KeywordReader,
): void {
  const name = words.length === 2 ? words[1] : undefined;
  if (name === undefined) findings.report('vrrp_instance must have a name');
  else if (draft.instances.every((other) => other.name !== name)) {
    draft.instances.push(newInstance(name));
    return;
  } else findings.report(`vrrp instance ${name} already defined`);
  reader.skipBlock();
}

function isTrue(words: readonly string[]): boolean {
  return !['false', 'no', 'off'].includes(words[1] ?? 'true');
}

function authenticationKeywords(latest: () => InstanceSettings, findings: Findings): Keywords {
  return new Map<string, Keyword>([
    [
      'auth_type',
      {
        take: (words) => {
          const type = findings.word(words, 1);
          if (type === 'PASS' || type === 'AH') latest().authentication = type;
          else findings.report(`(${latest().name}) unknown authentication type '${type}'`);
        },
      },
    ],
    [
      'auth_pass',
      {
        take: (words) => {
          const password = findings.word(words, 1);
          const isLong = password.length > PASSWORD_LENGTH;
          if (isLong) findings.report(`Truncating auth_pass to ${PASSWORD_LENGTH} characters`);
          latest().password = password.slice(0, PASSWORD_LENGTH);
        },
      },
    ],
  ]);
}

/** The keywords with one value. */
class Scalars {
  readonly #draft: Draft;
  readonly #findings: Findings;
  readonly #numbers: Numbers;

  constructor(draft: Draft, findings: Findings) {
    this.#draft = draft;
    this.#findings = findings;
    this.#numbers = new Numbers(findings);
  }

  readonly state = (instance: InstanceSettings, text: string): void => {
    const { name } = instance;
    if (text === 'BACKUP' && instance.state === 'MASTER') {
      this.#findings.report(`(${name}) state previously set as MASTER - ignoring BACKUP`);
      return;
    }
    const isKnown = text === 'MASTER' || text === 'BACKUP';
    instance.state = isKnown ? text : 'BACKUP';
    if (!isKnown) this.#findings.report(`(${name}) unknown state '${text}', defaulting to BACKUP`);
  };

  readonly interface = (instance: InstanceSettings, text: string): void => {
    const { name } = instance;
    if (!knowsInterface(this.#draft, text)) {
      const what = `interface ${text} for vrrp_instance ${name} doesn't exist`;
      this.#findings.report(`WARNING - ${what}`);
    } else if (text === 'lo') {
      const what = 'cannot use a loopback interface (lo) for vrrp - ignoring';
      this.#findings.report(`(${name}) ${what}`);
    } else instance.interface = text;
  };

  readonly id = (instance: InstanceSettings, text: string): void => {
    const id = this.#numbers.unsigned(text, 1, 255, false);
    if (id !== undefined) instance.id = id;
    else {
      const rule = 'not valid - must be between 1 & 255';
      this.#findings.report(`(${instance.name}): VRID '${text}' ${rule}`);
    }
  };

  readonly priority = (instance: InstanceSettings, text: string): void => {
    const priority = this.#numbers.unsigned(text, 1, PRIORITY_OWNER, false);
    instance.priority = priority ?? PRIORITY_DEFAULT;
    if (priority === undefined) {
      const rule = `must be between 1 & ${PRIORITY_OWNER}. Using default ${PRIORITY_DEFAULT}`;
      this.#findings.report(`(${instance.name}) Priority not valid! ${rule}`);
    }
  };

  readonly version = (instance: InstanceSettings, text: string): void => {
    const version = this.#numbers.signed(text, 2, 3);
    if (version !== undefined) instance.version = version === 2 ? 2 : 3;
    else this.#findings.report(`(${instance.name}): Version must be either 2 or 3`);
  };

  readonly advert = (instance: InstanceSettings, text: string): void => {
    const us = this.#numbers.time(text, SECOND / 100, ADVERT_SECONDS_MAX * SECOND);
    if (us !== undefined) instance.advertUs = us;
    else {
      const what = `Advert interval (${text}) not valid! Must be > 0 - ignoring`;
      this.#findings.report(`(${instance.name}) ${what}`);
    }
  };

  readonly preemptDelay = (instance: InstanceSettings, text: string): void => {
    const us = this.#numbers.time(text, 0, PREEMPT_SECONDS_MAX * SECOND);
    instance.preemptDelayUs = us ?? 0;
    if (us === undefined) {
      const rule = `must be between 0-${PREEMPT_SECONDS_MAX}`;
      this.#findings.report(`(${instance.name}) Preempt_delay not valid! ${rule}`);
    }
  };

  readonly source = (instance: InstanceSettings, text: string): void => {
    if (isAddress(text)) instance.sourceAddress = text;
    else this.#malformed(instance, `src address[${text}]`);
  };

  readonly unicastSource = (instance: InstanceSettings, text: string): void => {
    instance.isUnicastNamed = true;
    this.source(instance, text);
  };

  readonly peer = (instance: InstanceSettings, text: string): void => {
    if (isAddress(text)) instance.peers.push(text);
    else this.#malformed(instance, `unicast peer address[${text}]`);
  };

  #malformed({ name }: InstanceSettings, what: string): void {
    const where = `Configuration error: VRRP instance[${name}]`;
    this.#findings.report(`${where} malformed ${what}. Skipping...`);
  }
}
