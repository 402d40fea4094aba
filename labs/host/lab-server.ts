import { findLesson, lessons } from '../lessons/index.ts';
import type { Toolbox } from '../shell/programs.ts';
import { Pacer, type HostClock } from './pacer.ts';
import { PROTOCOL_VERSION, type LabReply, type LabRequest } from './protocol.ts';
import { Session } from './session.ts';

/** A picture needs no more than about this many snapshots. Units: milliseconds between two. */
const SNAPSHOT_MS = 100;
/** How often the steps are checked while nothing is typed. Units: milliseconds. */
const CHECK_MS = 250;

/**
 * Serves one lab over the protocol, for any host that can carry messages and has a clock.
 *
 * Errors:  a request that makes no sense, and a bug of ours, both answer with 'crash'
 */
export class LabServer {
  readonly #clock: HostClock;
  readonly #reply: (reply: LabReply) => void;
  #toolbox: Toolbox | undefined;
  /** Requests that came before the toolbox did. */
  readonly #early: LabRequest[] = [];
  /** What is left of opening a lab once the toolbox is there. */
  #complete: ((toolbox: Toolbox) => void) | undefined;
  #session: Session | undefined;
  #pacer: Pacer | undefined;
  #isWatching = true;
  #snapshotMs = -SNAPSHOT_MS;
  #checkMs = -CHECK_MS;
  /** What was last said of each kind, so that nothing is said twice. */
  readonly #said = new Map<string, string>();

  constructor(clock: HostClock, reply: (reply: LabReply) => void) {
    this.#clock = clock;
    this.#reply = reply;
    reply({ type: 'hello', version: PROTOCOL_VERSION });
  }

  /** Carries a request out. Never throws. */
  receive(request: LabRequest): void {
    this.#guarded(() => this.#carryOut(request));
  }

  /** Ends the lab, and says why. */
  crash(message: string): void {
    this.#pacer?.stop();
    this.#reply({ type: 'crash', message });
  }

  /** Brings the programs that a reader types. Until then a lab stands still at its first prompt. */
  addToolbox(toolbox: Toolbox): void {
    this.#toolbox = toolbox;
    this.#guarded(() => this.#complete?.(toolbox));
    for (const request of this.#early.splice(0)) this.receive(request);
  }

  close(): void {
    this.#pacer?.stop();
  }

  #carryOut(request: LabRequest): void {
    if (request.type === 'open') {
      this.#open(request);
      return;
    }
    if (this.#toolbox === undefined) {
      this.#early.push(request);
      return;
    }
    const session = this.#session;
    const pacer = this.#pacer;
    if (!session || !pacer) throw new Error(`'${request.type}' came before 'open'`);
    switch (request.type) {
      case 'type':
      case 'resize':
      case 'fault':
        session.input(request);
        pacer.hurry();
        break;
      case 'speed':
        pacer.setSpeed(request.speed);
        break;
      case 'skip':
        pacer.skip(request.byUs);
        break;
      case 'solve':
        session.solve(request.step);
        pacer.hurry();
        break;
      case 'watch':
        this.#isWatching = request.isWatching;
        break;
      case 'ask-record': {
        const { seed, record, cluster } = session;
        this.#reply({ type: 'record', seed, record, traceHash: cluster.kernel.trace.hash });
        break;
      }
    }
  }

  #open({ lesson: id, seed, passed, record, speed = 1 }: Extract<LabRequest, { type: 'open' }>): void {
    const lesson = findLesson(id);
    if (!lesson) {
      const known = lessons.map(({ words }) => words.id).join(', ');
      throw new Error(`There is no lab named '${id}'. Labs: ${known}.`);
    }
    this.#pacer?.stop();
    this.#pacer = undefined;
    this.#said.clear();
    this.#reply({ type: 'boot', state: 'building' });
    const session = new Session({
      lesson,
      ...(seed !== undefined && { seed }),
      ...(passed && { passed }),
    });
    this.#session = session;
    const { firstTerminal } = lesson.words;
    const terminals = [...session.cluster.consoles.keys()];
    this.#reply({ type: 'opened', lesson: id, seed: session.seed, terminals, firstTerminal });
    this.#reply({ type: 'boot', state: 'booting' });
    session.boot();
    this.#complete = (toolbox) => {
      session.addToolbox(toolbox);
      if (record) session.replay(record);
      this.#reply({ type: 'boot', state: 'ready' });
      const tell = (): void => this.#guarded(() => this.#tell(session));
      this.#pacer = new Pacer(session, this.#clock, speed, tell);
    };
    if (this.#toolbox) this.#complete(this.#toolbox);
    this.#tell(session);
  }

  /** Says what is new: output at once, snapshots and steps at their own pace. */
  #tell(session: Session): void {
    const panic = session.cluster.kernel.panics[0];
    if (panic) throw new Error(`${panic.process}: ${String(panic.error)}`);
    for (const terminal of session.cluster.consoles.keys()) {
      const text = session.takeOutput(terminal);
      if (text !== '') this.#reply({ type: 'output', terminal, text });
    }
    const nowMs = this.#clock.now();
    if (nowMs - this.#checkMs >= CHECK_MS) {
      this.#checkMs = nowMs;
      const steps = session.checkSteps();
      this.#sayNews('steps', JSON.stringify(steps), { type: 'steps', steps });
    }
    if (this.#isWatching && nowMs - this.#snapshotMs >= SNAPSHOT_MS) {
      this.#snapshotMs = nowMs;
      this.#tellPicture(session);
    }
    this.#tellClock(session);
  }

  #tellPicture(session: Session): void {
    const snapshot = session.takeSnapshot();
    const traffic = session.takeTraffic();
    const news = JSON.stringify({ ...snapshot, atUs: 0 });
    if (traffic.length > 0) this.#said.delete('snapshot');
    this.#sayNews('snapshot', news, { type: 'snapshot', snapshot, traffic });
  }

  #tellClock(session: Session): void {
    const pacer = this.#pacer;
    if (!pacer) return;
    const { speed, isBusy } = pacer;
    const waiting = speed === 0 ? this.#waitingCommand(session) : undefined;
    const clock = { nowUs: session.nowUs, speed, isBusy, ...(waiting && { waiting }) };
    const tenths = Math.floor(session.nowUs / 100_000);
    const news = JSON.stringify({ ...clock, nowUs: tenths });
    this.#sayNews('clock', news, { type: 'clock', clock });
  }

  #waitingCommand(session: Session): string | undefined {
    for (const terminal of session.cluster.consoles.keys()) {
      const command = session.foreground(terminal);
      if (command !== undefined) return command;
    }
    return undefined;
  }

  #sayNews(kind: string, news: string, reply: LabReply): void {
    if (this.#said.get(kind) === news) return;
    this.#said.set(kind, news);
    this.#reply(reply);
  }

  #guarded(run: () => void): void {
    try {
      run();
    } catch (error) {
      this.#fail(error);
    }
  }

  #fail(error: unknown): void {
    this.crash(error instanceof Error ? error.message : String(error));
  }
}
