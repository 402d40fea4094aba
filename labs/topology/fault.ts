/**
 * What a reader can break or mend with a click, a key, or a lesson. Each has a command that does
 * the same; a fault is an input like a keystroke, so it replays.
 */
export type Fault =
  | ServiceFault
  /** The power button: no shutdown, no farewell. */
  | { readonly kind: 'power-off'; readonly machine: string }
  | { readonly kind: 'power-on'; readonly machine: string }
  /** Stops everything in order, and starts the machine again. */
  | { readonly kind: 'reboot'; readonly machine: string }
  | DiskFault
  | LinkFault
  | ZoneFault
  /** Takes a machine's etcd member out of its cluster, as another member is asked to. */
  | { readonly kind: 'remove-member'; readonly machine: string };

/** To a machine's disk: nothing fits on it any more, or an fsync takes very long. */
export type DiskFault =
  | { readonly kind: 'fill-disk'; readonly machine: string }
  | { readonly kind: 'slow-disk'; readonly machine: string; readonly syncMs: number }
  | { readonly kind: 'repair-disk'; readonly machine: string };

/**
 * To the power of all machines of a zone at once: what cloud operators mean by a zone that is lost,
 * and what they rehearse. Where only its cables are cut, its machines run on by themselves.
 */
export type ZoneFault =
  | { readonly kind: 'zone-off'; readonly zone: string }
  | { readonly kind: 'zone-on'; readonly zone: string };

/**
 * To a service of a machine, by its name without `.service`, or to a static pod.
 *
 * `stop` and `start` are `systemctl stop|start`, or moving a static pod's manifest away and back;
 * `kill` is a signal: SIGKILL ends it, SIGSTOP freezes it, SIGCONT lets it go on.
 */
export type ServiceFault =
  | ({ readonly kind: 'stop' } & Service)
  | ({ readonly kind: 'start' } & Service)
  | ({ readonly kind: 'restart' } & Service)
  | ({
      readonly kind: 'kill';
      readonly signal: 'SIGKILL' | 'SIGTERM' | 'SIGSTOP' | 'SIGCONT';
    } & Service);

interface Service {
  readonly machine: string;
  readonly unit: string;
}

/**
 * To one direction of the cable between two machines, or to both. `delayMs` is added to each
 * message, one way; of a hundred messages `percent` are lost.
 */
export type LinkFault =
  | ({ readonly kind: 'cut' } & Cable)
  | ({ readonly kind: 'slow'; readonly delayMs: number } & Cable)
  | ({ readonly kind: 'lossy'; readonly percent: number } & Cable)
  | ({ readonly kind: 'mend' } & Cable);

interface Cable {
  readonly from: string;
  readonly to: string;
  readonly isOneWay?: boolean;
}
