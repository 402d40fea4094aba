import type { AlarmMember, AlarmRequest, AlarmType } from '../client/etcd/index.ts';
import type { EtcdLog } from './log.ts';

/**
 * The alarms that members have raised. All members agree on them, and while one of them is out of
 * space none stores anything more.
 *
 * Source: etcd server/etcdserver/api/v3alarm/alarms.go; etcdserver/apply.go `Alarm`
 */
export class AlarmStore {
  #alarms: readonly AlarmMember[] = [];

  get list(): readonly AlarmMember[] {
    return this.#alarms;
  }

  restore(alarms: readonly AlarmMember[]): void {
    this.#alarms = alarms;
  }

  has(alarm: AlarmType): boolean {
    return this.#alarms.some((other) => other.alarm === alarm);
  }

  /** Shape: the alarms that were asked for, or that were changed. */
  apply({ action, memberID, alarm }: AlarmRequest, log: EtcdLog): readonly AlarmMember[] {
    if (action === 'GET') {
      return this.#alarms.filter((other) => alarm === 'NONE' || other.alarm === alarm);
    }
    if (alarm === 'NONE') return [];
    const member = { memberID, alarm };
    const others = this.#alarms.filter((other) => !isSame(other, member));
    const wasRaised = others.length < this.#alarms.length;
    const isFirst = !others.some((other) => other.alarm === alarm);
    const fields = { alarm, from: memberID };
    if (action === 'ACTIVATE') {
      this.#alarms = [...others, member];
      if (!wasRaised && isFirst) log.warn('etcdserver/apply.go:753', 'alarm raised', fields);
      return [member];
    }
    this.#alarms = others;
    if (wasRaised && isFirst) log.warn('etcdserver/apply.go:776', 'alarm disarmed', fields);
    return wasRaised ? [member] : [];
  }
}

/** As protobuf prints it: in the errors of a status, and by `etcdctl alarm list`. */
export function formatAlarm({ memberID, alarm }: AlarmMember): string {
  return `memberID:${BigInt(`0x${memberID}`)} alarm:${alarm} `;
}

function isSame(a: AlarmMember, b: AlarmMember): boolean {
  return a.memberID === b.memberID && a.alarm === b.alarm;
}
