import { SECOND } from '../../kernel/index.ts';
import { checkAdvert, makeAdvert, type Advert } from './advert.ts';
import {
  PRIORITY_OWNER,
  PRIORITY_STOP,
  type Instance,
  type TrackedScript,
} from './configuration.ts';
import { VirtualAddresses, type Announcer } from './virtual-addresses.ts';

export type RouterState = 'INIT' | 'BACKUP' | 'MASTER' | 'FAULT';

/** What a router acts on: its host, the journal, the clock, the other routers. */
export interface Surroundings extends Announcer {
  readonly send: (instance: Instance, advert: Advert) => void;
}

/**
 * How a script does: it has not ended yet since the start, or since a reload; or how it ended.
 */
export type Condition = 'pending' | 'reloaded' | 'ok' | 'failed';

/** An address as a number, by which two routers of equal priority are told apart. */
function rank(address: string): number {
  return address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
}

/**
 * One `vrrp_instance` at work: who of several routers holds the addresses.
 *
 * The master says every second that it is there. A backup that has heard nothing for three times as
 * long, and a moment more the lower its priority is, takes the addresses. A master that stops says
 * so, with priority 0, and then the backup waits for that moment alone. Who comes back with a
 * higher priority does not listen to a lower one, and so takes the addresses again.
 *
 * Source:  RFC 3768 and RFC 5798, 6.4; keepalived 2.2.7 keepalived/vrrp/vrrp.c
 *          `vrrp_state_backup`, `vrrp_state_master_rx`, `vrrp_state_master_tx`, …,
 *          vrrp_track.c `process_script_update_priority`
 */
export class VirtualRouter {
  readonly instance: Instance;
  readonly addresses: VirtualAddresses;
  state: RouterState = 'INIT';
  /** When the next advert is due, or the master counts as gone; undefined where nothing is. */
  deadlineUs: number | undefined;
  /** With what its scripts take from it or add. */
  priority: number;
  /** Scripts without weight that have not ended once yet. */
  pendingScripts = 0;
  readonly #around: Surroundings;
  #totalPriority: number;
  #faults = 0;
  #wanted: 'BACKUP' | 'MASTER' | 'FAULT';
  /** How often the master says that it is there: version 3 learns it from the master. */
  #masterAdvertUs: number;
  /** `Master_Down_Interval`, or what is left of it. */
  #downUs: number;
  #preemptAtUs: number | undefined;

  constructor(instance: Instance, around: Surroundings) {
    this.instance = instance;
    this.#around = around;
    this.addresses = new VirtualAddresses(instance, around);
    this.priority = instance.priority;
    this.#totalPriority = instance.priority;
    this.#wanted = instance.state;
    this.#masterAdvertUs = instance.advertUs;
    this.#downUs = this.#masterDownUs;
  }

  get #nowUs(): number {
    return this.#around.host.kernel.nowUs;
  }

  /** The lower the priority, the longer: the best of several backups comes first. */
  get #skewUs(): number {
    const unitUs = this.instance.version === 3 ? this.#masterAdvertUs : SECOND;
    return Math.floor(((256 - this.priority) * unitUs) / 256);
  }

  get #masterDownUs(): number {
    return this.instance.downAdverts * this.#masterAdvertUs + this.#skewUs;
  }

  /** Begins, `delayUs` later than it could. */
  start(delayUs = 0): void {
    const isUp = this.#faults === 0 && this.pendingScripts === 0;
    const isOwner = this.instance.priority === PRIORITY_OWNER;
    if (this.state === 'MASTER') {
      this.deadlineUs = this.#nowUs;
      return;
    }
    if (isUp && isOwner && this.#wanted === 'MASTER') {
      this.state = 'BACKUP';
      this.#downUs = 1;
    } else {
      this.#downUs = this.#masterDownUs;
      if (!isUp) this.state = 'FAULT';
      else if (this.state !== 'BACKUP') {
        this.state = 'BACKUP';
        this.#log('Entering BACKUP STATE (init)');
      }
    }
    this.#arm();
    if (this.deadlineUs !== undefined) this.deadlineUs += delayUs;
  }

  /** Goes on as a router of the configuration before a reload. */
  adopt(former: VirtualRouter): void {
    if (former.state !== 'FAULT' && this.#faults === 0 && this.pendingScripts === 0) {
      this.state = former.state;
      this.#wanted = former.state === 'MASTER' ? 'MASTER' : 'BACKUP';
    }
    this.addresses.adopt(former.addresses);
  }

  /** The deadline has come. */
  handleTimeout(): void {
    if (this.state === 'BACKUP') {
      this.#detail('Receive advertisement timeout');
      this.#wanted = 'MASTER';
      this.state = 'MASTER';
    }
    if (this.state === 'MASTER') this.#beMaster();
    this.#arm();
  }

  /** Shape: `from` is the address that the advert was sent from */
  handleAdvert(advert: Advert, from: string): void {
    if (this.state === 'BACKUP') this.#handleAsBackup(advert, from);
    else if (this.state === 'MASTER') this.#handleAsMaster(advert, from);
    else return;
    if (this.state !== 'MASTER' || !this.instance.isLowerUnanswered) this.#arm();
  }

  /** Says that it is there, once more. */
  advertise(): void {
    if (this.state === 'MASTER') this.#send(this.priority);
  }

  /** A master gives the addresses up and says so. */
  stop(): void {
    if (this.state === 'MASTER') this.#release(true);
    this.deadlineUs = undefined;
  }

  /** What a script means for the instance before anything has run. */
  begin({ weight, isReverse, script: { name } }: TrackedScript, condition: Condition): void {
    if (condition === 'reloaded') return;
    if (weight !== 0) {
      if (condition !== 'pending')
        this.#addPriority(firstChange(weight, condition === 'ok'), isReverse);
    } else if (condition === 'pending') this.pendingScripts++;
    else if (condition === 'failed') {
      this.#faults++;
      this.#around.log(`(${this.instance.name}): entering FAULT state due to script ${name}`);
      this.state = 'FAULT';
    }
  }

  /** A script has come to succeed, or to fail. Shape: `before` is how it did */
  handleScript({ weight, isReverse }: TrackedScript, before: Condition, isOk: boolean): void {
    const isFirst = before === 'pending' || before === 'reloaded';
    if (weight !== 0) {
      const change = isFirst ? firstChange(weight, isOk) : (isOk ? 1 : -1) * Math.abs(weight);
      this.#addPriority(change, isReverse);
      return;
    }
    if (before === 'pending') this.pendingScripts--;
    if (isOk === isReverse) this.#fall();
    else if (this.pendingScripts === 0 && before !== 'reloaded') this.#rise(before === 'pending');
  }

  #handleAsBackup(advert: Advert, from: string): void {
    const why = checkAdvert(this.instance, advert);
    const { isPreemptOff, preemptDelayUs } = this.instance;
    const isDelayed =
      preemptDelayUs > 0 && (this.#preemptAtUs === undefined || this.#preemptAtUs > this.#nowUs);
    let isIgnored = why !== undefined;
    if (why !== undefined) this.#log(why);
    else if (advert.priority === PRIORITY_STOP) {
      this.#detail('Backup received priority 0 advertisement');
      this.#downUs = this.#skewUs;
    } else if (isPreemptOff || advert.priority >= this.priority || isDelayed) {
      if (this.instance.version === 3) this.#masterAdvertUs = advert.advertUs;
      this.#downUs = this.#masterDownUs;
      if (preemptDelayUs > 0) this.#delayPreemption(advert.priority >= this.priority);
      this.#wanted = 'BACKUP';
    } else {
      const what = `received lower priority (${advert.priority}) advert from ${from}`;
      this.#log(`${what} - discarding`);
      isIgnored = true;
    }
    // What was not listened to does not put the deadline off.
    if (isIgnored) this.#downUs = Math.max((this.deadlineUs ?? 0) - this.#nowUs, 0);
  }

  #delayPreemption(isHigher: boolean): void {
    const { preemptDelayUs } = this.instance;
    if (isHigher) {
      if (this.#preemptAtUs !== undefined) this.#detail('stop preempt delay');
      this.#preemptAtUs = undefined;
    } else if (this.#preemptAtUs === undefined) {
      this.#detail(`start preempt delay (${(preemptDelayUs / SECOND).toFixed(6)})`);
      this.#preemptAtUs = this.#nowUs + preemptDelayUs;
    }
  }

  #handleAsMaster(advert: Advert, from: string): void {
    const why = checkAdvert(this.instance, advert);
    if (why !== undefined) {
      this.#log(why);
      return;
    }
    const { isHigherAnswered, sourceAddress } = this.instance;
    const order =
      Math.sign(advert.priority - this.priority) || Math.sign(rank(from) - rank(sourceAddress));
    if (advert.priority === PRIORITY_STOP || (isHigherAnswered && order > 0)) {
      this.#send(this.priority);
      if (advert.priority === PRIORITY_STOP) {
        this.#detail('Master received priority 0 message');
        return;
      }
    }
    if (order < 0) this.#outrank(advert, from);
    else if (order > 0) this.#yield(advert, from);
    else {
      const what = 'WARNING - equal priority advert received from remote host';
      this.#log(`${what} with our IP address.`);
    }
  }

  /** Another master of lower rank: it is to hear of us, and so are those who went to it. */
  #outrank(advert: Advert, from: string): void {
    const { garpLowerDelayUs, garpLowerRepeat, isLowerUnanswered } = this.instance;
    const who = `Received advert from ${from} with lower priority ${advert.priority}`;
    const answer = isLowerUnanswered ? '' : ', forcing new election';
    this.#log(`${who}, ours ${this.priority}${answer}`);
    if (!isLowerUnanswered) this.#send(this.priority);
    this.addresses.announce(garpLowerRepeat, garpLowerDelayUs);
  }

  #yield(advert: Advert, from: string): void {
    const who = `Master received advert from ${from}`;
    this.#log(
      advert.priority > this.priority
        ? `${who} with higher priority ${advert.priority}, ours ${this.priority}`
        : `${who} with same priority ${advert.priority} but higher IP address than ours`,
    );
    if (this.instance.version === 3) this.#masterAdvertUs = advert.advertUs;
    this.#wanted = 'BACKUP';
    this.#leaveMaster(false);
  }

  #beMaster(): void {
    this.#send(this.priority);
    if (this.addresses.areHeld) return;
    this.#log('Entering MASTER STATE');
    this.addresses.take();
    this.addresses.announce(this.instance.garpRepeat, this.instance.garpDelayUs);
  }

  #leaveMaster(isToldAll: boolean): void {
    const state = this.#wanted === 'FAULT' ? 'FAULT' : 'BACKUP';
    this.#log(`Entering ${state} STATE`);
    if (state === 'BACKUP') this.#preemptAtUs = undefined;
    else this.#send(PRIORITY_STOP);
    this.#release(isToldAll);
    this.state = state;
    this.#downUs = this.#masterDownUs;
    this.#arm();
  }

  #release(isToldAll: boolean): void {
    if (isToldAll) {
      this.#send(PRIORITY_STOP);
      this.#detail('sent 0 priority');
    }
    if (this.addresses.areHeld) this.addresses.giveUp();
  }

  #fall(): void {
    if (this.#faults++ > 0 && this.state !== 'INIT') return;
    this.#wanted = 'FAULT';
    if (this.state === 'MASTER') this.#leaveMaster(true);
    else this.#leaveFault();
  }

  #rise(leavesInit: boolean): void {
    if (!leavesInit && this.#faults > 0) this.#faults--;
    if (this.#faults > 0) return;
    const isOwner = this.instance.priority === PRIORITY_OWNER;
    if (this.#wanted !== 'MASTER' || !isOwner) this.#wanted = 'BACKUP';
    this.#leaveFault();
  }

  /** Comes out of FAULT or goes into it, from another state than MASTER. */
  #leaveFault(): void {
    this.#masterAdvertUs = this.instance.advertUs;
    this.#downUs = this.#masterDownUs;
    if (this.#wanted === 'MASTER') {
      this.state = 'MASTER';
      this.#beMaster();
    } else {
      if (this.state !== this.#wanted) this.#log(`Entering ${this.#wanted} STATE`);
      this.state = this.#wanted;
      this.#preemptAtUs = undefined;
    }
    this.#arm();
  }

  #addPriority(change: number, isReverse: boolean): void {
    this.#totalPriority += isReverse ? -change : change;
    if (this.instance.priority === PRIORITY_OWNER) return;
    const priority = Math.min(Math.max(this.#totalPriority, 1), PRIORITY_OWNER - 1);
    if (priority === this.priority) return;
    this.#log(`Changing effective priority from ${this.priority} to ${priority}`);
    this.priority = priority;
    const before = this.#downUs;
    this.#downUs = this.#masterDownUs;
    if (this.state !== 'BACKUP' || this.deadlineUs === undefined) return;
    this.deadlineUs += this.#downUs - before;
  }

  #send(priority: number): void {
    this.#around.send(this.instance, makeAdvert(this.instance, priority));
  }

  #arm(): void {
    const { advertUs } = this.instance;
    if (this.state === 'MASTER') this.deadlineUs = this.#nowUs + advertUs;
    else this.deadlineUs = this.state === 'BACKUP' ? this.#nowUs + this.#downUs : undefined;
  }

  #log(text: string): void {
    this.#around.log(`(${this.instance.name}) ${text}`);
  }

  #detail(text: string): void {
    this.#around.logDetail(`(${this.instance.name}) ${text}`);
  }
}

/** A positive weight counts while the script succeeds, a negative one while it fails. */
function firstChange(weight: number, isOk: boolean): number {
  return isOk === weight > 0 ? weight : 0;
}
