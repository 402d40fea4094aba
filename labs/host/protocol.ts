/**
 * The protocol between a page (or a terminal) and a lab, the same for every host.
 *
 * The page sends requests; the lab answers with a stream of replies. What changes the cluster is an
 * `Input`: a key typed, a window resized, a fault. The lab records each input with the virtual time
 * and the step at which it fell, and that record, with the seed, is all it takes to play a run
 * again. Speed and skipping are not inputs: they say how fast time passes, not what happens in it.
 * With the record a lab can also move from one host to another while it runs: see `Recording`.
 *
 * Messages are plain values, so they cross a Web Worker's boundary, a pipe, or a socket alike.
 */
import type { Fault } from '../topology/fault.ts';
import type { HttpPiece, HttpRequest } from '../topology/gateway-shape.ts';
import type { Snapshot, Traffic } from '../topology/snapshot-shape.ts';

export type { Fault } from '../topology/fault.ts';
export type { HttpPiece, HttpRequest } from '../topology/gateway-shape.ts';
export type { OutfitName } from '../topology/spec.ts';
export type {
  ApiServerSnapshot,
  BalancedServer,
  DiskSnapshot,
  EtcdSnapshot,
  Insight,
  LinkSnapshot,
  MachineSnapshot,
  PodSnapshot,
  RouterSnapshot,
  Snapshot,
  Traffic,
  UnitSnapshot,
} from '../topology/snapshot-shape.ts';

/** Raised with every change that an older page or lab would misread. */
export const PROTOCOL_VERSION = 3;

/** What changes the cluster. A terminal is named after its machine. */
export type Input =
  | { readonly type: 'type'; readonly terminal: string; readonly text: string }
  | {
      readonly type: 'resize';
      readonly terminal: string;
      readonly columns: number;
      readonly rows: number;
    }
  | { readonly type: 'fault'; readonly fault: Fault }
  /** A client outside asks an API server, through the workstation. */
  | ({ readonly type: 'http' } & HttpRequest)
  /** It no longer waits for the answer. */
  | { readonly type: 'http-cancel'; readonly id: number };

/** A point of a run. Units: microseconds of virtual time; steps of the kernel since the start. */
export interface Moment {
  readonly atUs: number;
  readonly step: number;
}

/** An input, and when it fell. */
export interface RecordedInput extends Moment {
  readonly input: Input;
}

/**
 * A solution that is being typed: the lines to come, and how many commands had ended when the last
 * line was typed.
 */
export interface Solving {
  readonly lines: readonly (string | Fault)[];
  readonly typedAt?: number;
}

/**
 * All that makes a running lab what it is, but its lesson: whoever replays it has the same lab.
 *
 * Shape:   `record` begins with input number `since`; `end` is how far the lab had come; `skipUs`
 *          is what a skip under way still had to pass
 * Keeps:   the same `traceHash` wherever it is replayed
 */
export interface Recording {
  readonly seed: string;
  readonly since: number;
  readonly record: readonly RecordedInput[];
  readonly end: Moment;
  readonly skipUs: number;
  readonly passed: readonly string[];
  readonly solving: Solving;
  readonly traceHash: string;
}

/** Must come first. `passed` names the steps that the reader has done before. */
export interface OpenRequest {
  readonly type: 'open';
  readonly lesson: string;
  readonly seed?: string;
  readonly passed?: readonly string[];
  /** A record to play before the reader takes over. */
  readonly record?: readonly RecordedInput[];
  /** How fast time passes from the start; 1 where left out. */
  readonly speed?: number;
}

export type LabRequest =
  | Input
  | OpenRequest
  /** Virtual seconds per second; 0 pauses. */
  | { readonly type: 'speed'; readonly speed: number }
  /** Lets virtual time jump ahead, running all that happens in it. */
  | { readonly type: 'skip'; readonly byUs: number }
  /** Types a step's solution into the terminal, as a reader would. */
  | { readonly type: 'solve'; readonly step: string }
  /** Whether anybody looks at the picture: without, no snapshots are sent. */
  | { readonly type: 'watch'; readonly isWatching: boolean }
  /** `since` is how many inputs are known already. */
  | { readonly type: 'ask-record'; readonly since?: number }
  /** Goes on where another host has come to, and answers with 'record'. Time should stand still. */
  | { readonly type: 'replay'; readonly recording: Recording };

/** Where a step stands. `why` says what is still missing, for the reader. */
export interface StepResult {
  readonly id: string;
  readonly state: 'passed' | 'current' | 'later';
  readonly why?: string;
}

/** How far opening a lab has come, named for readers. */
export type BootState = 'building' | 'booting' | 'ready';

export interface ClockState {
  readonly nowUs: number;
  readonly speed: number;
  /** A program that waits for time to pass, where time is paused: its command line. */
  readonly waiting?: string;
  /** True while a skip or a fast speed is still catching up. */
  readonly isBusy: boolean;
}

export type LabReply =
  | { readonly type: 'hello'; readonly version: number }
  | { readonly type: 'boot'; readonly state: BootState }
  /** The lesson is known: which terminals there are, and which one is shown first. */
  | {
      readonly type: 'opened';
      readonly lesson: string;
      readonly seed: string;
      readonly terminals: readonly string[];
      readonly firstTerminal: string;
    }
  | { readonly type: 'output'; readonly terminal: string; readonly text: string }
  | {
      readonly type: 'snapshot';
      readonly snapshot: Snapshot;
      readonly traffic: readonly Traffic[];
    }
  | { readonly type: 'steps'; readonly steps: readonly StepResult[] }
  | { readonly type: 'clock'; readonly clock: ClockState }
  | ({ readonly type: 'record' } & Recording)
  /** Of the answer to a client outside. */
  | { readonly type: 'http'; readonly piece: HttpPiece }
  /** The lab is gone: a bug of ours. The page offers to start it again. */
  | { readonly type: 'crash'; readonly message: string };

/** A running lab, as the page holds it, whatever hosts it. */
export interface LabConnection {
  send(request: LabRequest): void;
  /** Ends the lab. Nothing arrives afterwards. */
  close(): void;
}

/** Starts a lab and hands over its replies. */
export type LabHost = (receive: (reply: LabReply) => void) => LabConnection;
