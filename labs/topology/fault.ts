/**
 * What a reader can break or mend with a click, a key, or a lesson. Each has a command that does the
 * same; a fault is an input like a keystroke, so it replays.
 */
export type Fault =
  /** `systemctl stop|start|restart UNIT` on the machine. */
  | { readonly kind: 'stop'; readonly machine: string; readonly unit: string }
  | { readonly kind: 'start'; readonly machine: string; readonly unit: string }
  | { readonly kind: 'restart'; readonly machine: string; readonly unit: string }
  /** `systemctl kill -s SIGNAL UNIT`: KILL ends it, STOP freezes it, CONT lets it go on. */
  | {
      readonly kind: 'kill';
      readonly machine: string;
      readonly unit: string;
      readonly signal: 'SIGKILL' | 'SIGTERM' | 'SIGSTOP' | 'SIGCONT';
    }
  /** The power button: no shutdown, no farewell. */
  | { readonly kind: 'power-off'; readonly machine: string }
  | { readonly kind: 'power-on'; readonly machine: string }
  /** One direction of the cable between two machines, or both. */
  | LinkFault;

export type LinkFault = ({ readonly kind: 'cut' } & Cable) | ({ readonly kind: 'mend' } & Cable);

interface Cable {
  readonly from: string;
  readonly to: string;
  readonly isOneWay?: boolean;
}
