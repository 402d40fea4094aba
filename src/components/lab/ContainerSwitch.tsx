import type { Signal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import type { LabSession } from '../../lab/lab-session.ts';
import type { Relay } from '../../lab/relay.ts';
import type { ContainerRun } from '../../lab/webcontainer/container-run.ts';
import type { ContainerState } from '../../lab/webcontainer/container-state.ts';
import { settings } from '../../settings.ts';

interface Props {
  session: LabSession;
  relay: Relay;
  state: Signal<ContainerState>;
}

/**
 * Moves the lab into a WebContainer and back. It asks first, because the runtime comes from its
 * vendor's servers; and it is there only where such a machine can start.
 */
export default function ContainerSwitch({ session, relay, state }: Props) {
  const dialog = useRef<HTMLDialogElement>(null);
  const run = useRef<ContainerRun>();
  const start = async (): Promise<void> => {
    dialog.current?.close();
    state.value = { kind: 'loading' };
    try {
      const { ContainerRun: Run } = await import('../../lab/webcontainer/container-run.ts');
      run.current ??= new Run(session, relay, state);
    } catch {
      state.value = { kind: 'failed', failure: unloaded };
      return;
    }
    await run.current.start();
  };
  useEffect(() => {
    if (crossOriginIsolated && settings.firstHost === 'webcontainer') void start();
  }, []);

  if (!crossOriginIsolated) return null;
  const { kind } = state.value;
  const isOn = kind === 'on';
  const isIdle = kind === 'off' || kind === 'failed' || isOn;
  return (
    <>
      <button
        type="button"
        class="q-quiet"
        aria-label="Run in a WebContainer"
        aria-pressed={isOn}
        disabled={!isIdle || session.boot.value !== 'ready'}
        onClick={() => (isOn ? void run.current?.stop() : dialog.current?.showModal())}
      >
        WebContainer
      </button>
      <dialog class="q-dialog" ref={dialog} aria-labelledby="q-container-title">
        <h3 id="q-container-title">Run this lab in a WebContainer?</h3>
        <p>
          It puts a Node machine around the lab, inside your browser. The machine comes from
          StackBlitz. Your browser loads it from their servers, which see your address and this
          site's name. What you type in the lab then passes through their code in your browser.
        </p>
        <p>
          <a href="/webcontainer/">What it adds, needs and sends</a>
        </p>
        <div class="q-row">
          <button type="button" class="q-primary" onClick={() => void start()}>
            Load and run
          </button>
          <button type="button" onClick={() => dialog.current?.close()}>
            Stay in the page
          </button>
        </div>
      </dialog>
    </>
  );
}

const unloaded = {
  what: 'What a WebContainer needs of this site could not be loaded.',
  advice: 'Check the connection, then try again.',
};
