import type { Process, Task } from '../kernel/index.ts';
import { EventRecorder } from './event-recorder.ts';
import type { Klog } from './klog.ts';
import type { RestClient } from './rest.ts';
import { SharedInformers } from './shared-informers.ts';

/** What a control loop is told by the flags of its program. Units: microseconds. */
export interface LoopSettings {
  readonly nodeMonitorPeriodUs: number;
  readonly nodeMonitorGraceUs: number;
}

/**
 * A control loop: it watches, compares what is with what ought to be, and takes the next step.
 *
 * Shape:   `start` runs as a thread of its own, for as long as the process lives
 */
export interface ControlLoop {
  /** As `--controllers` names it: `node-lifecycle-controller`. */
  readonly name: string;
  start(context: LoopContext): Task<void>;
}

/** What all the loops of one program share. */
export class LoopContext {
  readonly process: Process;
  readonly client: RestClient;
  readonly log: Klog;
  readonly settings: LoopSettings;
  readonly informers: SharedInformers;

  constructor(process: Process, client: RestClient, log: Klog, settings: LoopSettings) {
    this.process = process;
    this.client = client;
    this.log = log;
    this.settings = settings;
    this.informers = new SharedInformers(process, client, log);
  }

  /** What a loop tells of under its own name: `node-controller`. */
  eventsOf(component: string): EventRecorder {
    return new EventRecorder(this.process, this.client, { component });
  }
}
