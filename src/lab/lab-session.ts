/*
 * One lab as the page holds it: what the lab last said, as signals that components read, and what
 * the reader may ask of it, as methods. It outlives the worker: after a crash, `open` starts a new
 * one and the steps that were passed stay passed.
 */
import { batch, signal } from '@preact/signals';
import { PROTOCOL_VERSION } from '../../labs/host/protocol.ts';
import type {
  BootState,
  ClockState,
  Fault,
  LabConnection,
  LabHost,
  LabReply,
  LabRequest,
  Snapshot,
  StepResult,
  Traffic,
} from '../../labs/host/protocol.ts';
import type { LessonWords } from '../../labs/lessons/words.ts';
import { addProgress, forgetProgress, readProgress } from './progress.ts';
import { PromptWatch } from './prompt-watch.ts';
import { TerminalFeed } from './terminal-feed.ts';
import { Watchdog } from './watchdog.ts';
import { workerHost } from './worker-host.ts';

/** Why a lab is gone, and what a reader can do. */
export interface Failure {
  readonly what: string;
  readonly advice: string;
  /** For a report: what the program said. */
  readonly detail?: string;
}

export interface SessionOptions {
  readonly host?: LabHost;
  /** False where there are no steps to keep, as on the landing page. */
  readonly keepsProgress?: boolean;
}

/** A terminal beside those of the machines, and what stands behind it. */
export interface GuestTerminal {
  readonly feed: TerminalFeed;
  readonly type: (text: string) => void;
  readonly resize: (columns: number, rows: number) => void;
}

const advice = 'Start it again. The steps that you have done stay done.';

export class LabSession {
  readonly words: LessonWords;
  readonly boot = signal<BootState | 'loading'>('loading');
  readonly failure = signal<Failure | undefined>(undefined);
  readonly terminals = signal<readonly string[]>([]);
  readonly shownTerminal = signal('');
  readonly snapshot = signal<Snapshot | undefined>(undefined);
  readonly steps = signal<readonly StepResult[]>([]);
  readonly clock = signal<ClockState>({ nowUs: 0, speed: 1, isBusy: false });
  /** How often the lab was started: what belongs to one run is keyed by it. */
  readonly run = signal(0);
  /** The latest fault or solution, said to the reader. */
  readonly said = signal('');
  readonly onTraffic = new Set<(traffic: readonly Traffic[]) => void>();
  readonly onOutput = new Set<(terminal: string, text: string) => void>();
  readonly #feeds = new Map<string, TerminalFeed>();
  readonly #guests = new Map<string, GuestTerminal>();
  readonly #prompts = new Map<string, PromptWatch>();
  readonly #host: LabHost;
  readonly #keepsProgress: boolean;
  readonly #watchdog: Watchdog;
  #waitingForPrompt: (() => void)[] = [];
  #connection: LabConnection | undefined;
  #snapshotKey = '';
  #isWatching = true;
  #resumeSpeed = 1;

  constructor(words: LessonWords, options: SessionOptions = {}) {
    this.words = words;
    this.#host = options.host ?? workerHost(words.outfit);
    this.#keepsProgress = options.keepsProgress ?? true;
    this.#watchdog = new Watchdog(
      () => this.#connection?.send({ type: 'ask-record' }),
      () => this.#fail({ what: 'The lab has not answered for ten seconds.', advice }),
    );
  }

  /** Starts the lab, or starts it again from its beginning. */
  open(): void {
    this.close();
    this.#feeds.clear();
    this.#prompts.clear();
    batch(() => {
      this.boot.value = 'loading';
      this.failure.value = undefined;
      // Known beforehand, so that its screen opens while the machines boot.
      this.terminals.value = [this.words.firstTerminal];
      this.shownTerminal.value = this.words.firstTerminal;
      this.snapshot.value = undefined;
      this.steps.value = [];
      this.clock.value = { nowUs: 0, speed: 1, isBusy: false };
      this.said.value = '';
      this.run.value++;
    });
    const passed = this.#keepsProgress ? readProgress(this.words.id) : [];
    this.#connection = this.#host((reply) => batch(() => this.#receive(reply)));
    this.#send({ type: 'open', lesson: this.words.id, passed });
    if (!this.#isWatching) this.#send({ type: 'watch', isWatching: false });
  }

  close(): void {
    this.#watchdog.stop();
    this.#connection?.close();
    this.#connection = undefined;
    this.#waitingForPrompt = [];
  }

  /** Starts again, and on request as if no step had ever been passed. */
  reset(isForgetting: boolean): void {
    if (isForgetting) forgetProgress(this.words.id);
    this.open();
  }

  /** Shows a terminal that belongs to no machine of the lab. */
  addGuest(terminal: string, guest: GuestTerminal): void {
    this.#guests.set(terminal, guest);
    this.terminals.value = [...this.terminals.value, terminal];
  }

  removeGuest(terminal: string): void {
    if (!this.#guests.delete(terminal)) return;
    this.terminals.value = this.terminals.value.filter((name) => name !== terminal);
    if (this.shownTerminal.value === terminal) this.shownTerminal.value = this.words.firstTerminal;
  }

  feed(terminal: string): TerminalFeed {
    let feed = this.#guests.get(terminal)?.feed ?? this.#feeds.get(terminal);
    if (feed === undefined) this.#feeds.set(terminal, (feed = new TerminalFeed()));
    return feed;
  }

  type(terminal: string, text: string): void {
    const guest = this.#guests.get(terminal);
    if (guest === undefined) this.#send({ type: 'type', terminal, text });
    else guest.type(text);
  }

  /** Types a whole command line, as soon as there is a prompt to type it at. */
  runCommand(command: string, machine = this.words.firstTerminal): void {
    this.#whenReady(() => {
      if (!this.terminals.value.includes(machine)) return;
      this.shownTerminal.value = machine;
      const isTyped = this.#promptOf(machine).run(command);
      this.said.value = isTyped
        ? `Typed on ${machine}: \`${command}\``
        : `Waits for the prompt of ${machine}: \`${command}\``;
    });
  }

  resize(terminal: string, columns: number, rows: number): void {
    const guest = this.#guests.get(terminal);
    if (guest === undefined) this.#send({ type: 'resize', terminal, columns, rows });
    else guest.resize(columns, rows);
  }

  fault(fault: Fault, said: string): void {
    this.#send({ type: 'fault', fault });
    this.said.value = said;
  }

  setSpeed(speed: number): void {
    if (speed > 0) this.#resumeSpeed = speed;
    this.clock.value = { ...this.clock.value, speed };
    this.#send({ type: 'speed', speed });
  }

  togglePause(): void {
    this.setSpeed(this.clock.value.speed === 0 ? this.#resumeSpeed : 0);
  }

  skip(seconds: number): void {
    this.#send({ type: 'skip', byUs: seconds * 1_000_000 });
  }

  solve(step: string): void {
    this.#whenReady(() => {
      this.shownTerminal.value = this.words.firstTerminal;
      this.#send({ type: 'solve', step });
    });
  }

  /** Whether anybody looks at the picture. Time goes on either way. */
  watch(isWatching: boolean): void {
    if (isWatching === this.#isWatching) return;
    this.#isWatching = isWatching;
    this.#send({ type: 'watch', isWatching });
  }

  #promptOf(terminal: string): PromptWatch {
    let prompt = this.#prompts.get(terminal);
    if (prompt === undefined) {
      prompt = new PromptWatch((text) => this.type(terminal, text));
      this.#prompts.set(terminal, prompt);
    }
    return prompt;
  }

  #whenReady(act: () => void): void {
    if (this.boot.value === 'ready') act();
    else this.#waitingForPrompt.push(act);
  }

  #send(request: LabRequest): void {
    if (this.#connection === undefined) return;
    this.#watchdog.expect();
    this.#connection.send(request);
  }

  #receive(reply: LabReply): void {
    this.#watchdog.heard();
    switch (reply.type) {
      case 'hello':
        if (reply.version !== PROTOCOL_VERSION) this.#fail(otherVersion);
        return;
      case 'boot':
        this.boot.value = reply.state;
        if (reply.state === 'ready') for (const act of this.#waitingForPrompt.splice(0)) act();
        return;
      case 'opened':
        this.terminals.value = [...reply.terminals, ...this.#guests.keys()];
        this.shownTerminal.value = reply.firstTerminal;
        return;
      case 'output':
        this.feed(reply.terminal).push(reply.text);
        this.#promptOf(reply.terminal).hear(reply.text);
        for (const hear of this.onOutput) hear(reply.terminal, reply.text);
        return;
      case 'snapshot':
        this.#receiveSnapshot(reply.snapshot);
        for (const see of this.onTraffic) see(reply.traffic);
        return;
      case 'steps':
        this.#receiveSteps(reply.steps);
        return;
      case 'clock':
        if (reply.clock.speed > 0) this.#resumeSpeed = reply.clock.speed;
        this.clock.value = reply.clock;
        return;
      case 'record':
        return;
      case 'crash':
        this.#fail({
          what: 'The lab has stopped: a fault of ours.',
          advice,
          detail: reply.message,
        });
    }
  }

  /** Most snapshots show what the one before showed: then nothing is drawn again. */
  #receiveSnapshot(snapshot: Snapshot): void {
    const key = JSON.stringify([snapshot.machines, snapshot.links]);
    if (key === this.#snapshotKey && this.snapshot.value !== undefined) return;
    this.#snapshotKey = key;
    this.snapshot.value = snapshot;
  }

  #receiveSteps(steps: readonly StepResult[]): void {
    this.steps.value = steps;
    if (!this.#keepsProgress) return;
    const passed = steps.filter((step) => step.state === 'passed').map((step) => step.id);
    addProgress(this.words.id, passed);
  }

  #fail(failure: Failure): void {
    this.close();
    this.failure.value = failure;
  }
}

const otherVersion: Failure = {
  what: 'The page and the lab are of different versions.',
  advice: 'Reload the page: the site was updated while it was open.',
};
