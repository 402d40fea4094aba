import { Condition, SECOND } from '../../kernel/index.ts';

/** A promise to keep some keys for a while, which its holder must renew. */
export interface Lease {
  /** Hexadecimal, without leading zeros. */
  readonly id: string;
  readonly ttlSeconds: number;
  /** The keys that go when it goes. */
  readonly keys: ReadonlySet<string>;
}

interface Held extends Lease {
  readonly keys: Set<string>;
  /** Undefined: never, because this member is not the one that counts. */
  expiresAtUs: number | undefined;
  /** When the leader last asked for its end; asked again where nothing came of it. */
  revokeAskedAtUs: number | undefined;
}

export type LeaseError = 'leaseNotFound' | 'leaseExist' | 'leaseTtlTooLarge';

/** Source: lease/lessor.go `MaxLeaseTTL`. Units: seconds. */
const TTL_MAX = 9_000_000_000;
/** Source: lease/lessor.go `defaultExpiredleaseRetryInterval`. */
const RETRY_US = 3 * SECOND;

export interface LessorOptions {
  /** Shorter leases are made this long. Units: seconds. */
  readonly ttlMin: number;
  readonly nowUs: () => number;
}

/**
 * Who holds which lease, and until when.
 *
 * That a lease is there, how long it is and which keys are on it is part of what all members agree
 * on. When it ends is known to one of them alone: the primary, which is Raft's leader. It counts by
 * its own clock, and renewing touches nothing but that clock; the end itself is agreed on again. So
 * a new leader, which cannot know when a lease was last renewed, gives every one its whole length.
 *
 * Source:  etcd server/lease/lessor.go (v3.5)
 * Differs: no checkpoints of the time that remains, which 3.5 makes only by an experimental flag;
 *          no spreading of ends where a thousand leases would end in one second
 */
export class Lessor {
  readonly #ttlMin: number;
  readonly #nowUs: () => number;
  readonly #leases = new Map<string, Held>();
  readonly #changed = new Condition();
  /** No lease ends before this. */
  #nextEndUs = Infinity;
  #isPrimary = false;
  /** How many there have been since the start. */
  granted = 0;
  renewed = 0;
  revoked = 0;

  constructor(options: LessorOptions = { ttlMin: 0, nowUs: () => 0 }) {
    this.#ttlMin = options.ttlMin;
    this.#nowUs = options.nowUs;
  }

  /** Wakes when a lease may end earlier than it seemed, when one is gone, when leadership moves. */
  get changed(): Condition {
    return this.#changed;
  }

  get isPrimary(): boolean {
    return this.#isPrimary;
  }

  /** Before this no lease ends; Infinity where none will. */
  get nextEndUs(): number {
    return this.#nextEndUs;
  }

  /** In the order in which they end. */
  get leases(): readonly Lease[] {
    return [...this.#leases.values()].sort(byEnd);
  }

  lookup(id: string): Lease | undefined {
    return this.#leases.get(id);
  }

  /** How long a lease has still; Infinity where another member counts. Units: microseconds. */
  remainingUs(lease: Lease): number {
    const { expiresAtUs } = lease as Held;
    return expiresAtUs === undefined ? Infinity : expiresAtUs - this.#nowUs();
  }

  grant(id: string, ttlSeconds: number): Lease | LeaseError {
    if (ttlSeconds > TTL_MAX) return 'leaseTtlTooLarge';
    if (this.#leases.has(id)) return 'leaseExist';
    const lease: Held = {
      id,
      ttlSeconds: Math.max(ttlSeconds, this.#ttlMin),
      keys: new Set(),
      expiresAtUs: undefined,
      revokeAskedAtUs: undefined,
    };
    this.#leases.set(id, lease);
    this.granted++;
    if (this.#isPrimary) this.#refresh(lease, 0);
    return lease;
  }

  /** Counts anew. Shape: false where the lease is gone or has run out. */
  renew(id: string): boolean {
    const lease = this.#leases.get(id);
    if (lease === undefined || this.remainingUs(lease) <= 0) return false;
    this.#refresh(lease, 0);
    this.renewed++;
    return true;
  }

  /** Takes leases in the place of all that it has; none of them has a key yet. */
  restore(leases: readonly (readonly [id: string, ttlSeconds: number])[]): void {
    this.#leases.clear();
    for (const [id, ttlSeconds] of leases) this.grant(id, ttlSeconds);
    this.#changed.notify();
  }

  /** Forgets a lease whose keys are gone. */
  remove(id: string): void {
    this.#leases.delete(id);
    this.revoked++;
    this.#changed.notify();
  }

  attach(id: string, key: string): void {
    this.#leases.get(id)?.keys.add(key);
  }

  detach(id: string, key: string): void {
    this.#leases.get(id)?.keys.delete(key);
  }

  /** Begins to count, with the whole length of each and `extendUs` more. */
  promote(extendUs: number): void {
    this.#isPrimary = true;
    for (const lease of this.#leases.values()) this.#refresh(lease, extendUs);
    this.#changed.notify();
  }

  demote(): void {
    this.#isPrimary = false;
    this.#nextEndUs = Infinity;
    for (const lease of this.#leases.values()) lease.expiresAtUs = undefined;
    this.#changed.notify();
  }

  /** The leases that have run out and whose end is to be asked for now, at most `limit` of them. */
  takeExpired(limit: number): readonly Lease[] {
    const nowUs = this.#nowUs();
    const expired: Lease[] = [];
    this.#nextEndUs = Infinity;
    for (const lease of this.#leases.values()) {
      const dueUs = dueAtUs(lease);
      if (dueUs <= nowUs && expired.length < limit) {
        lease.revokeAskedAtUs = nowUs;
        expired.push(lease);
      }
      this.#nextEndUs = Math.min(this.#nextEndUs, dueAtUs(lease));
    }
    return expired;
  }

  #refresh(lease: Held, extendUs: number): void {
    lease.expiresAtUs = this.#nowUs() + lease.ttlSeconds * SECOND + extendUs;
    lease.revokeAskedAtUs = undefined;
    if (lease.expiresAtUs >= this.#nextEndUs) return;
    this.#nextEndUs = lease.expiresAtUs;
    this.#changed.notify();
  }
}

function dueAtUs({ expiresAtUs, revokeAskedAtUs }: Held): number {
  if (expiresAtUs === undefined) return Infinity;
  return revokeAskedAtUs === undefined ? expiresAtUs : revokeAskedAtUs + RETRY_US;
}

function byEnd(a: Held, b: Held): number {
  const [left, right] = [a.expiresAtUs ?? Infinity, b.expiresAtUs ?? Infinity];
  if (left !== right) return left - right;
  return a.id < b.id ? -1 : 1;
}
