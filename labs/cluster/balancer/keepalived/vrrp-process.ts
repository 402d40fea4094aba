import {
  after,
  Channel,
  Condition,
  never,
  RawSocket,
  SECOND,
  select,
  sleep,
  type Process,
  type Program,
  type Task,
  type Thread,
} from '../../kernel/index.ts';
import { machineOf, syslog } from '../../machine/index.ts';
import type { Advert } from './advert.ts';
import type { Configuration, GlobalSettings, Instance } from './configuration.ts';
import { complete, readPart } from './read-configuration.ts';
import { ScriptTracker, type ScriptChange } from './track-script.ts';
import { VirtualRouter, type RouterState, type Surroundings } from './virtual-router.ts';

/** What a picture shows of one instance. */
export interface VirtualRouterView {
  readonly name: string;
  readonly state: RouterState;
  readonly priority: number;
}

export interface KeepalivedView {
  readonly kind: 'keepalived';
  readonly instances: readonly VirtualRouterView[];
}

/** Source: keepalived 2.2.7 lib/scheduler.h `exit_code` */
export const EXIT_CONFIG = 2;

/** How many signals may wait to be looked at. */
const SIGNALS_MAX = 16;
/** How long it stays after it has said goodbye. Source: vrrp_daemon.c `vrrp_terminate_phase1` */
const FAREWELL_US = SECOND;

/** The process that speaks VRRP: `Keepalived_vrrp` in the journal. */
export class VrrpProcess {
  readonly #file: string;
  readonly #isDetailed: boolean;
  readonly #globals: GlobalSettings;
  /** Tells the process that started this one. */
  readonly #onRead: () => void;
  readonly #signals = new Channel<'reload' | 'stop'>(SIGNALS_MAX);
  /** What a script has changed may have changed what is due next. */
  readonly #wake = new Condition();
  #process!: Process;
  #socket!: RawSocket;
  #routers: readonly VirtualRouter[] = [];
  #trackers: readonly ScriptTracker[] = [];
  #threads: Thread[] = [];

  constructor(file: string, isDetailed: boolean, globals: GlobalSettings, onRead: () => void) {
    this.#file = file;
    this.#isDetailed = isDetailed;
    this.#globals = globals;
    this.#onRead = onRead;
  }

  readonly program: Program = (process) => this.#run(process);

  view(): KeepalivedView {
    const instances = this.#routers.map(({ instance: { name }, priority, state }) => {
      return { name, state, priority };
    });
    return { kind: 'keepalived', instances };
  }

  *#run(process: Process): Task<number> {
    this.#process = process;
    process.onSignal('SIGHUP', () => this.#signals.offer('reload'));
    process.onSignal('SIGTERM', () => this.#signals.offer('stop'));
    process.onSignal('SIGINT', () => this.#signals.offer('stop'));
    const configuration = this.#read(false);
    if (typeof configuration === 'number') return configuration;
    this.#socket = RawSocket.open(process, 'vrrp');
    this.#begin(configuration, false);
    this.#onRead();
    // An earlier keepalived that was killed has left them.
    for (const { addresses } of this.#routers) addresses.giveUp();
    yield* sleep(0);
    this.#start(configuration.globals.startupDelayUs);
    for (;;) {
      const signal = yield* this.#next();
      if (signal === 'stop') return yield* this.#stop();
      if (signal !== 'reload') continue;
      const code = this.#reload();
      if (code !== undefined) return code;
    }
  }

  /** Errors: the code to end with, after it was said why */
  #read(isReload: boolean): Configuration | number {
    const machine = machineOf(this.#process);
    const text = machine.files.read(this.#file) ?? '';
    const globals = isReload ? {} : { globals: this.#globals };
    const reading = readPart(text, 'vrrp', this.#file, { isTest: false, isReload, ...globals });
    const configuration = reading.isWhole ? complete(machine, reading) : undefined;
    for (const line of reading.findings.lines) this.#log(line);
    if (!reading.isWhole) return EXIT_CONFIG;
    if (configuration !== undefined) return this.#withoutUnused(configuration);
    for (const router of this.#routers) router.stop();
    this.#log('Stopped');
    return EXIT_CONFIG;
  }

  #withoutUnused({ globals, instances, scripts }: Configuration): Configuration {
    const used = scripts.filter((script) => {
      const isUsed = instances.some((it) => it.scripts.some((one) => one.script === script));
      if (!isUsed) this.#log(`Warning - script ${script.name} is not used`);
      return isUsed;
    });
    return { globals, instances, scripts: used };
  }

  /** Sets up what the configuration asks for; what ran before a reload goes on in it. */
  #begin({ instances, scripts }: Configuration, isReload: boolean): void {
    const [formerRouters, formerTrackers] = [this.#routers, this.#trackers];
    const log = (text: string): void => this.#log(text);
    this.#trackers = scripts.map((script) => new ScriptTracker(script, isReload, log));
    for (const tracker of this.#trackers) {
      const former = formerTrackers.find(({ script }) => script.name === tracker.script.name);
      if (former !== undefined) tracker.adopt(former);
    }
    const around = this.#surroundings();
    this.#routers = instances.map((instance) => new VirtualRouter(instance, around));
    for (const router of this.#routers) this.#beginScripts(router);
    for (const former of formerRouters) {
      const router = this.#routers.find(({ instance }) => isSame(instance, former.instance));
      if (router === undefined) former.stop();
      else router.adopt(former);
    }
  }

  #beginScripts(router: VirtualRouter): void {
    for (const tracked of router.instance.scripts) {
      const tracker = this.#trackers.find(({ script }) => script === tracked.script);
      if (tracker !== undefined) router.begin(tracked, tracker.condition);
    }
    if (router.state === 'FAULT') this.#log(`(${router.instance.name}) entering FAULT state`);
  }

  #start(delayUs: number): void {
    if (delayUs > 0) this.#log(`Delaying startup for ${delayUs / SECOND} seconds`);
    for (const router of this.#routers) router.start(delayUs);
    this.#threads = this.#trackers.map((tracker) =>
      this.#process.go(tracker.run(this.#process, (change) => this.#handleScript(tracker, change))),
    );
  }

  #handleScript({ script }: ScriptTracker, { before, isOk }: ScriptChange): void {
    for (const router of this.#routers) {
      const tracked = router.instance.scripts.find((one) => one.script === script);
      if (tracked !== undefined) router.handleScript(tracked, before, isOk);
    }
    this.#wake.notify();
  }

  /** Waits for one thing to happen, and handles it. Shape: the signal, where it was one */
  *#next(): Task<'reload' | 'stop' | undefined> {
    const deadlines = this.#routers.flatMap(({ deadlineUs }) => deadlineUs ?? []);
    const dueUs = Math.min(...deadlines);
    const { nowUs } = this.#process;
    const first = yield* select({
      signal: this.#signals.readable,
      packet: this.#socket.readable,
      timeout: deadlines.length > 0 ? after(Math.max(dueUs - nowUs, 0)) : never,
      wake: this.#wake,
    });
    if (first.which === 'signal') return this.#signals.poll();
    if (first.which === 'packet') this.#receive();
    else if (first.which === 'timeout') {
      for (const router of this.#routers) {
        if (router.deadlineUs !== undefined && router.deadlineUs <= this.#process.nowUs) {
          router.handleTimeout();
        }
      }
    }
    return undefined;
  }

  #receive(): void {
    const packet = this.#socket.poll();
    if (packet === undefined) return;
    const advert = packet.message.body as Advert;
    const router = this.#routers.find(({ instance }) => instance.id === advert.id);
    router?.handleAdvert(advert, packet.from);
  }

  /** Errors: the code to end with, where the new configuration is of no use */
  #reload(): number | undefined {
    for (const router of this.#routers) router.advertise();
    this.#log('Reloading');
    for (const thread of this.#threads) thread.cancel();
    const configuration = this.#read(true);
    if (typeof configuration === 'number') return configuration;
    this.#begin(configuration, true);
    this.#onRead();
    this.#start(0);
    return undefined;
  }

  *#stop(): Task<number> {
    for (const thread of this.#threads) thread.cancel();
    for (const router of this.#routers) router.stop();
    this.#socket.close();
    if (this.#routers.length > 0) yield* sleep(FAREWELL_US);
    this.#log('Stopped');
    return 0;
  }

  #surroundings(): Surroundings {
    const process = this.#process;
    const log = (text: string): void => this.#log(text);
    return {
      host: process.host,
      log,
      logDetail: this.#isDetailed ? log : () => undefined,
      afterwards: (delayUs, run) => void process.go(runAfter(delayUs, run)),
      send: (instance, advert) => send(this.#socket, instance, advert),
    };
  }

  #log(text: string): void {
    syslog(this.#process, 'Keepalived_vrrp', text);
  }
}

/** True where two configurations mean the same router by an instance. */
function isSame(one: Instance, two: Instance): boolean {
  const isUnicast = (instance: Instance): boolean => instance.peers.length > 0;
  return one.id === two.id && isUnicast(one) === isUnicast(two);
}

function send(socket: RawSocket, instance: Instance, advert: Advert): void {
  const packet = { from: instance.sourceAddress, message: { kind: 'vrrp/advert', body: advert } };
  if (!advert.isUnicast) socket.multicast(packet);
  for (const peer of instance.peers) socket.sendTo(peer, packet);
}

function* runAfter(delayUs: number, run: () => void): Task<void> {
  yield* sleep(delayUs);
  run();
}
