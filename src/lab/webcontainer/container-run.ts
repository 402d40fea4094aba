/*
 * A lab in a WebContainer, from the reader's click to its end. The lab that the reader has goes on
 * in the page until the one in the container is the same; and where the container ends by itself,
 * the lab comes back into the page as it was.
 */
import type { Signal } from '@preact/signals';
import type { WebContainer } from '@webcontainer/api';
import program from 'virtual:lab-program';
import type { LabHost, Recording } from '../../../labs/host/protocol.ts';
import type { Failure, LabSession } from '../lab-session.ts';
import type { Relay } from '../relay.ts';
import { workerHost } from '../worker-host.ts';
import { bootContainer, BootError } from './boot.ts';
import type { ContainerState } from './container-state.ts';
import readme from './files/readme.md?raw';
import watchNodes from './files/watch-nodes.mjs?raw';
import { Keeper } from './keeper.ts';
import { moveLab, reviveLab } from './move.ts';
import { processHost } from './process-host.ts';
import { Shell } from './shell.ts';

/** What the tab of the container's shell is called. */
const SHELL = 'WebContainer';

/** How much of what the container says beside the protocol is kept. Units: characters. */
const NOTES_MAX = 8_192;

const files = {
  'lab.mjs': { file: { contents: program } },
  'README.md': { file: { contents: readme } },
  'watch-nodes.mjs': { file: { contents: watchNodes } },
};

export class ContainerRun {
  readonly #session: LabSession;
  readonly #relay: Relay;
  readonly #state: Signal<ContainerState>;
  /** Where the lab runs without a container. */
  readonly #home: LabHost;
  #container: WebContainer | undefined;
  #keeper: Keeper | undefined;
  #notes = '';

  constructor(session: LabSession, relay: Relay, state: Signal<ContainerState>) {
    this.#session = session;
    this.#relay = relay;
    this.#state = state;
    this.#home = workerHost(session.words.outfit);
  }

  /** Moves the lab into a WebContainer. Never rejects: what went wrong becomes the state. */
  async start(): Promise<void> {
    try {
      this.#state.value = { kind: 'booting' };
      const container = await bootContainer();
      this.#container = container;
      container.on('error', ({ message }) => this.#lose(message));
      await container.mount(files);
      this.#state.value = { kind: 'moving' };
      const host = processHost(container, (text) => this.#note(text));
      const recording = await moveLab(this.#relay, host);
      this.#settle(container, recording);
    } catch (error) {
      this.#tearDown();
      this.#state.value = { kind: 'failed', failure: this.#failureOf(error) };
    }
  }

  /** Brings the lab back into the page, and ends the container. */
  async stop(): Promise<void> {
    try {
      this.#state.value = { kind: 'returning' };
      await moveLab(this.#relay, this.#home);
      this.#tearDown();
      this.#state.value = { kind: 'off' };
    } catch (error) {
      this.#lose(describe(error));
    }
  }

  #settle(container: WebContainer, recording: Recording): void {
    const keeper = new Keeper(this.#relay, recording, () =>
      this.#lose('It has not answered for eight seconds.'),
    );
    this.#keeper = keeper;
    this.#relay.onCrash = (message) => {
      this.#lose(message);
      return true;
    };
    this.#session.addGuest(SHELL, new Shell(container));
    this.#state.value = { kind: 'on' };
  }

  /** The container, or the lab in it, is gone: what was kept of it goes on in the page. */
  #lose(why: string): void {
    const keeper = this.#keeper;
    if (keeper === undefined) return;
    this.#tearDown();
    this.#state.value = { kind: 'failed', failure: this.#lost(why) };
    const { recent, recording } = keeper;
    if (recording === undefined) {
      this.#relay.startAt(this.#home);
      this.#session.open();
      return;
    }
    reviveLab(this.#relay, this.#home, recording, recent).catch((error: unknown) =>
      this.#relay.hear({ type: 'crash', message: describe(error) }),
    );
  }

  #tearDown(): void {
    this.#keeper?.stop();
    this.#keeper = undefined;
    this.#relay.onCrash = undefined;
    this.#session.removeGuest(SHELL);
    this.#container?.teardown();
    this.#container = undefined;
  }

  #note(text: string): void {
    this.#notes = (this.#notes + text).slice(-NOTES_MAX);
  }

  #failureOf(error: unknown): Failure {
    if (error instanceof BootError) return error.failure;
    return {
      what: 'The lab did not start in the WebContainer.',
      advice: 'Reload the page to try again.',
      detail: `${describe(error)}\n${this.#notes}`.trim(),
    };
  }

  #lost(why: string): Failure {
    return {
      what: 'The WebContainer has ended.',
      advice: 'All that you had done is there.',
      detail: `${why}\n${this.#notes}`.trim(),
    };
  }
}

function describe(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
