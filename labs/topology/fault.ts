/**
 * What a reader can break or mend with a click, a key, or a lesson. Each has a command that does
 * the same; a fault is an input like a keystroke, so it replays.
 */
export type Fault =
  | ServiceFault
  /** The power button: no shutdown, no farewell. */
  | { readonly kind: 'power-off'; readonly machine: string }
  | { readonly kind: 'power-on'; readonly machine: string }
  | LinkFault;

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

/** To one direction of the cable between two machines, or to both. */
export type LinkFault = ({ readonly kind: 'cut' } & Cable) | ({ readonly kind: 'mend' } & Cable);

interface Cable {
  readonly from: string;
  readonly to: string;
  readonly isOneWay?: boolean;
}
