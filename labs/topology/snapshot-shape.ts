import type { MachineRole } from './spec.ts';

/** What the picture shows of one unit of a machine: a service that systemd runs. */
export interface UnitSnapshot extends Insight {
  /** Without `.service`. */
  readonly name: string;
  readonly state: 'active' | 'activating' | 'deactivating' | 'inactive' | 'failed';
  readonly pid?: number;
  readonly isFrozen: boolean;
}

/** What the picture shows of a static pod: one container that the kubelet keeps running. */
export interface PodSnapshot extends Insight {
  readonly name: string;
  /** 'absent' is between two starts, or where its manifest is gone. */
  readonly state: 'running' | 'absent';
  readonly hasManifest: boolean;
  readonly pid?: number;
  readonly isFrozen: boolean;
}

/** What a program itself lets an onlooker see. */
export interface Insight {
  readonly etcd?: EtcdSnapshot;
  readonly apiserver?: ApiServerSnapshot;
  readonly manager?: { readonly isLeader: boolean };
  readonly balancer?: { readonly servers: readonly BalancedServer[] };
  readonly router?: RouterSnapshot;
}

/** What the picture shows of one etcd member. */
export interface EtcdSnapshot {
  /** Shape: 16 hexadecimal digits. */
  readonly memberId: string;
  readonly role: 'follower' | 'pre-candidate' | 'candidate' | 'leader';
  readonly term: number;
  readonly commitIndex: number;
  readonly appliedIndex: number;
  readonly revision: number;
  /** The member id of the leader that this member knows. */
  readonly leaderId?: string;
}

export interface ApiServerSnapshot {
  readonly isReady: boolean;
  /** How many watches it serves. */
  readonly watches: number;
}

/** What the picture shows of a keepalived. */
export interface RouterSnapshot {
  readonly state: 'INIT' | 'BACKUP' | 'MASTER' | 'FAULT';
  readonly priority: number;
}

/** A server as its balancer sees it. */
export interface BalancedServer {
  readonly name: string;
  readonly isUp: boolean;
}

export interface MachineSnapshot {
  readonly name: string;
  readonly address: string;
  readonly role: MachineRole;
  /** The zone that it stands in; left out where it stands in none. */
  readonly zone?: string;
  readonly isOn: boolean;
  readonly units: readonly UnitSnapshot[];
  /** Static pods, on a control-plane machine. */
  readonly pods: readonly PodSnapshot[];
  /** How its disk is where it is not well. */
  readonly disk?: DiskSnapshot;
  /** Virtual addresses that it holds now; left out where there are none. */
  readonly heldAddresses?: readonly string[];
}

export interface DiskSnapshot {
  readonly isFull: boolean;
  /** How long an fsync takes. Units: milliseconds */
  readonly syncMs: number;
}

/** One direction between two machines that is not as it should be. */
export interface LinkSnapshot {
  readonly from: string;
  readonly to: string;
  readonly state: 'cut' | 'slow' | 'lossy';
}

/** The cluster at one moment, as a picture needs it: a plain value. */
export interface Snapshot {
  /** Units: microseconds of virtual time. */
  readonly atUs: number;
  readonly machines: readonly MachineSnapshot[];
  readonly links: readonly LinkSnapshot[];
}

/** One message on the network, for the picture and the wire. */
export interface Traffic {
  readonly atUs: number;
  readonly from: string;
  readonly to: string;
  /** `<protocol>/<what>`: `raft/MsgHeartbeat`, `grpc/KV.Put`. */
  readonly kind: string;
  /** Missing where it was lost on the way. */
  readonly arrivesAtUs?: number;
}
