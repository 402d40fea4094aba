import { Pacer, type HostClock } from './pacer.ts';
import type { Parts } from './parts.ts';
import { PROTOCOL_VERSION, type LabReply, type LabRequest, type OpenRequest } from './protocol.ts';
import { Reporter } from './reporter.ts';
import { Session } from './session.ts';

/** The prompt is drawn first: the picture, with much more to draw, lets it pass. */
const PICTURE_AFTER_MS = 30;

/** A lab that takes inputs. */
interface Running {
  readonly session: Session;
  readonly pacer: Pacer;
  readonly reporter: Reporter;
}

/**
 * Serves one lab over the protocol, for any host that can carry messages and has a clock.
 *
 * Errors:  a request that makes no sense, and a bug of ours, both answer with 'crash'
 * Keeps:   what is asked while a lab is still opening is done once it is open, in order
 */
export class LabServer {
  readonly #clock: HostClock;
  readonly #reply: (reply: LabReply) => void;
  readonly #parts: Parts;
  readonly #early: LabRequest[] = [];
  #isOpening = false;
  #running: Running | undefined;

  constructor(clock: HostClock, reply: (reply: LabReply) => void, parts: Parts) {
    this.#clock = clock;
    this.#reply = reply;
    this.#parts = parts;
    reply({ type: 'hello', version: PROTOCOL_VERSION });
  }

  /** Carries a request out. Never throws. */
  receive(request: LabRequest): void {
    if (request.type === 'open') {
      this.#isOpening = true;
      this.#open(request).catch((error: unknown) => this.#fail(error));
    } else if (this.#isOpening) {
      this.#early.push(request);
    } else {
      this.#guarded(() => this.#carryOut(request));
    }
  }

  close(): void {
    this.#running?.pacer.stop();
  }

  /** The cluster boots while the programs are on their way: its prompt does not wait for them. */
  async #open(request: OpenRequest): Promise<void> {
    this.close();
    const { labs } = this.#parts;
    const lesson = labs.find(({ words }) => words.id === request.lesson);
    if (!lesson) {
      const known = labs.map(({ words }) => words.id).join(', ');
      throw new Error(`There is no lab named '${request.lesson}'. Labs: ${known}.`);
    }
    const { outfit: name } = lesson.topology;
    const toolbox = this.#parts.toolbox(name);
    const outfit = await this.#parts.outfit(name);
    this.#reply({ type: 'boot', state: 'building' });
    const { seed, passed } = request;
    const given = { ...(seed !== undefined && { seed }), ...(passed && { passed }) };
    const session = new Session({ lesson, outfit, ...given });
    this.#sayOpened(session);
    this.#reply({ type: 'boot', state: 'booting' });
    session.boot();
    const reporter = new Reporter(session, () => this.#clock.now(), this.#reply);
    reporter.reportOutput();
    await Promise.race([toolbox, this.#pause(PICTURE_AFTER_MS)]);
    reporter.report(undefined);
    session.addToolbox(await toolbox);
    if (request.record) session.replay(request.record);
    this.#reply({ type: 'boot', state: 'ready' });
    this.#start(session, reporter, request.speed ?? 1);
  }

  #pause(ms: number): Promise<void> {
    return new Promise((resolve) => this.#clock.later(resolve, ms));
  }

  #sayOpened({ lesson, seed, cluster }: Session): void {
    const { id, firstTerminal } = lesson.words;
    const terminals = [...cluster.consoles.keys()];
    this.#reply({ type: 'opened', lesson: id, seed, terminals, firstTerminal });
  }

  #start(session: Session, reporter: Reporter, speed: number): void {
    const pacer = new Pacer(session, this.#clock, speed, () =>
      this.#guarded(() => reporter.report(pacer)),
    );
    this.#running = { session, pacer, reporter };
    this.#isOpening = false;
    for (const early of this.#early.splice(0)) this.receive(early);
  }

  #carryOut(request: Exclude<LabRequest, OpenRequest>): void {
    if (!this.#running) throw new Error(`'${request.type}' came before 'open'`);
    const { session, pacer, reporter } = this.#running;
    switch (request.type) {
      case 'type':
      case 'resize':
      case 'fault':
      case 'http':
      case 'http-cancel':
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
        reporter.isWatched = request.isWatching;
        session.takeTraffic();
        break;
      case 'ask-record':
        // Whoever goes on elsewhere has seen what was printed up to here.
        reporter.report(pacer);
        this.#sayRecord(this.#running, request.since ?? 0);
        break;
      case 'replay':
        session.resume(request.recording, () => reporter.report(undefined));
        reporter.report(pacer);
        this.#sayRecord(this.#running, session.record.length);
        pacer.skip(request.recording.skipUs);
        break;
    }
  }

  #sayRecord({ session, pacer: { skipUs } }: Running, since: number): void {
    this.#reply({ type: 'record', ...session.recording(since), skipUs });
  }

  #guarded(run: () => void): void {
    try {
      run();
    } catch (error) {
      this.#fail(error);
    }
  }

  #fail(error: unknown): void {
    this.close();
    this.#running = undefined;
    this.#reply({ type: 'crash', message: error instanceof Error ? error.message : String(error) });
  }
}
