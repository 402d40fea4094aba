import type {
  ClockState,
  LabConnection,
  LabHost,
  LabReply,
  LabRequest,
  Recording,
} from '../../labs/host/protocol.ts';

/** What changes a lab, beside the time that passes in it. */
const CHANGES: ReadonlySet<LabRequest['type']> = new Set([
  'type',
  'resize',
  'fault',
  'solve',
  'skip',
]);

interface Asking {
  readonly resolve: (recording: Recording) => void;
  readonly reject: (error: Error) => void;
}

/**
 * The host that a session sees. It passes everything on, and lets the lab behind it be exchanged
 * for another one that is the same lab: see webcontainer/move.ts.
 *
 * Keeps:   while the lab is held nothing that is asked gets lost; it is asked afterwards, in order
 */
export class Relay {
  readonly host: LabHost = (receive) => this.#open(receive);
  /** Hears that the lab starts from its beginning. */
  onOpen: (() => void) | undefined;
  /** Hears each request that changes what the lab becomes. */
  onChange: ((request: LabRequest) => void) | undefined;
  /** Takes a crash: true where the session need not know. */
  onCrash: ((message: string) => boolean) | undefined;
  lesson = '';
  /** The steps that are done, as the lab last said. */
  passed: readonly string[] = [];
  /** How often a lab was started from its beginning. */
  run = 0;
  #start: LabHost;
  #connection: LabConnection | undefined;
  #receive: (reply: LabReply) => void = () => undefined;
  #held: LabRequest[] | undefined;
  #asking: Asking[] = [];
  /** What the reader has chosen. */
  #speed = 1;
  #isSlow = false;
  #isStill = false;
  #isWatching = true;

  constructor(start: LabHost) {
    this.#start = start;
  }

  /**
   * What the lab has become, with its inputs from number `since` on.
   *
   * Errors:  rejects where the lab is closed or dies before it answers
   */
  record(since: number): Promise<Recording> {
    return new Promise((resolve, reject) => {
      this.#asking.push({ resolve, reject });
      this.#connection?.send({ type: 'ask-record', since });
    });
  }

  /** Lets time pass no faster than outside, so that another lab can catch up. */
  slowDown(): void {
    this.#isSlow = true;
    this.#sendSpeed();
  }

  /** Lets time stand still, and keeps what is asked. */
  hold(): void {
    this.#held ??= [];
    this.#isStill = true;
    this.#sendSpeed();
  }

  /** Lets time go on, and still keeps what is asked. */
  wind(): void {
    this.#isStill = false;
    this.#sendSpeed();
  }

  /** Lets time go on as the reader has chosen, and asks what was kept. */
  release(): void {
    const held = this.#held ?? [];
    this.#held = undefined;
    this.#isSlow = this.#isStill = false;
    this.#sendSpeed();
    for (const request of held) this.#send(request);
  }

  /** Puts another lab in the place of the one that there is, which ends. */
  exchange(connection: LabConnection, host: LabHost): void {
    this.#connection?.close();
    this.#connection = connection;
    this.#start = host;
    if (!this.#isWatching) connection.send({ type: 'watch', isWatching: false });
  }

  /** Where the lab starts when it is started from its beginning. */
  startAt(host: LabHost): void {
    this.#start = host;
  }

  /** Something came from the lab. */
  hear(reply: LabReply): void {
    if (reply.type === 'record') this.#asking.shift()?.resolve(reply);
    if (reply.type === 'steps') {
      this.passed = reply.steps.filter(({ state }) => state === 'passed').map(({ id }) => id);
    }
    if (reply.type === 'clock') {
      this.#receive({ type: 'clock', clock: this.#asChosen(reply.clock) });
      return;
    }
    if (reply.type === 'crash') {
      this.#abandon();
      if (this.onCrash?.(reply.message) === true) return;
    }
    this.#receive(reply);
  }

  #open(receive: (reply: LabReply) => void): LabConnection {
    this.#receive = receive;
    this.#speed = 1;
    this.#isSlow = this.#isStill = false;
    this.passed = [];
    this.run++;
    this.onOpen?.();
    const connection = this.#start((reply) => {
      if (this.#connection === connection) this.hear(reply);
    });
    this.#connection = connection;
    return { send: (request) => this.#send(request), close: () => this.#close() };
  }

  #close(): void {
    this.#held = undefined;
    this.#isStill = false;
    this.#connection?.close();
    this.#connection = undefined;
    this.#abandon();
  }

  #send(request: LabRequest): void {
    if (request.type === 'open') this.lesson = request.lesson;
    if (request.type === 'watch') this.#isWatching = request.isWatching;
    if (request.type === 'ask-record') {
      this.record(request.since ?? 0).catch(() => undefined);
      return;
    }
    if (request.type === 'speed') {
      this.#speed = request.speed;
      this.#sendSpeed();
      return;
    }
    if (this.#held !== undefined) {
      this.#held.push(request);
      return;
    }
    if (CHANGES.has(request.type)) this.onChange?.(request);
    this.#connection?.send(request);
  }

  #sendSpeed(): void {
    const slow = this.#isSlow ? Math.min(1, this.#speed) : this.#speed;
    const speed = this.#isStill ? 0 : slow;
    this.#connection?.send({ type: 'speed', speed });
  }

  /** A lab that is held or slowed down is so by us, and not by the reader. */
  #asChosen(clock: ClockState): ClockState {
    if (this.#isSlow || this.#held !== undefined) return { ...clock, speed: this.#speed };
    this.#speed = clock.speed;
    return clock;
  }

  #abandon(): void {
    for (const { reject } of this.#asking.splice(0)) reject(new Error('The lab has ended.'));
  }
}
