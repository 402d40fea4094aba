import type { Host } from '../../cluster/kernel/index.ts';

/** The network of every machine is as large. */
const PREFIX_LENGTH = 24;

export interface InterfaceAddress {
  readonly address: string;
  readonly prefixLength: number;
  readonly broadcast: string | undefined;
  readonly scope: 'host' | 'global';
  /** In a network in which the interface has another address already. */
  readonly isSecondary: boolean;
}

export interface Interface {
  readonly number: number;
  readonly name: string;
  readonly flags: string;
  /** What stands behind the flags. */
  readonly settings: string;
  readonly state: 'UNKNOWN' | 'UP';
  readonly kind: 'loopback' | 'ether';
  readonly hardware: string;
  readonly hardwareBroadcast: string;
  readonly addresses: readonly InterfaceAddress[];
}

/** The interfaces of a machine, with all addresses that it has now. */
export function interfacesOf(host: Host): Interface[] {
  const network = networkOf(host.addresses[0]!, PREFIX_LENGTH);
  const own = host.addresses.map((address) => ({
    address,
    prefixLength: PREFIX_LENGTH,
    broadcast: address.replace(/\d+$/, '255'),
    scope: 'global' as const,
    isSecondary: false,
  }));
  const moved = [...host.movableAddresses].map(([address, prefixLength]) => ({
    address,
    prefixLength,
    broadcast: undefined,
    scope: 'global' as const,
    isSecondary: prefixLength === PREFIX_LENGTH && networkOf(address, prefixLength) === network,
  }));
  return [
    loopback,
    { ...ethernet, hardware: hardwareAddress(host), addresses: [...own, ...moved] },
  ];
}

/** The address of a host's network card, made from the one that it has on the network. */
export function hardwareAddress(host: Host): string {
  const parts = host.addresses[0]!.split('.').map((part) => Number(part).toString(16));
  return ['02', '00', ...parts.map((part) => part.padStart(2, '0'))].join(':');
}

/** Shape: `10.0.0.100` and 24 give `10.0.0` */
function networkOf(address: string, prefixLength: number): string {
  return address
    .split('.')
    .slice(0, prefixLength / 8)
    .join('.');
}

const loopback: Interface = {
  number: 1,
  name: 'lo',
  flags: 'LOOPBACK,UP,LOWER_UP',
  settings: 'mtu 65536 qdisc noqueue',
  state: 'UNKNOWN',
  kind: 'loopback',
  hardware: '00:00:00:00:00:00',
  hardwareBroadcast: '00:00:00:00:00:00',
  addresses: [
    {
      address: '127.0.0.1',
      prefixLength: 8,
      broadcast: undefined,
      scope: 'host',
      isSecondary: false,
    },
  ],
};

const ethernet: Omit<Interface, 'addresses' | 'hardware'> = {
  number: 2,
  name: 'eth0',
  flags: 'BROADCAST,MULTICAST,UP,LOWER_UP',
  settings: 'mtu 1500 qdisc fq_codel',
  state: 'UP',
  kind: 'ether',
  hardwareBroadcast: 'ff:ff:ff:ff:ff:ff',
};
