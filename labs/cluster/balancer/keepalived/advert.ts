import { SECOND } from '../../kernel/index.ts';
import type { Instance } from './configuration.ts';

/** What one router tells the others: that it is there, and holds the addresses. */
export interface Advert {
  readonly version: 2 | 3;
  /** The number that the routers of one address share. */
  readonly id: number;
  /** 0: it gives the addresses up now. */
  readonly priority: number;
  readonly advertUs: number;
  readonly addresses: readonly string[];
  readonly authentication: Instance['authentication'];
  readonly password: string;
  readonly isUnicast: boolean;
}

/** Numbers of the ways to authenticate. Source: RFC 2338 5.3.6 */
const authenticationNumbers = { none: 0, PASS: 1, AH: 2 } as const;

export function makeAdvert(instance: Instance, priority: number): Advert {
  const { addresses, advertUs, authentication, id, password, peers, version } = instance;
  return {
    version,
    id,
    priority,
    advertUs,
    addresses: addresses.map(({ address }) => address),
    authentication,
    password,
    isUnicast: peers.length > 0,
  };
}

/**
 * What keeps an instance from taking an advert.
 *
 * Source:  keepalived 2.2.7 keepalived/vrrp/vrrp.c `vrrp_check_packet`
 * Errors:  its words; undefined where the advert is fine
 */
export function checkAdvert(instance: Instance, advert: Advert): string | undefined {
  const { addresses, id, peers, version } = instance;
  if (advert.version !== version) {
    return `wrong version. Received ${advert.version} and expect ${version}`;
  }
  const why = version === 2 ? checkVersion2(instance, advert) : undefined;
  if (why !== undefined) return why;
  const count = advert.addresses.length;
  if (count !== addresses.length) {
    return `received an unexpected ip number count ${count}, expected ${addresses.length}!`;
  }
  const [expected, received] = peers.length > 0 ? ['un', 'mult'] : ['mult', 'un'];
  if (advert.isUnicast !== peers.length > 0) {
    return `Expected ${expected}icast packet but received ${received}icast packet`;
  }
  const missing = addresses.find(({ address }) => !advert.addresses.includes(address));
  if (missing === undefined) return undefined;
  const what = `ip address associated with VRID ${id} not present in MASTER advert`;
  return `${what}: ${missing.address}`;
}

function checkVersion2(instance: Instance, advert: Advert): string | undefined {
  const [mine, theirs] = [instance, advert].map(
    ({ authentication }) => authenticationNumbers[authentication],
  );
  if (mine !== theirs) return `received a ${theirs} auth, expecting ${mine}!`;
  if (mine === authenticationNumbers.PASS && instance.password !== advert.password) {
    return 'received an invalid passwd!';
  }
  if (instance.advertUs === advert.advertUs) return undefined;
  const [own, other] = [instance, advert].map(({ advertUs }) => advertUs / SECOND);
  return `advertisement interval mismatch mine=${own} sec rcv'd=${other} sec`;
}
