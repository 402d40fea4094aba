/** What the picture shows of one unit of a machine: a service that systemd runs. */
export interface UnitSnapshot {
  /** Without `.service`. */
  readonly name: string;
  readonly state: 'active' | 'activating' | 'deactivating' | 'inactive' | 'failed';
  readonly pid?: number;
  readonly isFrozen: boolean;
  /** What the program itself lets an onlooker see. */
  readonly etcd?: EtcdSnapshot;
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

export interface MachineSnapshot {
  readonly name: string;
  readonly address: string;
  readonly role: 'etcd' | 'workstation';
  readonly isOn: boolean;
  readonly units: readonly UnitSnapshot[];
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
